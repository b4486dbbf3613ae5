"""A store in a folder, and what is in its file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tallystick.store.sql import SqlStore

Ask = Callable[..., list[tuple[object, ...]]]


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
