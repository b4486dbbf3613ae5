"""Bringing the schema of an older store up to date.

This imports Alembic and SQLAlchemy, so it is imported only when a store is old.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from logging import getLogger
from pathlib import Path

import sqlalchemy
import sqlalchemy.exc
from alembic import command
from alembic.config import Config
from sqlalchemy.pool import StaticPool

from tallystick.errors import StoreCorruptError
from tallystick.store.sql.connecting import Connection
from tallystick.store.sql.failures import code_of
from tallystick.store.sql.remaking import Progress, remake
from tallystick.store.sql.revisions import head, is_older, is_remade, revision_of, say_written
from tallystick.store.sql.statements import is_view, statements
from tallystick.store.sql.waiting import patiently

_IS_VIEW = "type = 'view' AND name GLOB 'v[0-9]*_*'"

_SAID_EVERY_S = 10.0

SCRIPTS = Path(__file__).parent / "migrations"

_OF_TABLES = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT)
"""What SQLite answers where tables or rows are not what a migration expects."""


def migrate(connection: Connection, path: Path, patience_s: float) -> None:
    """The database is at the newest revision, in one transaction: all migrations or none.

    A copy of it as it was is beside it before anything changes. Nothing happens where another
    process was faster.

    Raises `StoreCorruptError` where the tables are not those that its revision has.
    """
    with _transaction(connection, path, patience_s) as own:
        revision = revision_of(connection, path)
        if revision is not None and is_older(revision):
            back_up(path, path.with_name(f"{path.name}.{revision}.backup"))
            try:
                upgrade(own)
            except (sqlalchemy.exc.OperationalError, sqlalchemy.exc.IntegrityError) as error:
                if isinstance(error.orig, sqlite3.Error) and code_of(error.orig) in _OF_TABLES:
                    raise _unlike(path, revision, error.orig) from error
                raise error.orig or error from None
            if is_remade(revision):
                remake(connection, _saying(path))
            say_written(connection)


def _saying(path: Path) -> Progress:
    """Progress as lines in the log, if it takes longer than one would wait without any."""
    said = time.monotonic()

    def say(done: int, total: int) -> None:
        nonlocal said
        if time.monotonic() - said >= _SAID_EVERY_S and done < total:
            said = time.monotonic()
            getLogger("tallystick").warning(
                "The store %s is brought up to this release: %s of %s commands are done.",
                path.parent,
                f"{done:,}",
                f"{total:,}",
            )

    return say


def _unlike(path: Path, revision: str | None, error: sqlite3.Error) -> StoreCorruptError:
    return StoreCorruptError(
        f"The store {str(path)!r} says that its schema is {revision}, and cannot be brought to "
        f"{head()}: {error}. Nothing was changed. Give another folder to begin anew, or the "
        "release that wrote it to read it.",
        path=str(path),
        revision=revision,
    )


def back_up(path: Path, copy: Path) -> None:
    """What was committed to the database at `path` is in `copy`, too, which is one file."""
    copy.unlink(missing_ok=True)
    source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    with contextlib.closing(source), contextlib.closing(sqlite3.connect(copy)) as goal:
        source.backup(goal)


@contextlib.contextmanager
def _transaction(
    connection: Connection, path: Path, patience_s: float
) -> Iterator[sqlalchemy.Connection]:
    """The connection as SQLAlchemy's, in a transaction that stays if no error leaves this."""
    engine = sqlalchemy.create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    # SQLAlchemy ends what is open when it connects, and begins no transaction itself.
    with engine.connect() as own, own.begin():
        patiently(lambda: connection.execute("BEGIN IMMEDIATE"), patience_s, path)
        yield own


def upgrade(own: sqlalchemy.Connection, revision: str = "head") -> None:
    """Run all migrations that the database has not seen, in the transaction that is open.

    With a `revision`, those up to it, and without views: those are of the newest.
    """
    # SQLite changes no table that a view speaks of.
    views = own.exec_driver_sql(f"SELECT name FROM sqlite_master WHERE {_IS_VIEW}").scalars().all()
    for name in views:
        own.exec_driver_sql(f'DROP VIEW "{name}"')
    run_migrations(own, revision)
    if revision == "head":
        for statement in filter(is_view, statements()):
            own.exec_driver_sql(statement)


def run_migrations(own: sqlalchemy.Connection, revision: str) -> None:
    """Run those up to the revision that the database has not seen; views are not looked after."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = own
    command.upgrade(config, revision)
