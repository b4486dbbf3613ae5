"""Who may do what: the one place where that is decided.

Every route says what it needs in its `opt`; one that says nothing needs to write.
"""

from __future__ import annotations

import hmac
from enum import StrEnum
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from tallystick.errors import AccessDeniedError

_NAMES_OF_THIS_MACHINE = ("127.0.0.1", "localhost", "[::1]")


class Need(StrEnum):
    """What a route needs of the one who asks."""

    NOTHING = "nothing"
    READ = "read"
    WRITE = "write"


NEEDS = "needs"
"""The name in a route's `opt`."""


class UnknownCallerError(AccessDeniedError):
    """Say who you are."""


class Access:
    """With a token, whoever presents it may do everything, and nobody else anything.

    Without one, everybody may who reaches the server by a name of this machine: pages of other
    addresses that a browser shows are not let in. A server without token is for loopback only.
    """

    def __init__(self, token: str | None = None) -> None:
        self._token = token.encode() if token else None

    @property
    def asks_for_token(self) -> bool:
        """Whether a token is needed."""
        return self._token is not None

    def check(self, connection: ASGIConnection[Any, Any, Any, Any], need: Need) -> None:
        """Return if the request may pass. Raises `AccessDeniedError`."""
        if need is Need.NOTHING:
            return
        if self._token is None:
            _check_comes_from_here(connection)
        elif not hmac.compare_digest(_presented(connection), self._token):
            raise UnknownCallerError(
                "The server does not know this token. Give the right one by TALLYSTICK_TOKEN "
                "or `tally settings set token`."
            )


def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let a request pass to its route, or raise `AccessDeniedError`."""
    access: Access = connection.app.state.service.access
    access.check(connection, handler.opt.get(NEEDS, Need.WRITE))


def _presented(connection: ASGIConnection[Any, Any, Any, Any]) -> bytes:
    scheme, _, token = connection.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise UnknownCallerError(
            "The server asks for a token. Give yours by TALLYSTICK_TOKEN or "
            "`tally settings set token`."
        )
    return token.strip().encode()


def _check_comes_from_here(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """A page from elsewhere can make a browser ask here, by its own name or ours."""
    for header in ("Host", "Origin"):
        said = connection.headers.get(header)
        if said is None:
            continue
        host = said.rpartition("://")[2]
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        if name.lower() not in _NAMES_OF_THIS_MACHINE:
            raise AccessDeniedError(
                f"This server is for this machine, and was asked with {header}: {said[:100]!r}. "
                f"Use http://127.0.0.1, or start it with a token.",
            )
