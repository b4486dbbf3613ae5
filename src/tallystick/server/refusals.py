"""Errors become answers: problems with the status of their class, and never a stack trace."""

from __future__ import annotations

import logging
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException

from tallystick.errors import (
    InvalidArgumentError,
    RequestTooLargeError,
    ServerError,
    StoreBusyError,
    TallystickError,
)
from tallystick.server.access import UnknownCallerError
from tallystick.server.requests import request_id_of
from tallystick.wire.problems import Problem, problem_of
from tallystick.wire.protocol import PREFIX, PROBLEM

_log = logging.getLogger("tallystick.server")

_RETRY_AFTER_S = "1"


def refusal(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The answer to a request that failed with `error`."""
    problem = _problem(error, request_id_of(dict(request.scope)), request.url.path)
    headers = dict(getattr(error, "headers", None) or {})
    if isinstance(error, UnknownCallerError):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, StoreBusyError):
        headers["Retry-After"] = _RETRY_AFTER_S
    return Response(
        content=msgspec.json.encode(problem),
        status_code=problem.status,
        media_type=PROBLEM,
        headers=headers,
    )


def _problem(error: Exception, request: str, path: str) -> Problem:
    if isinstance(error, UnknownCallerError):
        return msgspec.structs.replace(
            problem_of(error, status=401, request=request), type="AccessDeniedError"
        )
    if isinstance(error, TallystickError):
        return problem_of(error, request=request)
    if isinstance(error, HTTPException) and error.status_code < 500:
        return problem_of(_about(error, path), status=error.status_code, request=request)
    _log.error("request failed", exc_info=error, extra={"request": request})
    return problem_of(
        ServerError(
            f"The server failed at this; its log says why, at request {request}.", request=request
        ),
        request=request,
    )


def _about(error: HTTPException, path: str) -> TallystickError:
    """What the framework refused, in our words."""
    match error.status_code:
        case 404:
            return InvalidArgumentError(
                f"There is no {path} here; {PREFIX}/openapi.json lists what there is.", given=path
            )
        case 405:
            return InvalidArgumentError(f"{path} is not asked by this method.", given=path)
        case 413:
            return RequestTooLargeError(str(error.detail))
    extra = error.extra if isinstance(error.extra, list) else []
    said = [
        f"{one.get('key', '?')}: {one.get('message')}" for one in extra if isinstance(one, dict)
    ]
    return InvalidArgumentError("; ".join(said) or str(error.detail))
