"""What queries of the corpus find."""

from __future__ import annotations

import contextlib

import pytest

from tallystick.errors import InvalidQueryError
from tallystick.query.language import parse_sort, parse_where
from tallystick.query.language.literals import quoted
from tallystick.query.now import at
from tallystick.records.targets import Kind
from tallystick.store.base import Store
from tallystick.testing.commands import a_run, a_step, log
from tallystick.testing.contents import contents
from tallystick.testing.contract import Contract
from tallystick.testing.corpus import NOW, name_of, read_corpus
from tallystick.testing.corpus_things import corpus_things
from tallystick.testing.reading import find

HOSTILE = [
    "'; DROP TABLE runs; --",
    "' OR '1'='1",
    "' OR 1=1 --",
    '" OR ""="',
    "alpha' UNION SELECT name FROM sqlite_master --",
    "x'); DELETE FROM entries; --",
    "1; ATTACH DATABASE '/tmp/x' AS x",
    "?",
    "?1",
    ":name",
    "$1",
    "@p",
    "%s",
    "%(name)s",
    "{0}",
    "{name}",
    "${jndi:ldap://x}",
    "$.a",
    "$[0]",
    "*",
    "[a-z]*",
    "_%",
    "\\",
    "\\'",
    "`id`",
    "/* */",
    "--",
    "#",
    ";",
    "(",
    ")",
    "\n; DROP TABLE runs",
    "or true",
    "and not false",
    "false",
    "none",
    "metadata",
    "metadata.x",
    "step(x)",
    "any upstream run ()",
    "\u2028",
    "\U0001f600",
]
"""What is a statement, a parameter or a pattern to something, and text here."""


class LanguageRules(Contract):
    """Queries find what the specification of the language says."""

    def test_queries_of_the_corpus_find_what_it_says(self, store: Store) -> None:
        """Of every kind, oldest first."""
        store.apply(*corpus_things())
        queries = read_corpus().conditions

        found = {
            (query.kind, query.text): [
                name_of(record)
                for record in find(store, query.kind, at(parse_where(query.text, query.kind), NOW))
            ]
            for query in queries
        }

        assert found == {(query.kind, query.text): list(query.finds) for query in queries}

    def test_orders_of_the_corpus_order_as_it_says(self, store: Store) -> None:
        """By fields of every sort, with what lacks them last."""
        store.apply(*corpus_things())
        orders = read_corpus().orders

        found = {
            (order.kind, order.text): [
                name_of(record)
                for record in find(store, order.kind, sort=parse_sort(order.text, order.kind))
            ]
            for order in orders
        }

        assert found == {(order.kind, order.text): list(order.finds) for order in orders}

    @pytest.mark.parametrize("text", HOSTILE)
    def test_texts_that_are_statements_elsewhere_are_only_texts(
        self, store: Store, text: str
    ) -> None:
        """As value, key, step and order; they find what was called so, and change nothing."""
        run = a_run(text)
        step = a_step(run, text)
        store.apply(*corpus_things(), run, step, log((run, step), {text: text, "note": [text]}))
        before = len(list(store.changes()))
        said = quoted(text)
        queries = [
            f"name = {said}",
            f"{said} = {said}",
            f"{said} in (1, {said})",
            f"{said} contains {said} and {said} exists",
            f"note has {said}",
            f"step({said}).{said} endswith {said}",
            f"json({said}) exists",
            f"name startswith {said} or {said} between {said} and {said}",
        ]

        for query in queries:
            assert _names(store, query) == [text], query
        ordered = find(
            store, Kind.RUN, sort=parse_sort(f"{said} desc, step({said}).{said}", Kind.RUN)
        )
        assert ordered[0].name == text
        assert len(ordered) == 6
        assert len(list(store.changes())) == before

    def test_statements_are_refused_or_find_nothing(self, store: Store) -> None:
        """Where they stand for a query, or where a value ought to be."""
        store.apply(*corpus_things())
        before = contents(store)

        for text in filter(str.strip, HOSTILE):
            for query in (text, f"name = {text}", f"name in ({text})", f'name = "alpha{text}'):
                with contextlib.suppress(InvalidQueryError):
                    assert "alpha" not in _names(store, query), query

        assert contents(store) == before


def _names(store: Store, query: str) -> list[str]:
    return [run.name for run in find(store, Kind.RUN, at(parse_where(query, Kind.RUN), NOW))]
