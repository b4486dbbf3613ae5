"""A server that is told to stop finishes what it began, and begins nothing more."""

from __future__ import annotations

import threading

import pytest

from tallystick.errors import StoreUnreachableError
from tallystick.server.running import Server, bind, url_of
from tallystick.server.service import Service
from tallystick.store.memory import MemoryStore
from tallystick.store.rest import RemoteStore

PATIENCE_S = 30


class Slow(MemoryStore):
    """Answers when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.let = threading.Event(), threading.Event()

    def newest(self) -> int:
        self.asked.set()
        assert self.let.wait(PATIENCE_S)
        return 7


def test_requests_that_were_begun_are_answered(service: Service) -> None:
    slow = service.store = Slow()
    ready = threading.Event()
    server = Server(service, ready=ready.set)
    answers: list[int] = []
    with bind("127.0.0.1", 0) as listening:
        url = url_of(listening)
        running = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        running.start()
        assert ready.wait(PATIENCE_S)
        store = RemoteStore(url)
        asking = threading.Thread(target=lambda: answers.append(store.newest()))
        asking.start()
        assert slow.asked.wait(PATIENCE_S)

        server.stop()
        running.join(0.5)
        assert running.is_alive()
        slow.let.set()
        asking.join(PATIENCE_S)
        running.join(PATIENCE_S)

    assert answers == [7]
    assert not running.is_alive()
    other = RemoteStore(url)
    with pytest.raises(StoreUnreachableError):
        other.newest()
    other.close()
    store.close()
