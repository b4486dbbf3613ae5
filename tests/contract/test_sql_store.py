"""The SQL store on SQLite keeps the contract."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tallystick.store.sql import SqlStore
from tallystick.testing.store_contract import StoreContract


class TestSqlStoreOnSqlite(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[SqlStore]:
        store = SqlStore.open(tmp_path / "store")
        yield store
        store.close()
