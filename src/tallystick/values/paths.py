"""Paths: how one place inside a nested value is written as text.

    evaluation_metrics.accuracy      two segments
    "a.b"                            one segment that has a dot in it
    scores."5 %".mean                three segments, the middle one quoted

Which characters need quotes is a fixed list and not a question to a Unicode table, because tables
change with the version of Python and paths are kept for ever.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from tallystick.errors import InvalidArgumentError

_BARE_ASCII = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-/"
_WHITE_SPACE = (
    "\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)

NEEDS_QUOTES = frozenset(map(chr, range(0xA1))).difference(_BARE_ASCII).union(_WHITE_SPACE)
"""Characters that stand in a segment only within quotes: ASCII other than letters, digits,
`_`, `-` and `/`; control characters; white space."""

_decode_string = msgspec.json.Decoder(str).decode


def format_path(segments: Iterable[str]) -> str:
    """The path's text, each segment bare where it can be and else as a JSON string.

    >>> format_path(["params", "learning rate"])
    'params."learning rate"'

    Raises `InvalidArgumentError` if there is no segment.
    """
    text = ".".join([format_segment(segment) for segment in segments])
    if not text:
        raise InvalidArgumentError("A path has at least one segment.")
    return text


def format_segment(segment: str) -> str:
    """One segment's text. The same segment always has the same text."""
    if segment and NEEDS_QUOTES.isdisjoint(segment):
        return segment
    return msgspec.json.encode(segment).decode()


def parse_path(text: str) -> tuple[str, ...]:
    """The segments of a path, at least one.

    Quotes are accepted where they are not needed; `format_path` of the result has none of those.

    Raises `InvalidArgumentError` with the `column` (from 1) at which the text stops making sense.
    """
    segments = []
    start = 0
    while True:
        segment, end = read_segment(text, start)
        segments.append(segment)
        if end == len(text):
            return tuple(segments)
        if text[end] != ".":
            raise _unreadable(text, end, "expected a dot or the end")
        start = end + 1


def read_segment(text: str, start: int) -> tuple[str, int]:
    """The segment that begins at `start` of a longer text, and where it ends.

    Raises `InvalidArgumentError` with its `column` if no segment begins there.
    """
    if text[start : start + 1] == '"':
        return _read_quoted(text, start)
    end = start
    while end < len(text) and text[end] not in NEEDS_QUOTES:
        end += 1
    if end == start:
        raise _unreadable(text, start, "expected a name, in quotes if it has odd characters")
    return text[start:end], end


def _read_quoted(text: str, start: int) -> tuple[str, int]:
    end = start + 1
    while end < len(text) and text[end] != '"':
        end += 2 if text[end] == "\\" else 1
    if end >= len(text):
        raise _unreadable(text, start, "these quotes are not closed")
    try:
        return _decode_string(text[start : end + 1]), end + 1
    except (msgspec.DecodeError, UnicodeError):
        raise _unreadable(text, start, "this is not a JSON string") from None


def _unreadable(text: str, position: int, problem: str) -> InvalidArgumentError:
    column = position + 1
    return InvalidArgumentError(
        f"The path {text!r} cannot be read at column {column}: {problem}.", path=text, column=column
    )
