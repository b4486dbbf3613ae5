"""A server that listens: started, and stopped without cutting off who is being served."""

from __future__ import annotations

import contextlib
import ipaddress
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import uvicorn

from tallystick.errors import InvalidArgumentError
from tallystick.server.app import served
from tallystick.server.service import Service

_FINISH_S = 30
"""How long requests that were begun may take after the server was told to stop."""

_KEEP_ALIVE_S = 75
"""Longer than clients keep connections they do not use, so that they are the ones to close."""

_HIGHEST_PORT = 65_535

_LONGEST_QUEUE = 512


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 takes any that is free.

    Raises `InvalidArgumentError` where that cannot be.
    """
    # The system takes 65536 for 0.
    if not 0 <= port <= _HIGHEST_PORT:
        raise _unfit(host, port, f"ports are 0 to {_HIGHEST_PORT}")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen(_LONGEST_QUEUE)
        except BaseException:
            listening.close()
            raise
    except (OSError, UnicodeError) as error:
        raise _unfit(host, port, error) from error
    return listening


def _unfit(host: str, port: int, why: object) -> InvalidArgumentError:
    return InvalidArgumentError(
        f"A server cannot listen at {host}, port {port}: {why}. "
        "Give another --host, or another --port, or 0 for any that is free.",
        host=host,
        port=port,
    )


def check_access(service: Service, listening: socket.socket) -> None:
    """`InvalidArgumentError` where others could reach a server that asks nobody who they are."""
    host = str(listening.getsockname()[0])
    if service.access.asks_for_token or ipaddress.ip_address(host.partition("%")[0]).is_loopback:
        return
    raise InvalidArgumentError(
        f"Other machines can reach {host}, and this server would let everybody in. "
        "Give a token by TALLYSTICK_SERVER_TOKEN or --token-file, or listen at 127.0.0.1.",
        host=host,
    )


def url_of(listening: socket.socket) -> str:
    """The address of a server that listens there, for clients on this machine."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  compared, not bound
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Server(uvicorn.Server):
    """Serves a service until it is told to stop, by a signal or by `stop`."""

    def __init__(self, service: Service, *, ready: Callable[[], None] | None = None) -> None:
        super().__init__(
            uvicorn.Config(
                served(service),
                log_config=None,
                access_log=False,
                server_header=False,
                lifespan="on",
                timeout_keep_alive=_KEEP_ALIVE_S,
                timeout_graceful_shutdown=_FINISH_S,
            )
        )
        self._ready = ready
        self._service = service

    def stop(self) -> None:
        """Take no more requests, and return from `run` when those begun are finished."""
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and self._ready is not None:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._service.feed.stop()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """While running, signals ask for the end, and are not sent again after it."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {one: signal.signal(one, self._heed) for one in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)

    def _heed(self, number: int, frame: FrameType | None) -> Any:
        self.handle_exit(number, frame)


def serve(
    service: Service, listening: socket.socket, *, ready: Callable[[], None] | None = None
) -> None:
    """Serve until a signal comes; requests that were begun are finished.

    `ready` is called once requests are answered. Raises what `check_access` does.
    """
    check_access(service, listening)
    Server(service, ready=ready).run(sockets=[listening])
