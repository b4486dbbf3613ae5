"""A store with one long history, written as rows, which a smaller one proves to be right.

What `count` calls of `log_metadata({"loss": ...}, index=...)` on a run would have left is written
without going through them, which takes ten minutes for ten million. The journal of the large store
is left out: nothing that reads looks at it, and it would be five times as large as all else. With
it, `verify` compares every row with what follows from it.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from msgspec import Raw

from tallystick.records.commands import LogMetadata, StartRun
from tallystick.records.metadata import NewEntry
from tallystick.records.targets import Kind, Target
from tallystick.store.applying import as_written
from tallystick.store.sql import SqlStore
from tallystick.store.sql.marks import LEAST_LEVEL, TIMES
from tallystick.store.sql.revisions import head
from tallystick.store.sql.times import micros

CACHE = Path(__file__).parent.parent / ".cache"
NAME = "long"
POINTS = 10_000_000

_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
_RUN = Target(Kind.RUN, UUID(int=1))
_BLOCK, _WIDENING = 16, 4
_ROW = f"({', '.join('?' * 14)})"


def generated(count: int = POINTS, folder: Path = CACHE, *, journal: bool = False) -> Path:
    """The folder of the store, made unless it is there already."""
    # Another schema or generator makes another store.
    source = sha256(Path(__file__).read_bytes()).hexdigest()[:8]
    goal = folder / f"history-{count}-{head()}-{source}"
    if not goal.exists():
        made = goal.with_suffix(".part")
        shutil.rmtree(made, ignore_errors=True)
        _make(made, count, journal=journal)
        made.rename(goal)
    return goal


def _make(folder: Path, count: int, *, journal: bool) -> None:
    store = SqlStore.open(folder)
    common = {"project": "default", "author": "ada"}
    store.apply(
        StartRun(id=UUID(int=2), run_id=_RUN.id, pipeline="p", name=NAME, at=_BEGIN, **common)
    )
    # The key, its path and their numbers are made as ever.
    store.apply(_command(0, 0.5))
    store.close()
    values = _values(count)
    with closing(sqlite3.connect(store.path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        for table in ("entries", "history_blocks"):
            connection.execute(f"DELETE FROM {table}")
        connection.execute("DELETE FROM journal WHERE sequence > 1")
        if journal:
            connection.executemany(
                "INSERT INTO journal VALUES (?, ?, 'default', 'LogMetadata', 'ada', 0, ?)",
                _journal(values),
            )
            connection.execute(
                "INSERT INTO journal_times SELECT sequence, 0 FROM journal "
                f"WHERE sequence % {TIMES} = 0"
            )
        connection.executemany("INSERT INTO touches VALUES (2, ?, 1, 1)", _levels(count))
        connection.executemany(
            "INSERT INTO entries VALUES (?, ?, 1, 'float', ?, ?, 'ada', ?, NULL, NULL)",
            _entries(values),
        )
        connection.executemany(f"INSERT INTO history_blocks VALUES {_ROW}", _blocks(values))
        connection.execute(
            "UPDATE current_values "
            "SET number = ?, entry = ?, logged_at = ?, sealed = ?, recent = ?",
            _current(values),
        )
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _values(count: int) -> list[float]:
    """A loss that sinks and jumps, the same every time."""
    noise = random.Random(7).random
    return [round(1 / (1 + place / 1e6) + noise() ** 9, 6) for place in range(count)]


def _command(place: int, value: float) -> LogMetadata:
    return LogMetadata(
        id=UUID(int=10 + place),
        project="default",
        author="ada",
        at=_BEGIN + timedelta(milliseconds=place),
        targets=(_RUN,),
        entries=(NewEntry("loss", Raw(json.dumps(value).encode())),),
        index=float(place),
    )


def _journal(values: list[float]) -> Iterator[tuple[Any, ...]]:
    for place, value in enumerate(values):
        command, body = as_written(_command(place, value))
        yield place + 2, command.id.bytes, body.decode()


def _levels(count: int) -> Iterator[tuple[int]]:
    """What the run, which the first command made, was touched at by so many others."""
    for level in range(LEAST_LEVEL, (count + 1).bit_length()):
        yield (level,)


def _entries(values: list[float]) -> Iterator[tuple[Any, ...]]:
    begin = micros(_BEGIN)
    for place, value in enumerate(values):
        yield place + 1, place + 2, json.dumps(value), begin + place * 1_000, float(place)


def _blocks(values: list[float]) -> Iterator[tuple[Any, ...]]:
    """Each size by itself from the numbers; the last block is not sealed before its end."""
    size, sealed = _BLOCK, (len(values) - 1) // _BLOCK * _BLOCK
    while size <= sealed:
        for number in range(sealed // size):
            begin = number * size
            part = values[begin : begin + size]
            least, greatest = min(part), max(part)
            listed = None
            if size == _BLOCK:
                listed = json.dumps([*range(begin + 1, begin + size + 1)], separators=(",", ":"))
            yield (
                *(2, 1, 1, size, number, "", size, size),
                *(least, begin + part.index(least) + 1),
                *(greatest, begin + part.index(greatest) + 1),
                *(None, listed),
            )
        size *= _WIDENING


def _current(values: list[float]) -> tuple[Any, ...]:
    sealed, count = (len(values) - 1) // _BLOCK, len(values)
    recent = [*range(sealed * _BLOCK + 1, count + 1)]
    return (
        values[-1],
        count,
        micros(_BEGIN) + (count - 1) * 1_000,
        sealed,
        json.dumps(recent, separators=(",", ":")) if len(recent) > 1 else None,
    )
