"""One of a few words."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

from tallystick.errors import InvalidArgumentError, close_matches

E = TypeVar("E", bound=StrEnum)


def one_of(choices: Iterable[E], given: object, what: str) -> E:
    """The one of `choices`, such as all of an enum, whose text is `given`, in any case.

    Raises `InvalidArgumentError` listing them, with close matches.
    """
    if isinstance(given, str):
        for choice in choices:
            if given.lower() == choice.value.lower():
                return choice
    words = [choice.value for choice in choices]
    near = close_matches(given, words) if isinstance(given, str) else []
    hint = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
    raise InvalidArgumentError(
        f"{given!r} is not a {what}.{hint} Known: {', '.join(words)}.", given=given
    )
