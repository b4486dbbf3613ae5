"""Searches and writes go by indexes: this is what makes them fast in large stores."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from tallystick.query.conditions import (
    All,
    Any,
    Builtin,
    Compare,
    Condition,
    Direction,
    Literal,
    Metadata,
    Not,
    Op,
    Related,
)
from tallystick.query.query import NEWEST_FIRST, Query, Sort
from tallystick.records.targets import Kind
from tallystick.store.sql import SqlStore
from tallystick.store.sql.connecting import Connection
from tallystick.store.sql.finding import find
from tallystick.store.sql.finding import page as page_module
from tallystick.testing.commands import a_run, a_step, an_artifact, finish, log

BY_LOSS = (Sort(Metadata("m.loss"), descending=True),)
BY_DURATION = (Sort(Builtin("duration_s")),)
TABLES = {"runs", "tt", "l", "b", "c", "e", "k", "s", "v"}
"""What searches call tables; those of the things themselves may be gone through in order."""


class Explained:
    """A connection that keeps the plan of everything it is asked."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.plans: list[list[str]] = []

    def execute(self, statement: str, parameters: tuple[object, ...] = ()) -> sqlite3.Cursor:
        plan = self._connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        self.plans.append([row[3] for row in plan])
        return self._connection.execute(statement, parameters)


@pytest.fixture
def explained(store: SqlStore) -> Iterator[Explained]:
    """A store with some runs that have ended and one that goes on."""
    runs = [a_run() for _ in range(20)]
    data = an_artifact(facts={"license": "nc"})
    steps = [a_step(run, inputs={"data": (data.artifact_version_id,)}) for run in runs]
    store.apply(data, *runs, *steps)
    for number, run in enumerate(runs):
        store.apply(log(run, {"m": {"loss": number / 7}, "opt": "adam", "tags": ["a", "b"]}))
    store.apply(*(log(step, {"loss": 0.5}) for step in steps))
    store.apply(*(finish(step) for step in steps), *(finish(run) for run in runs[1:]))
    with closing(sqlite3.connect(store.path, isolation_level=None)) as connection:
        yield Explained(connection)


@pytest.fixture
def picking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Things are picked by indexes wherever indexes tell, and not only where that is faster."""
    monkeypatch.setattr(page_module, "pays", lambda *_, **__: True)


@pytest.fixture
def walking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Things are asked in the order of the query, and never picked."""
    monkeypatch.setattr(page_module, "pays", lambda *_, **__: False)


def plan(explained: Explained, query: Query) -> list[str]:
    """The plan of the statement that finds the page, which is the last."""
    find(explained, query)  # type: ignore[arg-type]  # it explains, too
    return explained.plans[-1]


def holds(path: str, op: Op, *literals: Literal) -> Compare:
    return Compare(Metadata(path), op, literals)


def test_the_newest_come_along_an_index(explained: Explained) -> None:
    """Nothing is sorted."""
    found = plan(explained, Query(kind=Kind.RUN, sort=NEWEST_FIRST, count=False))

    assert "SEARCH t USING COVERING INDEX runs_created (project=?)" in found
    assert not any("TEMP B-TREE" in line for line in found)


@pytest.mark.usefixtures("walking")
@pytest.mark.parametrize("where", [All(()), holds("opt", Op.NE, "sgd")])
@pytest.mark.parametrize("descending", [False, True])
def test_the_best_by_a_path_come_along_its_index(
    explained: Explained, where: Condition, descending: bool
) -> None:
    """The table is not looked at; only the few that wait to be indexed are sorted in."""
    sort = (Sort(Metadata("m.loss"), descending=descending),)
    found = plan(explained, Query(kind=Kind.RUN, sort=sort, where=where, count=False))

    walk = "SEARCH w USING COVERING INDEX current_values_value (path=? AND indexed=? AND sort>?)"
    assert walk in found
    assert sum("TEMP B-TREE" in line for line in found) == 1


@pytest.mark.parametrize("field", ["created_at", "started_at", "name"])
def test_things_come_along_the_index_of_a_field(explained: Explained, field: str) -> None:
    """Nothing is sorted."""
    sort = (Sort(Builtin(field), descending=True),)

    found = plan(explained, Query(kind=Kind.RUN, sort=sort, count=False))

    assert any("INDEX runs_" in line for line in found)
    assert not any("TEMP B-TREE" in line for line in found)


def test_what_holds_of_a_step_is_picked_by_it(explained: Explained, picking: None) -> None:
    """From values to steps, and from these to their runs."""
    low = Compare(Metadata("loss", step="train"), Op.LT, (1,))
    find(explained, Query(kind=Kind.RUN, where=low, count=False))  # type: ignore[arg-type]  # it explains, too

    _, _, picked, _ = explained.plans
    assert "SEARCH s USING INTEGER PRIMARY KEY (rowid=?)" in picked
    assert "SEARCH t USING COVERING INDEX runs_id (id=?)" in picked


