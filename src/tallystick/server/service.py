"""What the routes stand on, as one thing to pass on."""

from __future__ import annotations

from typing import TypeAlias

from litestar.di import NamedDependency

from tallystick.server.access import Access
from tallystick.store.base import Store


class Service:
    """A store, and who may ask it what."""

    def __init__(self, store: Store, *, access: Access | None = None) -> None:
        self.store = store
        self.access = access or Access()


Served: TypeAlias = NamedDependency[Service]
"""The service, as handlers of routes take it."""
