"""Bringing the schema of an older store on a server up to date.

This imports Alembic and SQLAlchemy, so it is imported only when a store is old. The first stores on
PostgreSQL have revision 0008, so that no migration before that was ever run there.
"""

from __future__ import annotations

import psycopg
import sqlalchemy
import sqlalchemy.exc
from sqlalchemy.pool import StaticPool

from tallystick.errors import StoreCorruptError
from tallystick.store.sql.migrating import run_migrations
from tallystick.store.sql.postgresql.connecting import PostgresqlConnection
from tallystick.store.sql.remaking import remake
from tallystick.store.sql.revisions import head, is_older, is_remade, say_written


def migrate(url: str, place: str, lock: str) -> None:
    """The store is at the newest revision, in one transaction: all migrations or none.

    Others wait meanwhile, and where another process was faster nothing happens.

    Raises `StoreCorruptError` where the tables are not those that its revision has.
    """
    raw = psycopg.connect(url, client_encoding="UTF8")
    engine = sqlalchemy.create_engine(
        "postgresql+psycopg://", creator=lambda: raw, poolclass=StaticPool
    )
    try:
        with engine.begin() as own:
            own.exec_driver_sql(lock)
            revision = own.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
            if is_older(revision):
                _upgrade(own, place, revision)
                raw.cursor_factory = psycopg.RawCursor
                connection = PostgresqlConnection(raw)
                if is_remade(revision):
                    remake(connection)
                say_written(connection)
    finally:
        engine.dispose()
        raw.close()


def _upgrade(own: sqlalchemy.Connection, place: str, revision: str) -> None:
    try:
        run_migrations(own, "head")
    except (sqlalchemy.exc.ProgrammingError, sqlalchemy.exc.IntegrityError) as error:
        raise StoreCorruptError(
            f"The store {place!r} says that its schema is {revision}, and cannot be brought to "
            f"{head()}: {error.orig}. Nothing was changed.",
            url=place,
            revision=revision,
        ) from error
