"""The connection to a server: asks, tries again, and raises what the server refused with."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from tallystick.errors import StoreError
from tallystick.store.rest.answering import REFUSED, TryAgainError, check_answer, raise_refusal
from tallystick.store.rest.missing import httpx
from tallystick.store.rest.patience import Patience, unreachable
from tallystick.wire.protocol import (
    JSON,
    PREFIX,
    PROTOCOL,
    PROTOCOL_HEADER,
    RELEASE_HEADER,
    release,
)

if TYPE_CHECKING:
    from httpx import HTTPTransport, Request, Response

T = TypeVar("T")

_CONNECT_S = 5.0
_ANSWER_S = 60.0
_KEPT_ALIVE = 16

Parameters = Mapping[str, "str | int | bool | list[str] | None"]


class Connection:
    """Keeps connections to one server and asks it; threads may ask at once.

    What is asked is idempotent, so that a request whose answer was lost is sent again, after a
    pause, a few times. Raises `StoreUnreachableError` where nobody answers then,
    `StoreVersionError` for a server that speaks another protocol, and what the server refuses
    with: the same class with the same message as the store behind it.

    A process that was forked makes connections of its own.
    """

    def __init__(self, url: str, *, token: str | None = None) -> None:
        self.url = url.rstrip("/")
        self._token = token
        self._httpx = httpx()
        self._release = release()
        self._lock = threading.Lock()
        self._closed = False
        self._answered = False
        self._open: tuple[int, HTTPTransport] | None = None

    def ask(self, path: str, answer: type[T], /, method: str = "GET", **parameters: Any) -> T:
        """What stands at a path, decoded as `answer`. Parameters that are None are left out."""
        return self._answer(self._request(method, path, parameters), answer)

    def send(self, path: str, body: bytes, kind: type[T], *, gzipped: bool = False) -> T:
        """The answer to a JSON body sent to a path, decoded as `kind`."""
        said = {"Content-Type": JSON} | ({"Content-Encoding": "gzip"} if gzipped else {})
        request = self._request("POST", path, {}, body, said)
        return self._answer(request, kind)

    def upload(
        self,
        path: str,
        content: Callable[[], Iterator[bytes]],
        answer: type[T],
        /,
        **parameters: Any,
    ) -> T:
        """The answer to content put at a path, decoded as `answer`."""
        return self._answer(self._request("PUT", path, parameters, content), answer)

    @contextlib.contextmanager
    def download(self, path: str, /, **parameters: Any) -> Iterator[Iterator[bytes]]:
        """What stands at a path, in pieces, while entered.

        A connection that is lost before the first piece is tried again, one lost later is not.
        """
        request = self._request("GET", path, parameters)
        with contextlib.ExitStack() as opened:
            response = self._persistently(lambda: opened.enter_context(self._accepted(request())))
            yield self._pieces(response)

    def close(self) -> None:
        """Let go of every connection; nothing can be asked after."""
        with self._lock:
            self._closed = True
            if self._open is not None and self._open[0] == os.getpid():
                self._open[1].close()
            self._open = None

    def begin_anew(self) -> None:
        """In a forked process: a thread that is not here may have held the lock."""
        self._lock = threading.Lock()
        self._open = None

    def check_open(self) -> None:
        """`StoreError` where this was closed."""
        if self._closed:
            raise StoreError("This store is closed; open it again with connect().")

    def _answer(self, request: Callable[[], Request], kind: type[T]) -> T:
        content = self._exchange(request)
        try:
            return msgspec.json.decode(content, type=kind)
        except msgspec.DecodeError as error:
            raise StoreError(
                f"The server at {self.url} gave an answer that cannot be read: {error}."
            ) from error

    def _exchange(self, request: Callable[[], Request]) -> bytes:
        def once() -> bytes:
            with self._accepted(request()) as response:
                content: bytes = response.read()
                return content

        return self._persistently(once)

    def _persistently(self, once: Callable[[], T]) -> T:
        """What `once` returns, tried again where the connection was lost or the server asks so."""
        patience = Patience(answered_before=self._answered)
        while True:
            self.check_open()
            try:
                return once()
            except TryAgainError as refused:
                patience.pause(refused.error, refused.after_s)
            except self._httpx.TransportError as lost:
                patience.pause(unreachable(lost, self.url))

    @contextlib.contextmanager
    def _accepted(self, request: Request) -> Iterator[Response]:
        """The answer to a request, to be read while entered; raises what it was refused with."""
        response = self._transport().handle_request(request)
        try:
            check_answer(response, self.url)
            self._answered = True
            if response.status_code >= REFUSED:
                raise_refusal(response)
            yield response
        finally:
            response.close()

    def _pieces(self, response: Response) -> Iterator[bytes]:
        try:
            yield from response.iter_bytes()
        except self._httpx.TransportError as lost:
            raise unreachable(lost, self.url) from lost

    def _request(
        self,
        method: str,
        path: str,
        parameters: Parameters,
        content: bytes | Callable[[], Iterator[bytes]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Callable[[], Request]:
        """Makes the request, anew for each time that it is sent."""
        given = {name: _written(value) for name, value in parameters.items() if value is not None}
        url = self._httpx.URL(f"{self.url}{PREFIX}/{path}", params=given)
        said = {
            PROTOCOL_HEADER: str(PROTOCOL),
            RELEASE_HEADER: self._release,
            "Accept": "*/*",
            **(headers or {}),
        }
        if self._token:
            said["Authorization"] = f"Bearer {self._token}"
        timeouts = self._httpx.Timeout(_ANSWER_S, connect=_CONNECT_S).as_dict()

        def make() -> Request:
            body = content() if callable(content) else content
            request: Request = self._httpx.Request(
                method, url, headers=said, content=body, extensions={"timeout": timeouts}
            )
            return request

        return make

    def _transport(self) -> HTTPTransport:
        with self._lock:
            if self._open is None or self._open[0] != os.getpid():
                self._open = (os.getpid(), self._new_transport())
            return self._open[1]

    def _new_transport(self) -> HTTPTransport:
        # Below httpx's client, which logs each request where programs log what they do.
        limits = self._httpx.Limits(max_connections=64, max_keepalive_connections=_KEPT_ALIVE)
        url = self._httpx.URL(self.url)
        transport: HTTPTransport = self._httpx.HTTPTransport(
            # Certificates take 20 ms to load, which without TLS are for nothing.
            verify=url.scheme == "https",
            limits=limits,
            proxy=_proxy(url),
        )
        return transport


def _proxy(url: Any) -> str | None:
    """The proxy that the environment names for this address; None for none."""
    from urllib.request import getproxies, proxy_bypass

    if url.host in ("localhost", "127.0.0.1", "::1") or proxy_bypass(url.host):
        return None
    return getproxies().get(url.scheme)


def _written(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value
