"""The client's tests again, on a store in a folder."""

from __future__ import annotations

import pytest
from tests.unit.client.conftest import World

from tallystick.client.client import Client
from tallystick.connect import forget_store


@pytest.fixture
def world():
    client = Client()
    yield World(client.session)
    forget_store(client.session.settings.store)


@pytest.fixture
def client(world: World) -> Client:
    return world.client
