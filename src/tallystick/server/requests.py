"""Around every request: its id, what its answer says of us, and a line in the log."""

from __future__ import annotations

import logging
import re
import time

from tallystick.records.ids import new_id
from tallystick.server.asgi import App, Message, Receive, Scope, Send
from tallystick.wire.protocol import (
    PROTOCOL,
    PROTOCOL_HEADER,
    RELEASE_HEADER,
    REQUEST_HEADER,
)

_log = logging.getLogger("tallystick.server.requests")

_STATE = "tallystick_request"
_FIT = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_INTERNAL_ERROR = 500


def request_id_of(scope: Scope) -> str:
    """The id of a request."""
    return str(scope["state"][_STATE])


class Requests:
    """Wraps an application: names each request, and logs how it went."""

    def __init__(self, app: App, release: str) -> None:
        self._app = app
        self._said = [
            (PROTOCOL_HEADER.lower().encode(), str(PROTOCOL).encode()),
            (RELEASE_HEADER.lower().encode(), release.encode()),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or a message of the server's life."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = _id_in(scope)
        scope.setdefault("state", {})[_STATE] = request
        began = time.perf_counter()
        status = _INTERNAL_ERROR

        async def send_named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                named = (REQUEST_HEADER.lower().encode(), request.encode())
                message["headers"] = [*message["headers"], *self._said, named]
            await send(message)

        try:
            await self._app(scope, receive, send_named)
        finally:
            _log.info(
                "request",
                extra={
                    "request": request,
                    "method": scope["method"],
                    "path": scope["path"],
                    "status": status,
                    "duration_ms": round((time.perf_counter() - began) * 1000, 1),
                },
            )


def _id_in(scope: Scope) -> str:
    """What the caller names the request, where that is fit for a log; else a new id."""
    for name, value in scope["headers"]:
        if name.lower() == REQUEST_HEADER.lower().encode() and _FIT.fullmatch(value):
            return str(value, "ascii")
    return str(new_id())
