"""Making a new store, and bringing one of an older release up to date."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from pathlib import Path

from tallystick.errors import StoreUnwritableError
from tallystick.records.ids import new_id
from tallystick.store.sql.connecting import Connection, file_at, open_for_writing
from tallystick.store.sql.revisions import (
    MADE_BY,
    check_revision,
    head,
    is_older,
    release,
    revision_of,
    say,
    say_written,
)
from tallystick.store.sql.statements import statements
from tallystick.store.sql.unlike import check_file
from tallystick.store.sql.waiting import patiently


def prepare(path: Path, durability: str, patience_s: float) -> Connection:
    """A connection for writing to the store at `path`.

    The store is made if there is none, and brought up to date if an older release made it. Several
    processes may do so at once: SQLite's write lock lets one of them.
    Raises `StoreVersionError` for a store of a newer release, `StoreCorruptError` for what is none.
    """
    check_file(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnwritableError(
            f"The folder {str(path.parent)!r} for the store cannot be made: {error}.",
            path=str(path),
        ) from error
    if file_at(path) is None:
        _put(path, durability)
    connection = patiently(
        lambda: open_for_writing(path, durability, create=True), patience_s, path
    )
    try:
        revision = patiently(lambda: revision_of(connection, path), patience_s, path)
        if revision is None:
            patiently(lambda: connection.execute("PRAGMA journal_mode = WAL"), patience_s, path)
            patiently(lambda: connection.execute("BEGIN IMMEDIATE"), patience_s, path)
            _make(connection, path)
        elif is_older(revision):
            from tallystick.store.sql.migrating import migrate

            migrate(connection, path, patience_s)
        check_revision(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _put(path: Path, durability: str) -> None:
    """A new store is at `path`, whole from the first moment on, if nothing was there.

    It is made under another name. Where the file system has no hard links it stays away, and is
    made at `path` after.
    """
    if path.with_name(f"{path.name}-wal").exists():
        # It is of a file that was removed. SQLite takes it for this one's, but for an empty file.
        return
    new = path.with_name(f"{path.name}.{new_id().hex}.new")
    try:
        with contextlib.closing(open_for_writing(new, durability, create=True)) as connection:
            # Nobody else sees the file, and what fails is removed: there is nothing to roll back.
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("BEGIN IMMEDIATE")
            _make(connection, new)
            connection.execute("PRAGMA journal_mode = WAL")
        # Unlike a renamed file, a link takes no other's place: another process may be faster.
        with contextlib.suppress(OSError):
            os.link(new, path)
    finally:
        for beside in ("", "-wal", "-shm"):
            new.with_name(new.name + beside).unlink(missing_ok=True)


def _make(connection: Connection, path: Path) -> None:
    """The store is there when the transaction that is open ends, which it does here."""
    # Another process may have been faster.
    if revision_of(connection, path) is None:
        create_tables(connection)
        say_written(connection)
        say(connection, MADE_BY, release())
        say(connection, "made_at", str(time.time_ns() // 1000))
        say(connection, "id", str(new_id()))
    connection.execute("COMMIT")


def create_tables(connection: Connection) -> None:
    """Every table and view, and the stamp of their revision, in the transaction that is open."""
    for statement in statements():
        connection.execute(statement)
    # As Alembic makes it.
    connection.execute(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.execute("INSERT INTO alembic_version VALUES (?)", (head(),))


def empty() -> Connection:
    """A connection to a store with nothing in it, which is not on disk."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    create_tables(connection)
    return connection
