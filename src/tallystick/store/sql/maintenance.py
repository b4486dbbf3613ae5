"""Looking after a store in a folder: what is in it, whether it is whole, and making it anew.

The journal is what a store is; every other table follows from it. So a store can be checked by
making the other tables again beside it, and mended by making them again in it.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from pathlib import Path

import msgspec

from tallystick.errors import StoreCorruptError
from tallystick.records.commands import decode_command
from tallystick.store.sql.connecting import FILE
from tallystick.store.sql.connection import Connection
from tallystick.store.sql.remaking import (
    STAYS,
    Progress,
    following,
    quietly,
    remake,
    tables_of,
)
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
            path=store.connections.place,
            schema=_schema(connection),
            size_bytes=_size_bytes(store.connections.path, connection),
            journal_entries=rows["journal"],
            rows={name: count for name, count in rows.items() if name not in STAYS},
        )


def _schema(connection: Connection) -> str | None:
    """The revision of the schema; None where there is no store yet."""
    if _is_empty(connection):
        return None
    return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def _is_empty(connection: Connection) -> bool:
    """Whether this stands for a store that is not there."""
    if not isinstance(connection, sqlite3.Connection):
        return False
    (_, _, path), *_ = connection.execute("PRAGMA database_list")
    return not path


def _size_bytes(path: Path | None, connection: Connection) -> int:
    if path is not None:
        files = (each for each in path.parent.glob(FILE + "*") if each.is_file())
        return sum(each.stat().st_size for each in files)
    if _is_empty(connection):
        return 0
    sizes = "SELECT sum(pg_total_relation_size(format('%I', tablename)::regclass)) FROM pg_tables"
    rows = connection.execute(f"{sizes} WHERE schemaname = current_schema()")
    return int(rows.fetchone()[0])


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
    with store.connections.reading() as connection:
        if _is_empty(connection):
            return []
        problems = _file_problems(connection) + _journal_problems(connection)
        if problems:
            return problems
        folder = Path(tempfile.mkdtemp(prefix="tallystick-verify-"))
        try:
            return _compared(connection, folder, progress)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _file_problems(connection: Connection) -> list[str]:
    """What SQLite finds; a server sees to its own files."""
    if not isinstance(connection, sqlite3.Connection):
        return []
    found = connection.execute("PRAGMA integrity_check(20)")
    return [f"The file is damaged: {message}." for (message,) in found if message != "ok"]


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
    again = _copied(connection, folder)
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


def _copied(connection: Connection, folder: Path) -> SqlStore:
    """A store in the folder with the same journal."""
    if isinstance(connection, sqlite3.Connection):
        with contextlib.closing(sqlite3.connect(folder / FILE)) as copy:
            connection.backup(copy)
        return SqlStore.open(folder)
    rows = connection.execute(f"SELECT {_JOURNAL} FROM journal ORDER BY sequence")
    marks = ", ".join("?" * len(_JOURNAL.split(", ")))
    again = SqlStore.open(folder)
    again.connections.write(
        lambda writer: writer.connection.executemany(
            f"INSERT INTO journal ({_JOURNAL}) VALUES ({marks})", rows
        )
    )
    return again


_JOURNAL = "sequence, id, project, command, author, applied_at, body"


def _difference(name: str, held: Connection, made: Connection) -> str | None:
    """The first row in which a table is not what follows from the journal."""
    width = len(made.execute(f'SELECT * FROM "{name}" LIMIT 0').description)
    order = ", ".join(f"{column + 1} NULLS FIRST" for column in range(width))
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
