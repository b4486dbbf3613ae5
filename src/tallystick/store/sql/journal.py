"""The journal: every applied command, in order."""

from __future__ import annotations

from collections.abc import Iterator

from tallystick.records.commands import Command, decode_command
from tallystick.records.journal import Change
from tallystick.store.sql.connection import Connection
from tallystick.store.sql.marks import TIMES
from tallystick.store.sql.times import time_of

_INSERT = (
    "INSERT INTO journal (id, project, command, author, applied_at, body) "
    "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"
)
_PAGE = (
    "SELECT sequence, applied_at, body FROM journal WHERE sequence > ? AND sequence <= ? "
    "ORDER BY sequence LIMIT ?"
)
PAGE = 500
LAST = "SELECT coalesce(max(sequence), 0) FROM journal"

# Clocks are set back now and then: of commands that follow one another the later may have the
# earlier time. So the newest are looked at, and of the others those of the last times that fit.
_TIMED = "(SELECT coalesce(max(until), 0) FROM journal_times)"
_LAST_TIMES = "SELECT until FROM journal_times WHERE earliest <= ?1 ORDER BY until DESC LIMIT 1"
APPLIED_BY = (
    "coalesce("
    f"(SELECT max(sequence) FROM journal WHERE sequence > {_TIMED} AND applied_at <= ?1), "
    f"(SELECT max(j.sequence) FROM ({_LAST_TIMES}) t CROSS JOIN journal j "
    f"ON j.sequence > t.until - {TIMES} AND j.sequence <= t.until AND j.applied_at <= ?1), 0)"
)
"""The number of the last command applied at time `?1` or before; 0 where there is none."""


def write(connection: Connection, command: Command, body: bytes, at_us: int) -> int | None:
    """Write the command down as applied at this time, in microseconds since 1970.

    Its number comes back, or None where it is written down already.
    """
    cursor = connection.execute(
        _INSERT,
        (
            command.id.bytes,
            command.project,
            type(command).__name__,
            command.author,
            at_us,
            body.decode(),
        ),
    )
    return cursor.lastrowid if cursor.rowcount else None


def number_of(connection: Connection, command: Command) -> int:
    """The number of a command that is written down."""
    row = connection.execute("SELECT sequence FROM journal WHERE id = ?", (command.id.bytes,))
    (sequence,) = row.fetchone()
    return int(sequence)


def last(connection: Connection) -> int:
    """The number of the command written down last; 0 where there is none."""
    return int(connection.execute(LAST).fetchone()[0])


def page(connection: Connection, after: int, until: int, most: int) -> Iterator[Change]:
    """The commands numbered from `after` + 1 to `until`, at most so many."""
    for sequence, applied_at, body in connection.execute(_PAGE, (after, until, most)):
        yield Change(
            sequence=sequence, applied_at=time_of(applied_at), command=decode_command(body)
        )
