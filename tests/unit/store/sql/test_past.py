"""The past is read by indexes and in few statements, however much changed since."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tallystick.query.language import parse_sort, parse_where
from tallystick.query.query import Query
from tallystick.records.reading import Page, Record
from tallystick.records.targets import Kind
from tallystick.store.sql import SqlStore, marks
from tallystick.store.sql.finding import find_then
from tallystick.store.sql.finding import page as page_module
from tallystick.store.sql.past import moment_of
from tallystick.testing.commands import a_run, a_step, finish, log, tag
from tallystick.values import decode

MOST = 6
BY_LOSS = ("", "loss desc")
BY_NAME = ('loss >= 0 and note contains "b" and tags has "kept"', "name")
CHANGED, LATER = 10, 40
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
CLOCKS = (("ahead", 1), ("behind", -1))
LISTS = {*"hjln", "p", "m", "search", "touched", "json_each"}
"""What statements call lists, and pages that were found."""


class Explained(sqlite3.Connection):
    """A connection that keeps the plan of everything it is asked."""

    plans: list[list[str]]

    def execute(self, statement: str, parameters: Any = ()) -> sqlite3.Cursor:  # type: ignore[override]  # named otherwise
        plan = super().execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        self.plans.append([row[3] for row in plan])
        return super().execute(statement, parameters)


@pytest.fixture
def then(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> int:
    """A store with sixty runs that ended by this moment; some changed since, and others came."""
    monkeypatch.setattr(marks, "LEAST_LEVEL", 0)
    runs = [a_run(tags=("kept",)) for _ in range(60)]
    for number, run in enumerate(runs):
        store.apply(run, log(run, {"loss": number / 7, "note": "a b", "seen": 1}), finish(run))
    runs_since = [a_run() for _ in range(LATER)]
    then = sum(1 for _ in store.changes())
    store.apply(log(runs[:CHANGED], {"loss": 100}), tag(runs[:CHANGED], "late"))
    for number in range(40):
        store.apply(log(runs[30], {"seen": number}))
    store.apply(*runs_since, *(log(run, {"loss": -1, "note": "b"}) for run in runs_since))
    return then


@pytest.fixture
def explained(store: SqlStore, then: int) -> Iterator[Explained]:
    assert then
    connecting = sqlite3.connect(store.path, isolation_level=None, factory=Explained)
    with closing(connecting) as connection:
        connection.plans = []
        yield connection


def found(explained: Explained, as_of: int, asked: tuple[str, str], limit: int) -> Page[Record]:
    where, sort = asked
    query = Query(
        kind=Kind.RUN,
        where=parse_where(where, Kind.RUN),
        sort=parse_sort(sort, Kind.RUN),
        limit=limit,
        count=False,
    )
    explained.plans.clear()
    moment = moment_of(explained, as_of)
    assert moment is not None
    return find_then(moment, query)


@pytest.mark.parametrize("asked", [BY_LOSS, BY_NAME])
@pytest.mark.parametrize("picked", [False, True])
def test_a_page_takes_as_many_statements_however_long_it_is(
    explained: Explained,
    then: int,
    asked: tuple[str, str],
    picked: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(page_module, "pays", lambda *_, **__: picked)

    page = found(explained, then, asked, 50)
    of_a_long_page = len(explained.plans)
    found(explained, then, asked, 2)

    assert len(page.items) == 50
    assert len(explained.plans) == of_a_long_page
    assert of_a_long_page <= MOST + 2, "two more for what changed since"


@pytest.mark.parametrize("picked", [False, True])
def test_where_nothing_changed_that_is_asked_for(
    explained: Explained, then: int, picked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What they have besides is as it was, too."""
    monkeypatch.setattr(page_module, "pays", lambda *_, **__: picked)

    page = found(explained, then, ('note = "a b" and note contains "b"', "note"), 50)

    assert {entry.key: decode(bytes(entry.value)) for entry in page.items[30].entries}["seen"] == 1
    assert len(explained.plans) <= MOST


@pytest.mark.parametrize("field", ["created_at", "started_at"])
def test_the_newest_are_looked_up(explained: Explained, then: int, field: str) -> None:
    """What came since is not gone through."""
    found(explained, then, ("", f"{field} desc"), 2)

    index = f"runs_{field.removesuffix('_at')}"
    searched = f"SEARCH t USING COVERING INDEX {index} (project=? AND {field}<?)"
    assert searched in explained.plans[-1]


def test_the_newest_are_those_whose_clocks_were_ahead(store: SqlStore) -> None:
    """Things are in order of what clocks said, whichever came first."""
    ahead, behind = (a_run(name, at=NOON + timedelta(hours=hours)) for name, hours in CLOCKS)
    store.apply(ahead, behind)
    as_of = sum(1 for _ in store.changes())
    store.apply(*(a_run(at=NOON + timedelta(hours=hours)) for hours in (-2, 2)))

    page = store.find(Query(kind=Kind.RUN, as_of=as_of))

    assert [each.record.name for each in page.items] == ["ahead", "behind"]


@pytest.mark.parametrize("few", [1, 20])
def test_steps_of_runs_that_changed_are_read_at_once(
    store: SqlStore, explained: Explained, few: int
) -> None:
    runs = [a_run() for _ in range(few)]
    steps = [a_step(run) for run in runs]
    store.apply(*runs, *steps, log(steps, {"loss": 1}))
    as_of = sum(1 for _ in store.changes())
    store.apply(log(steps, {"loss": 2}))

    page = found(explained, as_of, ('step("train").loss = 1', "name"), 50)

    assert len(page.items) == few
    assert len(explained.plans) <= MOST + 4, "the steps and their entries, too"


def test_tables_are_entered_by_their_indexes(explained: Explained, then: int) -> None:
    """Only lists and what was found before are gone through."""
    found(explained, then, BY_LOSS, 50)

    lines = [line.split() for plan in explained.plans for line in plan]
    scanned = {line[1] for line in lines if line[0] == "SCAN" and "CONSTANT" not in line}
    # Subqueries, and lists that a statement has in itself, as some releases of SQLite call them.
    scanned = {name for name in scanned if not name.startswith("(") and "-ROW" not in name}
    assert scanned <= LISTS
    walk = "SEARCH w USING COVERING INDEX current_values_value (path=? AND indexed=? AND sort>?)"
    assert walk in explained.plans[-1]
