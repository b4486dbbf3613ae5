"""SQLite agrees with the reference about the past of random histories, and on every way to it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tallystick.errors import TallystickError
from tallystick.query.history import HistoryQuery
from tallystick.query.paths import PathQuery
from tallystick.query.query import Query
from tallystick.records.reading import RECORDS, Page, Record
from tallystick.records.targets import Kind
from tallystick.store.base import Store
from tallystick.store.memory import MemoryStore
from tallystick.store.past import PastStore
from tallystick.store.sql import SqlStore, marks
from tallystick.store.sql.finding import page
from tallystick.testing.commands import Thing, target
from tallystick.testing.histories import History
from tallystick.testing.questions import Questions

Question = Callable[[Store], Any]


def answer(store: Store, question: Question) -> tuple[str, Any]:
    try:
        return "answer", question(store)
    except TallystickError as error:
        return type(error).__name__, str(error)


def tell(data: st.DataObject, *stores: Store) -> History:
    """A random history; what the first store refuses is told to no other."""
    history = History(data.draw)
    calls = [history.opening()]
    for store in stores:
        store.apply(*calls[0])
    for _ in range(data.draw(st.integers(10, 50))):
        call = history.next_call(data.draw(st.sampled_from([1, 1, 1, 3])))
        said = [answer(store, lambda each, call=call: each.apply(*call)) for store in stores]  # type: ignore[misc]  # mypy has no type for defaults of lambdas
        assert all(each == said[0] for each in said)
        if said[0][0] != "answer":
            history.undo()
    return history


def pages(store: Store, query: Query) -> list[Page[Record]]:
    """The page, and those that follow it."""
    found = [store.find(query)]
    while found[-1].next is not None and len(found) < 10:
        found.append(store.find(replace(query, after=found[-1].next, offset=0)))
    return found


def questions_of(asked: Questions, things: Sequence[Thing]) -> list[Question]:
    """One of every sort, and four queries."""
    queries = [asked.query() for _ in range(4)]
    kind, ref = asked.reference()
    where, key = asked.past()
    start, up, down = asked.walk()
    first = queries[0]
    paths = PathQuery(kind=first.kind, project=first.project, where=first.where, sample=None)
    targets = [target(thing) for thing in things]
    versions = [each.id for each in targets if each.kind is Kind.MODEL_VERSION]
    thinned = HistoryQuery(targets=(where,), key=key, points=5)
    return [
        lambda then: [pages(then, query) for query in queries],
        lambda then: then.get(RECORDS[kind], ref),
        lambda then: then.history(where, key),
        lambda then: list(then.entries(where, key)),
        lambda then: then.histories(thinned),
        lambda then: then.links(versions),
        lambda then: then.lineage(start, upstream=up, downstream=down),
        lambda then: then.paths(paths),
    ]


def agree(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory(prefix="tallystick-") as folder:
        reference, store = MemoryStore(), SqlStore.open(folder)
        try:
            history = tell(data, reference, store)
            newest = sum(1 for _ in reference.changes())
            asked = Questions(data.draw, history.things)
            for _ in range(5):
                then = data.draw(st.integers(1, newest))
                for question in questions_of(asked, history.things):
                    expected = answer(PastStore(reference, then), question)
                    assert answer(PastStore(store, then), question) == expected
        finally:
            store.close()


@pytest.fixture
def every_change_is_far_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a long journal: nothing is looked at only since it is near a moment."""
    monkeypatch.setattr(marks, "LEAST_LEVEL", 0)


@pytest.fixture
def picked(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a large store: what indexes tell is put together."""
    monkeypatch.setattr(page, "pays", lambda *_, **__: True)


@given(data=st.data())
@settings(max_examples=30)
def test_about_the_past(data: st.DataObject) -> None:
    agree(data)


@pytest.mark.usefixtures("every_change_is_far_away")
@given(data=st.data())
@settings(max_examples=40)
def test_where_changes_are_found_by_their_numbers(data: st.DataObject) -> None:
    agree(data)


@pytest.mark.usefixtures("every_change_is_far_away", "picked")
@given(data=st.data())
@settings(max_examples=30)
def test_where_things_are_picked_by_indexes(data: st.DataObject) -> None:
    agree(data)


@pytest.mark.fuzz
@pytest.mark.timeout(60 * 60)
@pytest.mark.usefixtures("every_change_is_far_away")
@given(data=st.data())
@settings(max_examples=1_000)
def test_for_long(data: st.DataObject) -> None:
    agree(data)
