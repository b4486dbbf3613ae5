"""Making a new store, and checking that an existing one can be used."""

from __future__ import annotations

import sqlite3
from importlib import resources
from pathlib import Path

from tallystick.errors import StoreUnwritableError, StoreVersionError
from tallystick.store.sql.connecting import Connection, open_for_writing
from tallystick.store.sql.waiting import patiently

HEAD = "0001"
"""The newest revision of the schema, which `schema.py` describes."""


def script() -> str:
    """The SQL that makes every table."""
    return resources.files(__package__).joinpath("schema.sqlite.sql").read_text(encoding="utf-8")


def revision_of(connection: Connection) -> str | None:
    """The revision the database is at; None where there is no store in it yet."""
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):
            raise
        return None
    return None if row is None else str(row[0])


def is_blank(connection: Connection) -> bool:
    """Whether there is nothing in the database: another process is about to make the store."""
    return not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()


def check_revision(connection: Connection, path: Path) -> None:
    """`StoreVersionError` where this release does not know the store's schema."""
    revision = revision_of(connection)
    if revision != HEAD:
        raise StoreVersionError(
            f"The store {str(path)!r} has schema {revision}, and this release of Tallystick knows "
            f"schema {HEAD}. Upgrade Tallystick.",
            path=str(path),
            revision=revision,
            known=HEAD,
        )


def prepare(path: Path, durability: str, patience_s: float) -> Connection:
    """A connection for writing to the store at `path`, which is made if there is none.

    Several processes may do so at once: SQLite's write lock lets one make it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnwritableError(
            f"The folder {str(path.parent)!r} for the store cannot be made: {error}.",
            path=str(path),
        ) from error
    connection = patiently(
        lambda: open_for_writing(path, durability, create=True), patience_s, path
    )
    try:
        if patiently(lambda: revision_of(connection), patience_s, path) is None:
            patiently(lambda: connection.execute("PRAGMA journal_mode = WAL"), patience_s, path)
            patiently(lambda: connection.execute("BEGIN IMMEDIATE"), patience_s, path)
            # Another process may have been faster.
            if is_blank(connection):
                create_tables(connection)
            connection.execute("COMMIT")
        check_revision(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def create_tables(connection: Connection) -> None:
    """Every table, and the stamp of their revision, within the transaction that is open."""
    for statement in script().split(";\n"):
        if statement.strip():
            connection.execute(statement)
    connection.execute(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"
    )
    connection.execute("INSERT INTO alembic_version VALUES (?)", (HEAD,))


def empty() -> Connection:
    """A connection to a store with nothing in it, which is not on disk."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    create_tables(connection)
    return connection