@pytest.mark.usefixtures("walking")
def test_asking_ends_with_the_page(explained: Explained, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where no index is in the order: then all is sorted before anything is asked."""
    monkeypatch.setattr(page_module, "asking", lambda *_, **__: page_module.Asking(1, True))
    upstream = Related(Direction.UPSTREAM, Kind.ARTIFACT_VERSION, All(()))
    query = Query(kind=Kind.RUN, where=upstream, sort=BY_DURATION, limit=1, count=False)

    found = plan(explained, query)

    asked = found.index("SEARCH t USING INTEGER PRIMARY KEY (rowid=?)")
    assert found.index("USE TEMP B-TREE FOR ORDER BY") < asked
    assert sum("TEMP B-TREE FOR ORDER" in line for line in found) == 1


def test_a_cursor_is_looked_up(explained: Explained) -> None:
    """The index is entered where the page before ended, and not gone through up to there."""
    query = Query(kind=Kind.RUN, sort=BY_LOSS, limit=3, count=False)
    first = find(explained, query)  # type: ignore[arg-type]  # it explains, too

    by_value = plan(explained, Query(**{**fields(query), "after": first.next}))
    newest = Query(kind=Kind.RUN, limit=3, count=False)
    first = find(explained, newest)  # type: ignore[arg-type]  # it explains, too
    by_time = plan(explained, Query(**{**fields(newest), "after": first.next}))

    index = "COVERING INDEX current_values_value"
    assert f"SEARCH w USING {index} (path=? AND indexed=? AND sort=? AND number<?)" in by_value
    assert f"SEARCH w USING {index} (path=? AND indexed=? AND sort<?)" in by_value
    assert "SEARCH t USING COVERING INDEX runs_created (project=? AND created_at<?)" in by_time


def fields(query: Query) -> dict[str, object]:
    return {name: getattr(query, name) for name in query.__struct_fields__}


VALUE = "COVERING INDEX current_values_value (path=? AND indexed=? AND "


@pytest.mark.usefixtures("picking")
@pytest.mark.parametrize(
    ("condition", "lookup"),
    [
        (holds("m.loss", Op.EQ, 0.5), f"{VALUE}sort=? AND number=?)"),
        (holds("m.loss", Op.GT, 0.5), f"{VALUE}sort=? AND number>?)"),
        (holds("m.loss", Op.LE, 0.5), f"{VALUE}sort=? AND number<?)"),
        (holds("m.loss", Op.IN, 0.5, 1), f"{VALUE}sort=? AND number=?)"),
        (holds("opt", Op.EQ, "adam"), f"{VALUE}sort=? AND number=? AND text=?)"),
        (holds("opt", Op.IN, "adam", "sgd"), f"{VALUE}sort=? AND number=? AND text=?)"),
        (holds("opt", Op.STARTSWITH, "ad"), f"{VALUE}sort=? AND number=? AND text>? AND text<?)"),
        (holds("opt", Op.GLOB, "ad*m"), f"{VALUE}sort=? AND number=? AND text>? AND text<?)"),
        (holds("opt", Op.LT, "b"), f"{VALUE}sort=? AND number=? AND text<?)"),
        (holds("opt", Op.CONTAINS, "da"), f"{VALUE}sort=? AND number=?)"),
        (holds("m.loss", Op.EXISTS), "COVERING INDEX current_values_value (path=? AND indexed=?)"),
        (holds("m", Op.EXISTS), "COVERING INDEX current_values_value (path=? AND indexed=?)"),
        (Not(holds("opt", Op.EQ, "x")), f"{VALUE}sort=? AND number=? AND text=?)"),
        (Any((holds("m.loss", Op.GT, 1), holds("opt", Op.EQ, "x"))), f"{VALUE}sort=?"),
        (holds("tags", Op.HAS, "a"), "COVERING INDEX current_values_element (path=?"),
        (Compare(Builtin("tags"), Op.HAS, ("a",)), "COVERING INDEX tags_tag (kind=? AND tag=?)"),
        (Compare(Builtin("status"), Op.EQ, ("failed",)), "COVERING INDEX runs_status (project=?"),
        (Compare(Builtin("pipeline"), Op.EQ, ("a",)), "COVERING INDEX runs_pipeline (project=?"),
        (Compare(Builtin("name"), Op.EQ, ("a",)), "COVERING INDEX runs_name (project=? AND name=?"),
    ],
)
def test_what_a_condition_picks_is_looked_up(
    explained: Explained, condition: Condition, lookup: str
) -> None:
    """The index alone tells, and the page is put together out of what it tells."""
    found = plan(explained, Query(kind=Kind.RUN, where=condition, count=False))

    assert any(lookup in line for line in explained.plans[-2])
    assert any(line.startswith("SCAN j VIRTUAL TABLE") for line in found)
    assert "SEARCH t USING INTEGER PRIMARY KEY (rowid=?)" in found


@pytest.mark.parametrize(
    "where",
    [
        holds("m.loss", Op.GE, 0),
        Any((holds("m.loss", Op.GE, 1), Not(holds("opt", Op.EQ, "x")))),
        Related(Direction.UPSTREAM, Kind.ARTIFACT_VERSION, holds("license", Op.EQ, "nc")),
        Related(
            Direction.UPSTREAM,
            Kind.ARTIFACT_VERSION,
            Compare(Builtin("name"), Op.EQ, ("dataset",)),
        ),
    ],
)
@pytest.mark.parametrize("way", ["picking", "walking"])
def test_nothing_is_gone_through(
    explained: Explained, where: Condition, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever way the page is found; only lists of the search itself are, and things in order."""
    monkeypatch.setattr(page_module, "pays", lambda *_, **__: way == "picking")

    plan(explained, Query(kind=Kind.RUN, where=where, sort=BY_LOSS, count=False))

    lines = [line.split() for each in explained.plans for line in each]
    assert [line for line in lines if line[0] == "SCAN" and line[1] in TABLES] == []


@pytest.mark.parametrize("way", ["picking", "walking"])
@pytest.mark.parametrize("limit", [1, 10])
def test_a_page_takes_few_statements(
    explained: Explained, limit: int, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many for fifty things with all their metadata as for one, and with their count."""
    monkeypatch.setattr(page_module, "pays", lambda *_, **__: way == "picking")
    where = All((holds("m.loss", Op.GE, 0), Not(holds("opt", Op.EQ, "x"))))

    find(explained, Query(kind=Kind.RUN, where=where, sort=BY_LOSS, limit=limit))  # type: ignore[arg-type]  # it explains, too

    assert len(explained.plans) == 4
