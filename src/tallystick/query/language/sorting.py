"""The parser of orders: `metrics.accuracy desc, started_at`."""

from __future__ import annotations

from typing import NamedTuple

from tallystick.errors import InvalidQueryError, close_matches
from tallystick.query.checking import check_query
from tallystick.query.conditions import JsonText
from tallystick.query.language.cursor import Cursor, cursor_over
from tallystick.query.language.fields import Place, read_field
from tallystick.query.query import Query, Sort
from tallystick.records.targets import Kind

_DIRECTIONS = {"asc": False, "desc": True}


def parse_sort(text: str, kind: Kind) -> tuple[Sort, ...]:
    """The order that the text asks for; none for a blank one.

    Raises `InvalidQueryError` for a text that is no order, or none of things of this kind. It
    knows the `column` from 1, and the text as `query`.
    """
    return tuple(written.sort for written in written_sorts(text, kind))


class WrittenSort(NamedTuple):
    """A sort, where it stands in the text, and whether it may be a misspelt field."""

    sort: Sort
    at: int
    is_bare: bool


def written_sorts(text: str, kind: Kind) -> list[WrittenSort]:
    """The sorts as they are written. Raises what `parse_sort` does."""
    cursor = cursor_over(text)
    sorts: list[WrittenSort] = []
    while not cursor.ends():
        if sorts and not cursor.take(","):
            raise cursor.expected("'asc', 'desc', ',' or the end", hint=_hint(cursor))
        place = read_field(cursor, kind)
        sorts.append(WrittenSort(_sort(cursor, kind, place), place.at, place.is_bare))
    return sorts


def _sort(cursor: Cursor, kind: Kind, place: Place) -> Sort:
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
