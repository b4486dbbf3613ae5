"""The SQL store on PostgreSQL keeps the contract."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.postgresql import empty_store

from tallystick.store.sql import SqlStore
from tallystick.testing.store_contract import StoreContract

pytestmark = pytest.mark.xdist_group("postgresql")


class TestSqlStoreOnPostgresql(StoreContract):
    @pytest.fixture
    def store(self) -> Iterator[SqlStore]:
        with empty_store() as store:
            yield store
