"""From `"desc:created"` to an order."""

from __future__ import annotations

import re

from tallystick.client.filters.arguments import ARGUMENTS
from tallystick.client.filters.metadata import place_of
from tallystick.client.filters.places import is_anywhere, is_empty, known_places
from tallystick.client.session import Session
from tallystick.errors import InvalidQueryError, unknown
from tallystick.query.conditions import Builtin, Metadata
from tallystick.query.fields import FIELDS, FieldType
from tallystick.query.language.cursor import Cursor
from tallystick.query.language.sorting import parse_sort, written_sorts
from tallystick.query.query import Sort
from tallystick.records.targets import Kind

_PREFIX = "metadata."
_PARAMETERS = "parameters."
_SEVERAL = (FieldType.TEXTS, FieldType.IDS)
_OLDER = re.compile(r"(?:asc|desc):.*|[^\s,(]*", re.DOTALL)
"""One field, which may have its direction before it."""


def orders(session: Session, kind: Kind, given: object) -> tuple[Sort, ...]:
    """The order a person asked for: in the query language, or as `sorts` reads it.

    Raises `InvalidQueryError` for what is neither, and for a word that is no field and that
    nothing has as metadata, unless `metadata.` is before it.
    """
    if not isinstance(given, str) or _OLDER.fullmatch(given):
        return sorts(session, kind, given)
    written = written_sorts(given, kind)
    for sort, at, is_bare in written:
        field = sort.field
        if not is_bare or not isinstance(field, Metadata) or is_anywhere(session, kind, field):
            continue
        if not is_empty(session, kind):
            error = _nothing_to_sort_by(session, kind, field.path)
            raise Cursor(given).pointing(error, at=at)
    return tuple(one.sort for one in written)


def sorts(session: Session, kind: Kind, given: object) -> tuple[Sort, ...]:
    """The order a person asked for: `"field"`, `"asc:field"` or `"desc:field"`.

    A field is a built-in one, by any of its names as a filter argument, or a metadata path
    (`"desc:evaluation_metrics.accuracy"`, on runs also `"train::loss"`), or a parameter
    (`"parameters.depth"`, of runs and step runs); `metadata.` before it
    tells a path from a built-in field. Raises `InvalidQueryError` where it is neither: a path that
    none of the things has needs the prefix.
    """
    if not isinstance(given, str) or not given:
        raise InvalidQueryError(
            "An order, sort= or sort_by=, is text such as 'created' or 'desc:created'; "
            f"got {given!r}.",
            given=given,
        )
    head, colon, rest = given.partition(":")
    ordered = colon and not rest.startswith(":") and head in ("asc", "desc")
    field = rest if ordered else given
    descending = bool(ordered) and head == "desc"
    builtin = _builtin(kind, field)
    if builtin is not None:
        return (Sort(Builtin(builtin), descending),)
    if field.startswith(_PARAMETERS) and kind in (Kind.RUN, Kind.STEP_RUN):
        return parse_sort(f"{field} {'desc' if descending else 'asc'}", kind)
    explicit = field.startswith(_PREFIX)
    places = _places(kind, field.removeprefix(_PREFIX), given)
    present = [place for place in places if is_anywhere(session, kind, place)]
    if not present and not explicit and not is_empty(session, kind):
        raise _nothing_to_sort_by(session, kind, field)
    return tuple(Sort(place, descending) for place in present or places)


def _builtin(kind: Kind, field: str) -> str | None:
    name = ARGUMENTS[kind].get(field, field)
    held = FIELDS[kind].get(name)
    return None if held is None or held in _SEVERAL else name


def _places(kind: Kind, field: str, given: str) -> list[Metadata]:
    step, double, path = field.partition("::")
    if not double:
        step, path = "", field
    elif kind is not Kind.RUN:
        raise InvalidQueryError(f"The order {given!r} names a step, which only runs have.")
    if not path or (double and not step):
        raise InvalidQueryError(f"The order {given!r} names no field to sort by.", given=given)
    return [Metadata(one, step or None) for one in place_of(path).paths]


def _nothing_to_sort_by(session: Session, kind: Kind, field: str) -> InvalidQueryError:
    fields = [name for name, held in FIELDS[kind].items() if held not in _SEVERAL]
    what = f"field or metadata of a {kind.replace('_', ' ')} called"
    return InvalidQueryError(
        unknown(
            what,
            field,
            [*fields, *known_places(session, kind)],
            hint=f"Write '{_PREFIX}{field}' to sort by metadata that nothing has yet.",
        ),
        given=field,
    )
