"""A server within the process, for tests that speak HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tallystick.server.running import Server, bind, url_of
from tallystick.server.service import Service

_PATIENCE_S = 10.0


@contextmanager
def serving(service: Service) -> Iterator[str]:
    """The URL of a server over `service`, which listens on loopback in a thread while entered."""
    ready = threading.Event()
    server = Server(service, ready=ready.set)
    with bind("127.0.0.1", 0) as listening:
        thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listening]}, name="server", daemon=True
        )
        thread.start()
        try:
            assert ready.wait(_PATIENCE_S), "The server did not start."
            yield url_of(listening)
        finally:
            server.stop()
            thread.join(_PATIENCE_S)
