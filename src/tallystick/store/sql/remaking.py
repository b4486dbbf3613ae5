"""Making the tables that follow from the journal anew, in the transaction that is open."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

import msgspec

from tallystick.errors import StoreCorruptError, TallystickError
from tallystick.records.commands import decode_command
from tallystick.records.ids import new_id
from tallystick.store.applying import apply_command
from tallystick.store.sql import journal
from tallystick.store.sql.connection import Connection
from tallystick.store.sql.dialects import differs
from tallystick.store.sql.revisions import TABLES_MARK, say
from tallystick.store.sql.statements import is_view, statements
from tallystick.store.sql.tables import SqlTables

Progress = Callable[[int, int], None]
"""Told now and then how many of how many commands are done."""

STAYS = ("journal", "alembic_version", "store_info")
"""Tables that do not follow from the journal."""

_STEP = 500
_TABLES = differs(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
    "ORDER BY name",
    postgresql="SELECT tablename FROM pg_tables WHERE schemaname = current_schema() "
    "ORDER BY tablename",
)


def quietly(*_: int) -> None:
    """Progress that nobody wants to see."""


def remake(
    connection: Connection, progress: Progress = quietly, *, tables: SqlTables | None = None
) -> int:
    """Make every table again from the journal; how many commands there were.

    Raises `StoreCorruptError` where a command cannot be applied, and names it.
    """
    _empty(connection)
    tables = tables or SqlTables(connection)
    tables.forget_all()
    total = journal.last(connection)
    for sequence, body in _bodies(connection):
        try:
            command = decode_command(body.encode())
            tables.follows(sequence)
            apply_command(tables, command, sequence)
        except (TallystickError, msgspec.MsgspecError) as error:
            raise StoreCorruptError(
                f"Command {sequence} of the journal cannot be applied: {error}", sequence=sequence
            ) from error
        if sequence % _STEP == 0:
            progress(sequence, total)
    tables.complete()
    progress(total, total)
    return total


def _empty(connection: Connection) -> None:
    """Tables that follow from the journal are there, with nothing in them."""
    if not isinstance(connection, sqlite3.Connection):
        # Others go on reading what was there.
        for name in following(connection):
            connection.execute(f'DELETE FROM "{name}"')
        say(connection, TABLES_MARK, str(new_id()))
        return
    for name in following(connection):
        connection.execute(f'DROP TABLE "{name}"')
    for statement in statements():
        # CREATE TABLE name (...), CREATE INDEX name ON table (...); views look at what is there.
        stays = is_view(statement) or statement.partition("(")[0].split()[-1] in STAYS
        if not stays:
            connection.execute(statement)


def following(connection: Connection) -> list[str]:
    """The tables that follow from the journal, by name."""
    return [name for name in tables_of(connection) if name not in STAYS]


def tables_of(connection: Connection) -> list[str]:
    """Every table, by name."""
    return [name for (name,) in connection.execute(_TABLES)]


def _bodies(connection: Connection) -> Iterator[tuple[int, str]]:
    after = 0
    while page := connection.execute(
        "SELECT sequence, body FROM journal WHERE sequence > ? ORDER BY sequence LIMIT ?",
        (after, _STEP),
    ).fetchall():
        yield from page
        after = page[-1][0]
