"""The parser of orders: `metrics.accuracy desc, started_at`."""

from __future__ import annotations

from tallystick.errors import InvalidQueryError, close_matches
from tallystick.query.checking import check_query
from tallystick.query.conditions import JsonText
from tallystick.query.language.cursor import Cursor, cursor_over
from tallystick.query.language.fields import read_field
from tallystick.query.query import Query, Sort
from tallystick.records.targets import Kind

_DIRECTIONS = {"asc": False, "desc": True}


def parse_sort(text: str, kind: Kind) -> tuple[Sort, ...]:
    """The order that the text asks for; none for a blank one.

    Raises `InvalidQueryError` for a text that is no order, or none of things of this kind. It
    knows the `column` from 1, and the text as `query`.
    """
    cursor = cursor_over(text)
    sorts: list[Sort] = []
    while not cursor.ends():
        if sorts and not cursor.take(","):
            raise cursor.expected("'asc', 'desc', ',' or the end", hint=_hint(cursor))
        sorts.append(_sort(cursor, kind))
    return tuple(sorts)


def _sort(cursor: Cursor, kind: Kind) -> Sort:
    place = read_field(cursor, kind)
    if isinstance(place.field, JsonText):
        raise cursor.failure("things cannot be sorted by JSON text; name a path in it", at=place.at)
    word = cursor.take_word(*_DIRECTIONS)
    sort = Sort(place.field, _DIRECTIONS.get(word, False))
    try:
        check_query(Query(kind=kind, sort=(sort,)))
    except InvalidQueryError as error:
        raise cursor.pointing(error, at=place.at) from None
    return sort


def _hint(cursor: Cursor) -> str:
    word = cursor.peek().lower()
    words = {"ascending": "asc", "descending": "desc", "down": "desc", "up": "asc"}
    near = [words[word]] if word in words else close_matches(word, _DIRECTIONS)
    return f"Did you mean {near[0]!r}?" if near else ""
