"""Asking before something is destroyed."""

from __future__ import annotations

import sys

from tallystick.errors import InvalidArgumentError, TallystickError


class DeclinedError(TallystickError):
    """Nothing was changed."""


def check_which(version: str | None, *, all: bool, noun: str) -> None:
    """`InvalidArgumentError` unless one version is named or all are: nothing is guessed here."""
    if (version is None) is not all:
        raise InvalidArgumentError(
            f"Say which version to delete, or --all for the {noun} with all its versions"
            + ("; not both." if all else ".")
        )


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
