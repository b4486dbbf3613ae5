"""The revisions of the schema that this release knows, and the one a database is at."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tallystick.errors import StoreCorruptError, StoreVersionError
from tallystick.store.sql.connection import Connection

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")
"""Every revision, oldest first, as in `migrations/versions`.

They are repeated here so that opening a store does not import Alembic, which takes longer than the
rest of it together; a test holds the two together.
"""

REMADE = "0008"
"""Stores older than this have their tables made anew from the journal once they are at the newest.

So migrations need not fill what follows from the journal, and all is as this release would do it.
"""

MADE_BY = "made_by"
WRITTEN_BY = "written_by"
"""Facts in `store_info`: the release that made the store, and the one that gave it its schema."""


TABLES_MARK = "tables"
"""A fact that is another one when tables were made anew where nothing else tells."""


def head() -> str:
    """The newest revision, which `schema.py` describes."""
    return REVISIONS[-1]


def is_older(revision: str | None) -> bool:
    """Whether migrations lead from this revision to the newest."""
    return revision in REVISIONS[:-1]


def is_remade(revision: str) -> bool:
    """Whether bringing this revision up to date ends with making its tables anew."""
    return revision in REVISIONS[: REVISIONS.index(REMADE)]


def revision_of(connection: Connection, path: Path) -> str | None:
    """The revision the database is at; None where there is nothing in it yet.

    Raises `StoreCorruptError` where there is something, and it is no store.
    """
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):
            raise
        row = None
    if row is not None:
        return str(row[0])
    if connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        raise StoreCorruptError(
            f"{str(path)!r} is a database, and not of Tallystick. Choose another folder.",
            path=str(path),
        )
    return None


def check_revision(connection: Connection, path: Path) -> None:
    """`StoreVersionError` where the store is not at the newest revision."""
    revision = revision_of(connection, path)
    if revision != head():
        raise other_revision(connection, path, revision)


def other_revision(
    connection: Connection, path: Path | str, revision: str | None
) -> StoreVersionError:
    """The error for a store at a revision that this release does not know or use."""
    rows = connection.execute("SELECT value FROM store_info WHERE name = ?", (WRITTEN_BY,))
    made_by = next((name for (name,) in rows), "another release")
    return StoreVersionError(
        f"The store {str(path)!r} was written by Tallystick {made_by} (schema {revision}), and "
        f"this is Tallystick {release()}, which knows schemas up to {head()}. "
        "Upgrade: pip install --upgrade tallystick.",
        path=str(path),
        revision=revision,
        known=head(),
        written_by=made_by,
    )


def say(connection: Connection, name: str, value: str) -> None:
    """A fact about the store itself, in place of what was said before."""
    connection.execute(
        "INSERT INTO store_info VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


def say_written(connection: Connection) -> None:
    """This release gave the store its schema."""
    say(connection, WRITTEN_BY, release())


def release() -> str:
    """The version of this package."""
    # Only new stores and errors need it, and it takes a while to import.
    from importlib.metadata import version

    return version("tallystick")
