"""What can be the name of a thing."""

from __future__ import annotations

from tallystick.errors import InvalidArgumentError
from tallystick.values.keys import is_utf8

LONGEST_NAME = 255


def check_name(what: str, name: str) -> None:
    """`InvalidArgumentError` where `name` cannot be the name of `what`, as in "run" or "tag"."""
    if problem := _problem(name):
        shown = ascii(name if len(name) <= 40 else name[:40] + "...")
        raise InvalidArgumentError(f"The {what} name {shown} {problem}", given=name)


def _problem(name: str) -> str | None:
    if not name:
        return "is empty; say what it is called."
    if len(name) > LONGEST_NAME:
        return f"has {len(name)} characters; a name has at most {LONGEST_NAME}."
    if "\0" in name:
        return "has a NUL character in it; remove it."
    if not name.isascii() and not is_utf8(name):
        return "has a lone surrogate in it, which UTF-8 cannot hold; remove it."
    return None
