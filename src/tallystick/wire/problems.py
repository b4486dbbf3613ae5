"""Errors as they travel: what a store raises on one side is raised again on the other."""

from __future__ import annotations

from typing import Any

import msgspec

from tallystick import errors
from tallystick.errors import InvalidValueError, ServerError, TallystickError
from tallystick.values import decode, encode

_STATUS: dict[type[TallystickError], int] = {
    errors.InvalidValueError: 422,
    errors.ValueTooLargeError: 413,
    errors.InvalidArgumentError: 400,
    errors.RequestTooLargeError: 413,
    errors.NotFoundError: 404,
    errors.AmbiguousReferenceError: 409,
    errors.EntityExistsError: 409,
    errors.StageTakenError: 409,
    errors.ArtifactMissingError: 404,
    errors.MaterializerError: 422,
    errors.StoreBusyError: 503,
    errors.StoreUnwritableError: 507,
    errors.StoreVersionError: 409,
    errors.AccessDeniedError: 403,
}
"""The nearest class in an error's ancestry says its status; all others are 500."""

_CLASSES: dict[str, type[TallystickError]] = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, TallystickError)
}


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An error, in the manner of RFC 9457.

    `type` is the name of its class in `errors.py` and `detail` its message. `facts` are its
    attributes in wire form, as far as they are values. `request` names the request in the
    server's log.
    """

    type: str
    status: int
    detail: str
    facts: dict[str, msgspec.Raw] = {}
    request: str | None = None


def status_of(error: TallystickError) -> int:
    """The status that an answer with this error has."""
    return next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), 500)


def problem_of(
    error: TallystickError, *, status: int | None = None, request: str | None = None
) -> Problem:
    """The error as it travels; `status` for those that have another than their class."""
    return Problem(
        type=type(error).__name__,
        status=status or status_of(error),
        detail=_writable(error.message),
        facts={
            name: msgspec.Raw(wire) for name, fact in error.facts.items() if (wire := _wire(fact))
        },
        request=request,
    )


def error_of(problem: Problem) -> TallystickError:
    """The error that travelled; a `ServerError` for a class that this release does not know."""
    kind = _CLASSES.get(problem.type, ServerError)
    facts: dict[str, Any] = {name: decode(wire) for name, wire in problem.facts.items()}
    return kind(problem.detail, **facts)


def _wire(fact: object) -> bytes | None:
    """A fact as a value; None for what is none, which stays behind."""
    try:
        return encode(_writable(fact) if isinstance(fact, str) else fact)
    except InvalidValueError:
        return None


def _writable(text: str) -> str:
    """The text as UTF-8 can hold it: an error may be about text that it cannot."""
    return text.encode("utf-8", "backslashreplace").decode()
