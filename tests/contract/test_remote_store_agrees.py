"""A store behind a server agrees with the reference, whatever it is told and asked."""

from __future__ import annotations

import atexit
import contextlib
import functools
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

from tallystick.artifacts.storage import open_storage
from tallystick.server.service import Service
from tallystick.store.base import Store
from tallystick.store.memory import MemoryStore
from tallystick.store.rest import RemoteStore
from tallystick.store.sql import SqlStore
from tallystick.testing.agreement import StoreAgreement
from tallystick.testing.serving import serving

SERVICE = Service(MemoryStore(), storage=open_storage("artifacts"))


@functools.cache
def server() -> str:
    """The URL of one server for all examples, with a store of its own for each."""
    running = contextlib.ExitStack()
    atexit.register(running.close)
    return running.enter_context(serving(SERVICE))


class RemoteAgreement(StoreAgreement):
    def open(self) -> Store:
        self.folder = Path(tempfile.mkdtemp(prefix="tallystick-"))
        SERVICE.store = SqlStore.open(self.folder)
        return RemoteStore(server())

    def teardown(self) -> None:
        try:
            super().teardown()
        finally:
            if hasattr(self, "folder"):
                SERVICE.store.close()
                shutil.rmtree(self.folder)


@pytest.mark.timeout(30 * 60)
class TestRemoteStoreAgrees(RemoteAgreement.TestCase):
    settings = settings(max_examples=20, stateful_step_count=20)


@pytest.mark.fuzz
@pytest.mark.timeout(2 * 60 * 60)
class TestRemoteStoreAgreesForLong(RemoteAgreement.TestCase):
    settings = settings(max_examples=1_000, stateful_step_count=60)
