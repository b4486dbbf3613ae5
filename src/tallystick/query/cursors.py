"""Cursors: where a page ended, as text that the next page is asked for with.

A cursor holds what the last thing of the page was sorted by, and its place among equals. So the
next page begins right after that place, whatever was added, changed or deleted meanwhile: what was
there all along and did not change is neither left out nor repeated.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from typing import TypeAlias

import msgspec

from tallystick.errors import InvalidQueryError
from tallystick.query.query import Query

SortKey: TypeAlias = tuple[int, int, int | float | str]
"""What one sort orders a thing by: whether it is missing (0 or 1), the rank of its sort, and the
value, which is 0 where it is missing. Times of built-in fields are whole microseconds."""

_PAGE = frozenset({"limit", "offset", "after", "count", "metadata"})
_CHECK_BYTES = 4
_LARGEST_EXACT = 2**53


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """The place of a thing in the order of a query: its keys, and when the store heard of it."""

    query: bytes
    keys: tuple[SortKey, ...]
    place: int


def cursor_at(query: Query, keys: Sequence[SortKey], place: int) -> str:
    """The cursor of `query` for what follows a thing; the same for every store.

    `place` tells in which order the store heard of the things of a kind.
    """
    written = tuple((missing, rank, _plain(value)) for missing, rank, value in keys)
    body = msgspec.msgpack.encode(Cursor(_fingerprint(query), written, place))
    return base64.urlsafe_b64encode(_check(body) + body).decode().rstrip("=")


def cursor_of(query: Query) -> Cursor | None:
    """What `query.after` says; None where it begins at the beginning.

    Raises `InvalidQueryError` for what is no cursor, or one of another query.
    """
    if query.after is None:
        return None
    try:
        padding = "=" * (-len(query.after) % 4)
        raw = base64.b64decode((query.after + padding).encode("ascii"), b"-_", validate=True)
        check, body = raw[:_CHECK_BYTES], raw[_CHECK_BYTES:]
        cursor = msgspec.msgpack.decode(body, type=Cursor)
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        raise _unreadable(query.after) from None
    if check != _check(body):
        raise _unreadable(query.after)
    if cursor.query != _fingerprint(query):
        raise InvalidQueryError(
            "This cursor is of another query; it goes on with the kind, project, condition and "
            "order that it came from. Leave it out to begin anew.",
            given=query.after,
        )
    return cursor


def _unreadable(given: str) -> InvalidQueryError:
    shown = given if len(given) <= 40 else given[:40] + "..."
    return InvalidQueryError(
        f"{shown!a} is no cursor, or a damaged one; pass `next` of the page before as it is.",
        given=given,
    )


def _fingerprint(query: Query) -> bytes:
    """What tells the query from others, except for the size of its pages.

    Conditions that are the same text are the same, since that is what a server is asked with.
    """
    # Only who turns pages has to load the language.
    from tallystick.query.language import format_where

    said = [
        (name, format_where(query.where) if name == "where" else getattr(query, name))
        for name in Query.__struct_fields__
        if name not in _PAGE
    ]
    return hashlib.sha256(repr(said).encode()).digest()[:12]


def _check(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()[:_CHECK_BYTES]


def _plain(value: float | str) -> int | float | str:
    """Equal numbers are written alike: 1.0 as 1, and the two zeros as one."""
    if isinstance(value, float) and abs(value) <= _LARGEST_EXACT and value.is_integer():
        return int(value)
    return value
