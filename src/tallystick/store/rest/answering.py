"""Whether an answer is one of ours, and what it was refused with."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import msgspec

from tallystick.errors import ServerError, StoreUnreachableError, StoreVersionError, TallystickError
from tallystick.wire.problems import Problem, error_of
from tallystick.wire.protocol import PROTOCOL, PROTOCOL_HEADER, RELEASE_HEADER, release

if TYPE_CHECKING:
    from httpx import Response

REFUSED = 400
"""Answers with such a status, or a higher one, are refusals."""

_UNAVAILABLE = 503


def check_answer(response: Response, url: str) -> None:
    """Return for an answer of a server that speaks our protocol.

    Raises `StoreUnreachableError` for what is no Tallystick server, `StoreVersionError` for one
    that speaks another protocol.
    """
    said = response.headers.get(PROTOCOL_HEADER)
    if said is None:
        kind = response.headers.get("Content-Type", "nothing said about what it is")
        raise StoreUnreachableError(
            f"What answers at {url} is not a Tallystick server: it said {response.status_code} "
            f"({kind}). Check the address and the port; a server's own is what `tally up` prints.",
            url=url,
            status=response.status_code,
        )
    if said != str(PROTOCOL):
        theirs = response.headers.get(RELEASE_HEADER, "of unknown number")
        raise StoreVersionError(
            f"The server at {url} (release {theirs}) speaks protocol {said[:20]}, and this "
            f"release ({release()}) protocol {PROTOCOL}. Install the same release on both sides.",
            url=url,
            release=theirs,
        )


class TryAgainError(Exception):
    """The server could not answer now, with `error`, and asks to be asked again later."""

    def __init__(self, error: TallystickError, after_s: float) -> None:
        super().__init__(error.message)
        self.error = error
        self.after_s = after_s


def raise_refusal(response: Response) -> NoReturn:
    """Raise what the server refused with; `TryAgainError` where that may not be its last word."""
    content, status = response.read(), response.status_code
    try:
        error = error_of(msgspec.json.decode(content, type=Problem))
    except msgspec.DecodeError:
        error = ServerError(f"The server answered {status} without saying why.", status=status)
    after = response.headers.get("Retry-After", "")
    if status == _UNAVAILABLE and after.isdecimal():
        raise TryAgainError(error, float(after))
    raise error
