"""The past of a store, made from its journal."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime

from tallystick.records.commands import Delete, decode_command
from tallystick.store.applying import apply_command
from tallystick.store.as_of import AsOf, number_as_of
from tallystick.store.sql import journal
from tallystick.store.sql.connecting import Connection
from tallystick.store.sql.creating import empty
from tallystick.store.sql.tables import SqlTables
from tallystick.store.sql.times import micros


@contextlib.contextmanager
def at(connection: Connection, as_of: AsOf | None) -> Iterator[Connection]:
    """A connection to the store as it was recorded then; the same one for None."""
    if as_of is None:
        yield connection
        return
    with contextlib.closing(empty()) as then:
        _fill(then, connection, _number(connection, as_of))
        yield then


def _number(connection: Connection, as_of: AsOf) -> int:
    def applied_by(time: datetime) -> int:
        statement = "SELECT coalesce(max(sequence), 0) FROM journal WHERE applied_at <= ?"
        return int(connection.execute(statement, (micros(time),)).fetchone()[0])

    return number_as_of(as_of, journal.last(connection), applied_by)


def _fill(then: Connection, connection: Connection, number: int) -> None:
    """Apply what was applied up to the number, and what deleted some of it later."""
    tables = SqlTables(then)
    rows = connection.execute(
        "SELECT sequence, body FROM journal WHERE sequence <= ? OR command = 'Delete' "
        "ORDER BY sequence",
        (number,),
    )
    for sequence, body in rows:
        command = decode_command(body.encode())
        tables.follows(sequence)
        if sequence <= number or (
            isinstance(command, Delete) and tables.project_of(command.target) is not None
        ):
            apply_command(tables, command, sequence)
    tables.complete()
