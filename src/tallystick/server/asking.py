"""What every request has to be like, whatever it asks for."""

from __future__ import annotations

from typing import Any

from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException
from litestar.handlers.base import BaseRouteHandler

from tallystick.errors import InvalidArgumentError, StoreVersionError, unknown
from tallystick.server.access import NEEDS, Need
from tallystick.wire.protocol import JSON, PROTOCOL, PROTOCOL_HEADER, RELEASE_HEADER, release

_NO_PARAMETERS = {"service", "body", "request", "last"}
"""Arguments of handlers that do not stand in the address."""

_UNSUPPORTED = 415

Asked = ASGIConnection[Any, Any, Any, Any]


def check_protocol(connection: Asked, handler: BaseRouteHandler) -> None:
    """`StoreVersionError` for a client that would not understand the answer."""
    said = connection.headers.get(PROTOCOL_HEADER, str(PROTOCOL))
    if said == str(PROTOCOL) or handler.opt.get(NEEDS) is Need.NOTHING:
        return
    theirs = connection.headers.get(RELEASE_HEADER, "unknown")
    raise StoreVersionError(
        f"The client (release {theirs[:40]!a}) speaks protocol {said[:20]!a}, and this server "
        f"({release()}) protocol {PROTOCOL}. Install the same release on both sides.",
        protocol=PROTOCOL,
        release=release(),
    )


def check_parameters(connection: Asked, handler: BaseRouteHandler) -> None:
    """`InvalidArgumentError` for a parameter in the address that the route does not know.

    A misspelt condition would otherwise be none.
    """
    known = [name for name in handler.parsed_fn_signature.parameters if name not in _NO_PARAMETERS]
    for name in connection.query_params:
        if name not in known:
            raise InvalidArgumentError(unknown("parameter", name, known), given=name)


def check_body(connection: Asked, handler: BaseRouteHandler) -> None:  # noqa: ARG001  the interface
    """Refuse bodies that do not say that they are JSON: forms of other pages cannot say so."""
    kind = connection.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if connection.scope.get("method") == "POST" and kind != JSON:
        raise HTTPException(
            status_code=_UNSUPPORTED, detail=f"Bodies are {JSON}; got Content-Type {kind!a}."
        )
