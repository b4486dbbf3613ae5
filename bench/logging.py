"""What logging costs in a step, beside the same rows written by hand."""

from __future__ import annotations

import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from bench._figure import Figure
from tallystick.client.session import Session, default_session
from tallystick.records.commands import LogMetadata, StartRun, StartStep
from tallystick.records.ids import new_id
from tallystick.records.targets import Kind, Target
from tallystick.store.sql.creating import create_tables
from tallystick.tracking.current import RunningStep, enter_step, leave_step
from tallystick.tracking.entries import new_entries
from tallystick.tracking.logging import log_metadata

CALLS = 2_000
EARLIER = 100_000
IN_STORE = 1_000_000


def measure() -> Iterable[Figure]:
    """Rounds of each take turns, so that all see the same machine."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TALLYSTICK_HOME"] = folder
        session = default_session()
        token = enter_step(started_step(session))
        try:
            yield from _measured(session, Path(folder))
        finally:
            leave_step(token)


def _measured(session: Session, folder: Path) -> Iterable[Figure]:
    by_hand = WrittenByHand(folder / "by_hand.db")
    one = one_key
    both = [(median_us(one), median_us(by_hand.write)) for _ in range(5)]
    ours, reference = (statistics.median(times) for times in zip(*both, strict=True))
    yield Figure(
        name="log_metadata of one key on a step and its run, median",
        value=ours,
        unit="µs",
        times_reference=4,
        reference=reference,
        against="same rows by hand",
    )
    yield Figure(name="the same, as an aim", value=ours, unit="µs", at_most=100)
    hundred = median_us(hundred_keys, calls=200) / 1000
    yield Figure(name="100 keys in one call, median", value=hundred, unit="ms", at_most=2)
    fill(session)
    again = statistics.median(median_us(one) for _ in range(5))
    yield Figure(
        name=f"one key, with {EARLIER:,} earlier on the target and {IN_STORE:,} in the store",
        value=again,
        unit="µs",
        times_reference=1.3,
        reference=ours,
        against="in an empty store",
    )
    many = median_us(hundred_keys, calls=200) / 1000
    yield Figure(
        name="100 keys in one call, in the same store",
        value=many,
        unit="ms",
        times_reference=1.3,
        reference=hundred,
        against="in an empty store",
    )


def started_step(session: Session) -> RunningStep:
    """A step that is running, as the executor makes it."""
    run_id, step_run_id = new_id(), new_id()
    session.store.apply(
        session.command(StartRun, run_id=run_id, pipeline="bench", name=str(run_id)),
        session.command(
            StartStep, step_run_id=step_run_id, run_id=run_id, name="train", step="train"
        ),
    )
    return RunningStep(
        session=session,
        pipeline="bench",
        run_id=run_id,
        step_run_id=step_run_id,
        name="train",
        outputs=(),
        input_ids={},
        model=None,
        model_version_id=None,
    )


def one_key(number: int) -> None:
    log_metadata({"loss": number * 0.5})


def hundred_keys(number: int) -> None:
    log_metadata({f"key_{place}": number + place * 0.5 for place in range(100)})


def median_us(call: Callable[[int], None], *, calls: int = CALLS) -> float:
    times = []
    for number in range(calls):
        started = time.perf_counter()
        call(number)
        times.append(time.perf_counter() - started)
    return statistics.median(times) * 1e6


def fill(session: Session) -> None:
    """Log until there are as many entries on the step's run and in the store as measured with."""
    for number in range(EARLIER // 100):
        hundred_keys(number)
    for _ in range((IN_STORE - EARLIER) // 100_000):
        run_id = new_id()
        session.store.apply(
            session.command(StartRun, run_id=run_id, pipeline="bench", name=str(run_id))
        )
        target = (Target(Kind.RUN, run_id),)
        for first in range(0, 100_000, 10_000):
            entries = [new_entries({"loss": number * 0.5})[0] for number in range(100)]
            session.store.apply(
                *(
                    session.command(LogMetadata, targets=target, entries=tuple(entries[:1]))
                    for _ in range(first, first + 10_000)
                )
            )


class WrittenByHand:
    """The rows that logging a key again writes, by `sqlite3` alone, with the same settings."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute("BEGIN")
        create_tables(self._connection)
        self._connection.execute("COMMIT")
        self._sequence = 0

    def write(self, number: int) -> None:
        self._sequence += 1
        sequence = self._sequence
        execute = self._connection.execute
        execute("BEGIN IMMEDIATE")
        execute(
            "INSERT INTO journal VALUES (?, ?, 'default', 'LogMetadata', 'somebody', ?, ?)",
            (sequence, os.urandom(16), 1_769_860_805_000_000, "x" * 420),
        )
        execute(
            "INSERT INTO entries VALUES (?, ?, 1, 'float', ?, ?, 'somebody', NULL, NULL, NULL)",
            (sequence, sequence, str(number * 0.5), 1_769_860_805_000_000 + sequence),
        )
        recent = str(list(range(sequence - sequence % 16, sequence + 1)))
        for kind in (2, 3):
            execute(
                "INSERT OR REPLACE INTO current_values "
                "VALUES (?, 1, 1, 1, 0, 'float', 0, ?, NULL, ?, ?, 1, 0, NULL, ?, ?, NULL)",
                (
                    *(kind, number * 0.5, sequence, 1_769_860_805_000_000 + sequence),
                    *(sequence // 16, recent),
                ),
            )
            if sequence % 16 == 0:
                execute(
                    "INSERT INTO history_blocks "
                    "VALUES (?, 1, 1, 16, ?, '', 16, 16, 0.0, 1, 8.0, 16, NULL, ?)",
                    (kind, sequence // 16, recent),
                )
        execute("COMMIT")
