"""The journal: every applied command, in order."""

from __future__ import annotations

from collections.abc import Iterator

from tallystick.records.commands import Command, decode_command
from tallystick.records.journal import Change
from tallystick.store.sql.connecting import Connection
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
    return int(connection.execute("SELECT coalesce(max(sequence), 0) FROM journal").fetchone()[0])


def page(connection: Connection, after: int, until: int, most: int) -> Iterator[Change]:
    """The commands numbered from `after` + 1 to `until`, at most so many."""
    for sequence, applied_at, body in connection.execute(_PAGE, (after, until, most)):
        yield Change(
            sequence=sequence, applied_at=time_of(applied_at), command=decode_command(body)
        )
