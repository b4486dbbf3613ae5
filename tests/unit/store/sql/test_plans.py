"""Searches and writes go by indexes: this is what makes them fast in large stores."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from tallystick.query.conditions import (
    All,
    Builtin,
    Compare,
    Condition,
    Literal,
    Metadata,
    Op,
)
from tallystick.query.query import NEWEST_FIRST, Query, Sort
from tallystick.records.targets import Kind
from tallystick.store.sql import SqlStore
from tallystick.store.sql.connecting import Connection
from tallystick.store.sql.finding import find
from tallystick.testing.commands import a_run, finish, log

BY_LOSS = (Sort(Metadata("m.loss"), descending=True),)


class Explained:
    """A connection that keeps the plan of everything it is asked."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.plans: dict[str, list[str]] = {}

    def execute(self, statement: str, parameters: tuple[object, ...] = ()) -> sqlite3.Cursor:
        plan = self._connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        self.plans[statement] = [_as_once(row[3]) for row in plan]
        return self._connection.execute(statement, parameters)


def _as_once(line: str) -> str:
    """The line in the words of SQLite 3.40; later releases count what is sorted."""
    return re.sub(r"LAST (\d+ )?TERMS? OF", "RIGHT PART OF", line)


@pytest.fixture
def explained(store: SqlStore) -> Iterator[Explained]:
    """A store with some runs that have ended and one that goes on."""
    runs = [a_run() for _ in range(20)]
    store.apply(*runs)
    for number, run in enumerate(runs):
        store.apply(log(run, {"m": {"loss": number / 7}, "opt": "adam", "tags": ["a", "b"]}))
    store.apply(*(finish(run) for run in runs[1:]))
    with closing(sqlite3.connect(store.path, isolation_level=None)) as connection:
        yield Explained(connection)


def page(explained: Explained, query: Query) -> tuple[str, list[str]]:
    """The statement that finds the page, and its plan."""
    find(explained, query)  # type: ignore[arg-type]  # it explains, too
    return next((s, plan) for s, plan in explained.plans.items() if "LIMIT ? OFFSET ?" in s)


def holds(path: str, op: Op, *literals: Literal) -> Compare:
    return Compare(Metadata(path), op, literals)


def test_the_newest_come_along_an_index(explained: Explained) -> None:
    """Nothing is sorted."""
    _, plan = page(explained, Query(kind=Kind.RUN, sort=NEWEST_FIRST))

    assert plan == ["SEARCH t USING COVERING INDEX runs_created (project=?)"]


def test_the_best_by_a_path_come_along_its_index(explained: Explained) -> None:
    """Only equal ones are sorted, and the few that wait to be indexed."""
    _, plan = page(explained, Query(kind=Kind.RUN, sort=BY_LOSS))

    assert "SEARCH l USING INDEX current_values_value (path=? AND sort>?)" in plan
    assert any(line.startswith("USE TEMP B-TREE FOR RIGHT PART OF ORDER BY") for line in plan)


@pytest.mark.parametrize(
    ("condition", "lookup"),
    [
        (holds("m.loss", Op.EQ, 0.5), "(path=? AND sort=? AND number=?)"),
        (holds("m.loss", Op.GT, 0.5), "(path=? AND sort=? AND number>?)"),
        (holds("m.loss", Op.LE, 0.5), "(path=? AND sort=? AND number<?)"),
        (holds("m.loss", Op.IN, 0.5, 1), "(path=? AND sort=? AND number=?)"),
        (holds("opt", Op.EQ, "adam"), "(path=? AND sort=? AND number=? AND <expr>=?)"),
        (holds("opt", Op.IN, "adam", "sgd"), "(path=? AND sort=? AND number=? AND <expr>=?)"),
        (holds("opt", Op.STARTSWITH, "ad"), "(path=? AND sort=? AND number=? AND <expr>>?"),
        (holds("opt", Op.GLOB, "ad*m"), "(path=? AND sort=? AND number=? AND <expr>>?"),
        (holds("opt", Op.LT, "b"), "(path=? AND sort=? AND number=? AND <expr><?)"),
        (All((holds("m.loss", Op.EQ, 0.5), holds("opt", Op.EQ, "x"))), "(path=? AND sort=?"),
    ],
)
def test_what_few_things_fulfil_is_looked_up(
    explained: Explained, condition: Condition, lookup: str
) -> None:
    """The search begins with those few."""
    _, plan = page(explained, Query(kind=Kind.RUN, where=condition))

    assert "SEARCH t USING INTEGER PRIMARY KEY (rowid=?)" in plan
    found = [line for line in plan if "INDEX current_values_value" in line]
    assert found
    assert lookup in found[0]


def test_elements_of_lists_are_looked_up(explained: Explained) -> None:
    """They have an index of their own."""
    _, plan = page(explained, Query(kind=Kind.RUN, where=holds("tags", Op.HAS, "a")))

    assert any("USING INDEX current_values_element" in line for line in plan)


@pytest.mark.parametrize(
    ("name", "literal", "index"),
    [
        ("name", "run-1", "runs_name (project=? AND name=?)"),
        ("status", "running", "runs_status (project=? AND status=?)"),
        ("pipeline", "training", "runs_pipeline (project=? AND pipeline=?)"),
    ],
)
def test_built_in_fields_have_indexes(
    explained: Explained, name: str, literal: str, index: str
) -> None:
    """Those that people ask for every day."""
    query = Query(kind=Kind.RUN, where=Compare(Builtin(name), Op.EQ, (literal,)))

    _, plan = page(explained, query)

    assert index in plan[0]


def test_a_page_takes_few_statements(explained: Explained) -> None:
    """As many for fifty things as for one."""
    query = Query(kind=Kind.RUN, where=holds("m.loss", Op.GE, 0), sort=BY_LOSS, limit=10)

    find(explained, query)  # type: ignore[arg-type]  # it explains, too

    assert len(explained.plans) <= 7
