"""Looking after a store in a folder: what is in it, whether it is whole, and making it anew.

The journal is what a store is; every other table follows from it. So a store can be checked by
making the other tables again beside it, and mended by making them again in it.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from pathlib import Path

import msgspec

from tallystick.errors import StoreCorruptError
from tallystick.records.commands import decode_command
from tallystick.store.sql.connecting import FILE, Connection
from tallystick.store.sql.remaking import (
    STAYS,
    Progress,
    following,
    quietly,
    remake,
    tables_of,
)
from tallystick.store.sql.revisions import revision_of
from tallystick.store.sql.store import SqlStore


class StoreInfo(msgspec.Struct, frozen=True, kw_only=True):
    """Facts about a store: where it is, its schema, and how many rows and bytes it has."""

    path: str
    schema: str | None
    size_bytes: int
    journal_entries: int
    rows: dict[str, int]


def info(store: SqlStore) -> StoreInfo:
    """What is in the store, table by table. Nothing is made where there is no store."""
    with store.connections.reading() as connection:
        rows = {name: _count(connection, name) for name in tables_of(connection)}
        return StoreInfo(
            path=str(store.path),
            schema=revision_of(connection, store.path) if store.path.exists() else None,
            size_bytes=sum(
                path.stat().st_size for path in store.path.parent.glob(FILE + "*") if path.is_file()
            ),
            journal_entries=rows["journal"],
            rows={name: count for name, count in rows.items() if name not in STAYS},
        )


def rebuild(store: SqlStore, progress: Progress = quietly) -> int:
    """Make every table again from the journal, in one transaction; how many commands there were.

    Other processes may go on reading; writers wait. Where a command cannot be applied,
    `StoreCorruptError` names it, and the store is as it was.
    """
    return store.connections.write(
        lambda writer: remake(writer.connection, progress, tables=writer.tables)
    )


def verify(store: SqlStore, progress: Progress = quietly) -> list[str]:
    """What is wrong with the store, in sentences; none where it is whole.

    The file's structure is checked, the journal's numbering, and that every other table is what
    follows from the journal: they are made again in a copy, and compared row by row.
    The store is only read; the copy needs as much room in the folder for temporary files.
    """
    if not store.path.exists():
        return []
    with store.connections.reading() as connection:
        problems = [
            f"The file is damaged: {message}."
            for (message,) in connection.execute("PRAGMA integrity_check(20)")
            if message != "ok"
        ]
        problems += _journal_problems(connection)
        if problems:
            return problems
        folder = Path(tempfile.mkdtemp(prefix="tallystick-verify-"))
        try:
            return _compared(connection, folder, progress)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _journal_problems(connection: Connection) -> list[str]:
    count, last = connection.execute("SELECT count(*), max(sequence) FROM journal").fetchone()
    problems = []
    if count != (last or 0):
        problems.append(f"The journal has {count} commands but numbers up to {last}.")
    rows = connection.execute("SELECT sequence, id, command, body FROM journal ORDER BY sequence")
    for sequence, id_, kind, body in rows:
        try:
            command = decode_command(body.encode())
        except msgspec.MsgspecError as error:
            problems.append(f"Command {sequence} of the journal cannot be read: {error}.")
            continue
        if command.id.bytes != id_ or type(command).__name__ != kind:
            problems.append(f"Command {sequence} of the journal is not what its row says.")
    return problems


def _compared(connection: Connection, folder: Path, progress: Progress) -> list[str]:
    copy = sqlite3.connect(folder / FILE)
    try:
        connection.backup(copy)
    finally:
        copy.close()
    again = SqlStore.open(folder)
    try:
        rebuild(again, progress)
        with again.connections.reading() as made:
            return [
                problem
                for name in following(made)
                if (problem := _difference(name, connection, made))
            ]
    except StoreCorruptError as error:
        return [str(error)]
    finally:
        again.close()


def _difference(name: str, held: Connection, made: Connection) -> str | None:
    """The first row in which a table is not what follows from the journal."""
    width = len(made.execute(f'SELECT * FROM "{name}" LIMIT 0').description)
    order = ", ".join(str(column + 1) for column in range(width))
    statement = f'SELECT * FROM "{name}" ORDER BY {order}'
    ours, theirs = held.execute(statement), made.execute(statement)
    while True:
        row, expected = ours.fetchone(), theirs.fetchone()
        if row != expected:
            return (
                f"Table {name} does not follow from the journal: it has {row!r:.200} "
                f"where {expected!r:.200} is due. `tally store rebuild` mends it."
            )
        if row is None:
            return None


def _count(connection: Connection, table: str) -> int:
    return int(connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])
