"""Parsing and formatting undo each other, and text of any sort is read or refused."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from tallystick.errors import InvalidQueryError
from tallystick.query.checking import check_query
from tallystick.query.conditions import Any, Builtin, Compare, Condition, Metadata, Not, Op
from tallystick.query.language import format_sort, format_where, parse_sort, parse_where
from tallystick.query.language.normal import normal
from tallystick.query.now import at
from tallystick.query.query import Query
from tallystick.records.targets import Kind
from tallystick.store.memory import MemoryStore
from tallystick.testing.histories import History
from tallystick.testing.questions import Questions
from tallystick.values import StorageSize

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)

TEXT = """
    a status name metadata.status metadata parameters.lr "a b" 'c' metrics.accuracy tags safe
    created_at duration id train::loss step("train").loss step( json("a") json( any no upstream
    downstream artifact run model = != < <= > >= ~ !~ in has contains startswith endswith exists
    between is missing none nan not and or ( ) , true false 1 -1 1.5 1e3 inf 0x1F 5MiB 5 MiB 1.5
    GB 90s 2h30m - -( now today yesterday -7d +2h today-1d 2026-01-31 2026-01-31T12:00 12:00 UTC
    completed rf-* "x" 'it''s' "\\u0061" 0198c0de-0000-7000-8000-00000000abcd . :: * \u201c x" ' [
"""
WORDS = TEXT.split()

texts = st.one_of(
    st.lists(st.sampled_from(WORDS)).map(" ".join),
    st.lists(st.sampled_from(WORDS)).map("".join),
    st.text(),
    st.text(alphabet="ab =<>!~()\"'\\.,:-+*0123456789smhd"),
)
kinds = st.sampled_from(Kind)


@st.composite
def queries(draw: st.DrawFn) -> Query:
    """A query that makes sense, on things that may be there."""
    history = History(draw)
    query = Questions(draw, history.things).query()
    try:
        check_query(query)
    except InvalidQueryError:
        return Query(kind=query.kind)
    return query


@given(texts, kinds)
@example("(" * 100_000, Kind.RUN)
@example("not " * 25_000, Kind.RUN)
@example("a" * 100_001, Kind.RUN)
@example("a = " + "9" * 5000, Kind.RUN)
@example("a = 9999999999999999d", Kind.RUN)
@example("a > -9999999d", Kind.RUN)
@example("a = 9999-12-31", Kind.RUN)
@example("a = today+999999999d", Kind.RUN)
@example("a = 0001-01-01T00:00+23:59", Kind.RUN)
@example('a = "\\ud800"', Kind.RUN)
@example("a = \ud800", Kind.RUN)
@example("\ud800 = 1", Kind.RUN)
@example("a = 1e999", Kind.RUN)
@example("a = ٣", Kind.RUN)
def test_any_text_is_read_or_refused(text: str, kind: Kind) -> None:
    try:
        condition = parse_where(text, kind)
    except InvalidQueryError as error:
        column = error.column if len(text) <= 100_000 else 1
        assert 1 <= column <= len(text) + 1
        return
    check_query(Query(kind=kind, where=at(condition, NOW)))
    canonical = format_where(condition)
    assert parse_where(canonical, kind) == condition
    assert format_where(parse_where(canonical, kind)) == canonical


@given(texts, kinds)
def test_any_text_is_an_order_or_refused(text: str, kind: Kind) -> None:
    try:
        sorts = parse_sort(text, kind)
    except InvalidQueryError:
        return
    check_query(Query(kind=kind, sort=sorts))
    assert parse_sort(format_sort(sorts), kind) == sorts


@given(queries())
def test_conditions_and_orders_come_back(query: Query) -> None:
    assert parse_where(format_where(query.where), query.kind) == normal(query.where)
    assert parse_sort(format_sort(query.sort), query.kind) == query.sort


@given(st.data())
def test_the_text_of_a_condition_means_the_same(data: st.DataObject) -> None:
    store, history = MemoryStore(), History(data.draw)
    store.apply(*history.opening())
    query = Questions(data.draw, history.things).query()
    try:
        expected = store.find(query)
    except InvalidQueryError:
        return

    read = parse_where(format_where(query.where), query.kind)

    found = store.find(replace(query, where=at(read, NOW)))
    assert (found.items, found.total) == (expected.items, expected.total)


A = Compare(Metadata("a"), Op.EQ, (1,))


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (Any((A, A)), "metadata.a = 1 or metadata.a = 1"),
        (Any((A,)), "metadata.a = 1"),
        (Any(()), "false"),
        (Not(Any(())), "not false"),
        (Compare(Metadata("a"), Op.EQ, (float("nan"),)), "metadata.a in ()"),
        (Compare(Metadata("a"), Op.NE, (float("nan"),)), "metadata.a not in ()"),
        (Compare(Builtin("name"), Op.IN, ("x", None)), 'name in ("x", none)'),
        (Compare(Builtin("name"), Op.IN, (None,)), "name in (none)"),
        (Compare(Builtin("stage"), Op.IN, ("none", None)), 'stage in ("none") or stage is none'),
        (Compare(Metadata("a"), Op.IN, ("x", None)), 'metadata.a in ("x", none)'),
        (
            Compare(Metadata("a"), Op.LT, (datetime(2026, 1, 31, 12),)),  # noqa: DTZ001
            "metadata.a < 2026-01-31T12:00:00Z",
        ),
        (Compare(Metadata("a"), Op.GT, (timedelta(seconds=-90),)), "metadata.a > -(1m30s)"),
        (Compare(Metadata("a"), Op.EQ, (StorageSize(-5),)), "metadata.a = -5"),
        (Compare(Metadata("\u201ca\u201d.b"), Op.EXISTS), '"\u201ca\u201d"."b" exists'),
        (Compare(Metadata("a\u2019s"), Op.EXISTS), '"a\u2019s" exists'),
        (Compare(Metadata("a"), Op.EQ, (10**700,)), f"metadata.a = {hex(10**700)}"),
    ],
)
def test_what_text_cannot_tell_apart_is_written_alike(condition: Condition, text: str) -> None:
    assert format_where(condition) == text
    assert format_where(parse_where(text, Kind.RUN)) == text


def test_a_column_is_where_the_trouble_begins() -> None:
    text = 'a = 1 and\n  "b c" >  oops and c = 3'

    with pytest.raises(InvalidQueryError) as caught:
        parse_where(text, Kind.RUN)

    assert re.match("oops", text[caught.value.column - 1 :])
