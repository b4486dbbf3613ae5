"""Asking before something is destroyed."""

from __future__ import annotations

import sys

from tallystick.errors import InvalidArgumentError, TallystickError


class DeclinedError(TallystickError):
    """Nothing was changed."""


def confirm(question: str, *, yes: bool) -> None:
    """Ask on the terminal unless `yes`.

    Raises `DeclinedError` for any answer but yes, and `InvalidArgumentError` where there is
    nobody to ask.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise InvalidArgumentError(
            f"{question} There is no terminal to ask on; add --yes if that is meant."
        )
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise DeclinedError
