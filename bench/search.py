"""What searches take among 100,000 runs with 30 keys; SIZE=1000000 sets ten times the runs beside.

A search is measured with literals that hardly anything, some, many and nearly all things fulfil,
and its figure is that of the slowest of these: 95 of 100 calls took at most that.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bench._figure import Figure
from bench._generating import HUGE, LARGE, generated
from tallystick.query.language import parse_sort, parse_where
from tallystick.query.query import Query
from tallystick.records.targets import Kind
from tallystick.store.sql import SqlStore
from tallystick.store.sql.finding import find

CALLS = 100
WARMING = 5


@dataclass(frozen=True)
class Search:
    """Conditions that are alike, with one order, for a page of runs."""

    name: str
    at_most_ms: float
    wheres: Sequence[str]
    sort: str
    metadata: bool = True
    indexed: bool = False
    """Whether an index gives the order, so that ten times the runs are to make no difference."""

    @property
    def queries(self) -> list[Query]:
        """As `client.runs.find` asks them."""
        return [
            Query(
                kind=Kind.RUN,
                where=parse_where(where, Kind.RUN),
                sort=parse_sort(self.sort, Kind.RUN),
                limit=50,
                count=False,
                metadata=self.metadata,
            )
            for where in self.wheres
        ]


ACCURACIES = (0.999, 0.95, 0.8, 0.5)
BEST = "evaluation_metrics.accuracy desc"

SEARCHES = (
    Search(
        "top 50 by one nested metric",
        3,
        wheres=("",),
        sort=BEST,
        metadata=False,
        indexed=True,
    ),
    Search("the same with their metadata", 5, wheres=("",), sort=BEST, indexed=True),
    Search(
        "three conditions, one a text, sorted by another key, with metadata",
        30,
        wheres=[
            f"evaluation_metrics.accuracy > {accuracy} and {text} and training.epochs < {epochs}"
            for accuracy in ACCURACIES
            for text in ('optimizer.name = "adam"', 'note contains "baseline"', 'rare = "needle"')
            for epochs in (5, 150)
        ],
        sort="training.loss",
    ),
    Search(
        "two keys with or and a negation, with metadata",
        50,
        wheres=[
            f"evaluation_metrics.accuracy > {accuracy} or not training.epochs < {epochs}"
            for accuracy in ACCURACIES
            for epochs in (5, 100, 199)
        ],
        sort="training.loss",
    ),
    Search(
        "a condition on lineage, with metadata",
        100,
        wheres=[
            f"any upstream artifact ({where})"
            for where in (
                'license = "mit"',
                'license = "nc"',
                "number = 7",
                "rows > 1990",
                'name ~ "data_00*"',
                'name = "prepare_output"',
            )
        ],
        sort="started_at desc",
    ),
    *(
        Search(
            f"the same, sorted by {order}",
            100,
            wheres=[
                'any upstream artifact (license = "mit")',
                "any upstream artifact (number = 7) and evaluation_metrics.accuracy > 0.8",
                'any downstream model (name = "classifier_3")',
            ],
            sort=order,
        )
        for order in (BEST, "duration")
    ),
    Search(
        "a condition on a step, with metadata",
        100,
        wheres=[f'step("train").loss < {loss}' for loss in (0.0001, 0.1, 0.9)],
        sort="started_at desc",
    ),
)


def measure() -> Iterable[Figure]:
    """The usual size, or the larger one beside it."""
    large = SqlStore.open(generated(LARGE))
    if os.environ.get("SIZE") == str(HUGE.runs):
        yield from _larger(large, SqlStore.open(generated(HUGE)))
        return
    for search in SEARCHES:
        yield Figure(
            name=f"{search.name}: p95 of {len(search.queries)}",
            value=slowest_ms(large, search),
            unit="ms",
            at_most=search.at_most_ms,
        )
    yield Figure(
        name="statements for a page of 50 with all their metadata, the most",
        value=max(statements(large, query) for search in SEARCHES for query in search.queries),
        unit="",
        at_most=4,
    )


def _larger(large: SqlStore, huge: SqlStore) -> Iterable[Figure]:
    for search in SEARCHES:
        if search.indexed:
            yield Figure(
                name=f"{search.name}, of {HUGE.runs:,} runs: p95",
                value=slowest_ms(huge, search),
                unit="ms",
                times_reference=2,
                reference=slowest_ms(large, search),
                against=f"of {LARGE.runs:,}",
            )


def slowest_ms(store: SqlStore, search: Search) -> float:
    """What 95 of 100 calls take at most, for the slowest of the queries."""
    asked = zip(search.wheres, search.queries, strict=True)
    each = {where: p95_ms(store, query) for where, query in asked}
    if os.environ.get("EACH"):
        for where, value in each.items():
            print(f"{value:8.2f} ms  {where}")
    return max(each.values())


def p95_ms(store: SqlStore, query: Query) -> float:
    """What 95 of 100 calls take at most, after a few that bring pages into memory."""
    times = []
    for _ in range(WARMING + CALLS):
        started = time.perf_counter()
        store.find(query)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.quantiles(times[WARMING:], n=20)[-1]


def statements(store: SqlStore, query: Query) -> int:
    """How many statements a page takes."""
    told: list[str] = []
    with store.connections.reading() as connection:
        connection.set_trace_callback(told.append)
        find(connection, query)
        connection.set_trace_callback(None)
    return len(told)
