"""Bodies of requests: inflated within bounds, and decoded as what they ought to be."""

from __future__ import annotations

import zlib
from typing import TypeVar

import msgspec
from litestar.exceptions import HTTPException

from tallystick.errors import InvalidArgumentError, RequestTooLargeError
from tallystick.server.asgi import App, Message, Receive, Scope, Send
from tallystick.wire.limits import MEBIBYTE, MOST_BYTES

T = TypeVar("T")

_UNSUPPORTED = 415
_GZIP = zlib.MAX_WBITS | 16


def decoded(body: bytes, kind: type[T]) -> T:
    """The body as `kind`. Raises `InvalidArgumentError` that says what is wrong where."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidArgumentError(
            f"The body of the request cannot be understood: {error}."
        ) from None


class Inflating:
    """Wraps an application: it gets bodies as they were before they were compressed."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        encoding = _encoding(scope) if scope["type"] == "http" else b""
        if encoding not in (b"", b"identity"):
            receive = _Inflated(receive, encoding)
        await self._app(scope, receive, send)


class _Inflated:
    """The messages of a request with a compressed body; a bomb is refused before it goes off."""

    def __init__(self, receive: Receive, encoding: bytes) -> None:
        self._receive = receive
        self._encoding = encoding
        self._inflater = zlib.decompressobj(_GZIP)
        self._left = MOST_BYTES

    async def __call__(self) -> Message:
        message = await self._receive()
        if message["type"] != "http.request":
            return message
        if self._encoding != b"gzip":
            raise HTTPException(
                status_code=_UNSUPPORTED,
                detail=f"Bodies are compressed by gzip or not at all; got {self._encoding!a}.",
            )
        body = self._inflate(message["body"])
        if not message.get("more_body") and not self._inflater.eof:
            raise InvalidArgumentError("The body of the request ends before its gzip stream does.")
        return {**message, "body": body}

    def _inflate(self, part: bytes) -> bytes:
        try:
            inflated = self._inflater.decompress(part, self._left + 1)
        except zlib.error as error:
            raise InvalidArgumentError(f"The body of the request is not gzip: {error}.") from None
        self._left -= len(inflated)
        if self._left < 0:
            raise RequestTooLargeError(
                f"The body of the request is more than {MOST_BYTES // MEBIBYTE} MiB when inflated."
            )
        if self._inflater.unused_data:
            raise InvalidArgumentError("The body of the request goes on after its gzip stream.")
        return inflated


def _encoding(scope: Scope) -> bytes:
    headers = (value for name, value in scope["headers"] if name.lower() == b"content-encoding")
    return bytes(next(iter(headers), b"")).strip().lower()
