"""What the routes stand on, as one thing to pass on."""

from __future__ import annotations

from typing import TypeAlias

from litestar.di import NamedDependency

from tallystick.artifacts.storage import Storage
from tallystick.server.access import Access
from tallystick.server.feed import Feed
from tallystick.store.base import Store


class Service:
    """A store, where the bytes of its artifacts are, and who may ask for what."""

    def __init__(self, store: Store, *, storage: Storage, access: Access | None = None) -> None:
        self.store = store
        self.storage = storage
        self.access = access or Access()
        self.feed = Feed(lambda: self.store)


Served: TypeAlias = NamedDependency[Service]
"""The service, as handlers of routes take it."""
