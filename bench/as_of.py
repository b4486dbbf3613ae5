"""What queries of the past take beside the same ones of the present, in a store of 100,000 runs.

Both take turns, so that they see the same machine. A moment is said by which part of the journal
was there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from msgspec.structs import replace

from bench._figure import Figure
from bench._generating import LARGE, generated
from tallystick.query.language import parse_sort, parse_where
from tallystick.query.query import Query
from tallystick.records.targets import Kind
from tallystick.store.as_of import AsOf
from tallystick.store.base import Store
from tallystick.store.sql import SqlStore

CALLS = 100
WARMING = 5
PARTS = (0.999, 0.9, 0.5, 0.1)
SEARCHES = {
    "the newest with their metadata": ("", "created_at desc", True),
    "the newest": ("", "created_at desc", False),
    "top 50 by one nested metric": ("", "evaluation_metrics.accuracy desc", False),
    "the same with their metadata": ("", "evaluation_metrics.accuracy desc", True),
    "three conditions, sorted by another key, with metadata": (
        'evaluation_metrics.accuracy > 0.8 and note contains "baseline" and training.epochs < 150',
        "training.loss",
        True,
    ),
    "or with a negation, with metadata": (
        "evaluation_metrics.accuracy > 0.95 or not training.epochs < 100",
        "training.loss",
        True,
    ),
    "the newest that a condition on a step holds of": (
        'step("train").loss < 0.1',
        "started_at desc",
        True,
    ),
    "a condition on lineage": (
        'any upstream artifact (license = "mit")',
        "evaluation_metrics.accuracy desc",
        True,
    ),
}


def measure() -> Iterable[Figure]:
    store = SqlStore.open(generated(LARGE))
    newest = _newest(store)
    for name in SEARCHES:
        now = _query(name)
        for part in PARTS:
            yield _compared(store, f"{name}, as of {part:.1%}", now, int(newest * part))
    name = "the same with their metadata"
    yield _compared(store, f"{name}, as of a time", _query(name), datetime.now(UTC))


def _query(name: str) -> Query:
    """As `client.runs.find` asks it."""
    where, sort, metadata = SEARCHES[name]
    return Query(
        kind=Kind.RUN,
        where=parse_where(where, Kind.RUN),
        sort=parse_sort(sort, Kind.RUN),
        limit=50,
        count=False,
        metadata=metadata,
    )


def _newest(store: SqlStore) -> int:
    with store.connections.reading() as connection:
        return int(connection.execute("SELECT max(sequence) FROM journal").fetchone()[0])


def _compared(store: Store, name: str, now: Query, as_of: AsOf) -> Figure:
    then = replace(now, as_of=as_of)
    times = [
        (_ms(lambda: store.find(then)), _ms(lambda: store.find(now)))
        for _ in range(WARMING + CALLS)
    ]
    past, present = (sorted(each)[CALLS * 95 // 100] for each in zip(*times[WARMING:], strict=True))
    return Figure(
        name=f"{name}, p95",
        value=past,
        unit="ms",
        times_reference=2,
        reference=present,
        against="now",
    )


def _ms(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000
