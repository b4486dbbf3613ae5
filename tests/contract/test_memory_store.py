"""The memory store keeps the contract."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tallystick.store.memory import MemoryStore
from tallystick.testing.store_contract import StoreContract


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def store(self) -> Iterator[MemoryStore]:
        store = MemoryStore()
        yield store
        store.close()
