"""The store behind a server keeps the contract, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tallystick.artifacts.storage import open_storage
from tallystick.server.service import Service
from tallystick.store.memory import MemoryStore
from tallystick.store.rest import RemoteStore
from tallystick.testing.contents import contents
from tallystick.testing.serving import serving
from tallystick.testing.store_contract import StoreContract, language, refused

SERVICE = Service(MemoryStore(), storage=open_storage("artifacts"))
"""One server for all tests, with a store of its own for each.

That is a memory store: these are the rules of what is between the two, and SQLite behind a server
is compared with the reference in `test_remote_store_agrees.py`.
"""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving(SERVICE) as url:
        yield url


@pytest.fixture(autouse=True)
def looked_at_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """That a refusal changed nothing is seen in the store itself, which takes a tenth of the time.

    Everything that is asked over HTTP is asked by the other rules.
    """
    for module in (refused, language):
        monkeypatch.setattr(module, "contents", lambda _: contents(SERVICE.store))


class TestRemoteStore(StoreContract):
    @pytest.fixture
    def store(self, url: str) -> Iterator[RemoteStore]:
        SERVICE.store = MemoryStore()
        store = RemoteStore(url)
        yield store
        store.close()
