"""A store in a folder, and what is in its file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy

from tallystick.store.sql import SqlStore
from tallystick.store.sql.migrating import upgrade

Ask = Callable[..., list[tuple[object, ...]]]
AsOf = Callable[[SqlStore, str], None]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    """A store that nothing was written to yet."""
    store = SqlStore.open(tmp_path / "store")
    yield store
    store.close()


@pytest.fixture
def ask(store: SqlStore) -> Ask:
    """Runs SQL on the store's file, beside the store."""

    def ask(statement: str, *parameters: object) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(store.path, isolation_level=None)) as connection:
            return connection.execute(statement, parameters).fetchall()

    return ask


@pytest.fixture
def as_of(tmp_path: Path) -> AsOf:
    """Puts the file of a store, which is closed, back to an earlier revision of the schema."""

    def as_of(store: SqlStore, revision: str) -> None:
        store.close()
        old = tmp_path / "old.db"
        engine = sqlalchemy.create_engine(f"sqlite:///{old}")
        with engine.begin() as migrating:
            upgrade(migrating, revision)
        engine.dispose()
        with closing(sqlite3.connect(old, isolation_level=None)) as connection:
            connection.execute("ATTACH ? AS new", (str(store.path),))
            tables = connection.execute(
                "SELECT name FROM main.sqlite_master WHERE type = 'table' "
                "AND name IN (SELECT name FROM new.sqlite_master) "
                "AND name NOT IN ('alembic_version', 'sqlite_sequence')"
            ).fetchall()
            for (table,) in tables:
                rows = connection.execute(f'SELECT name FROM pragma_table_info("{table}")')
                columns = ", ".join(f'"{name}"' for (name,) in rows)
                connection.execute(
                    f'INSERT INTO main."{table}" ({columns}) SELECT {columns} FROM new."{table}"'
                )
        for beside in ("-wal", "-shm"):
            store.path.with_name(store.path.name + beside).unlink(missing_ok=True)
        old.replace(store.path)

    return as_of
