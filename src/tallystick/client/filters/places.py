"""Places in metadata and parameters that conditions speak of, and those that things have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec.structs import replace

from tallystick.client.session import Session
from tallystick.errors import close_matches
from tallystick.query.comparing import NUMBER, SORT_OF_TYPE, TEXT, TIME, TRUTH, scalar
from tallystick.query.conditions import (
    EVERYTHING,
    Builtin,
    Compare,
    Condition,
    Metadata,
    Op,
    Parameter,
    Related,
)
from tallystick.query.fields import FIELDS
from tallystick.query.language import name_of
from tallystick.query.limits import parts_of
from tallystick.query.paths import PathQuery, PathSummary
from tallystick.query.query import Query
from tallystick.records.targets import Kind

_WORDS = {NUMBER: "a number", TRUTH: "true or false", TIME: "a time", TEXT: "text"}
_COMPARES = frozenset(Op) - {Op.EXISTS, Op.IS_NAN, Op.HAS, Op.NE}


class Place(NamedTuple):
    """A path that is asked for, on things of a kind, with the sorts of what it is compared with."""

    kind: Kind
    field: Metadata | Parameter
    sorts: frozenset[str]


def is_anywhere(session: Session, kind: Kind, field: Metadata | Parameter) -> bool:
    """Whether anything of this kind has something at the path now."""
    return _any(session, kind, Compare(field, Op.EXISTS))


def is_empty(session: Session, kind: Kind) -> bool:
    """Whether there is nothing of this kind."""
    return not _any(session, kind, EVERYTHING)


def known_places(session: Session, kind: Kind, step: str | None = None) -> list[str]:
    """The names of paths that things of this kind have, or runs of a step of this name."""
    of = kind if step is None else Kind.STEP_RUN
    return [name_of(each.field, of) for each in _paths(session, kind, step)]


def said_of_nowhere(session: Session, kind: Kind, where: Condition) -> list[str]:
    """A sentence for each path that a condition speaks of and that nothing has, with close names.

    Also for those that never have what they are compared with. A name with dots may mean a key or
    a place inside of one: it is somewhere if either is. Where there is nothing at all, nothing is
    said.
    """
    ways: dict[tuple[Kind, str | None, str], list[Place]] = {}
    for place in _places(kind, where):
        way = (place.kind, place.field.step, place.field.path.replace('"', ""))
        ways.setdefault(way, []).append(place)
    return [said for places in ways.values() for said in _said(session, places)]


def _said(session: Session, places: list[Place]) -> Iterator[str]:
    place = places[-1]
    if is_empty(session, place.kind):
        return
    present = [each for each in places if is_anywhere(session, each.kind, each.field)]
    if not present:
        yield _nowhere(session, place)
    elif len({each.field for each in places}) == 1:
        types = next((each.types for each in _at(session, place)), {})
        held = {SORT_OF_TYPE.get(name) for name in types}
        sought = frozenset[str]().union(*(each.sorts for each in places))
        if types and sought and not sought & held:
            name = _named(place.field, place.kind)
            words = " or ".join(_WORDS[sort] for sort in sorted(sought))
            yield f"{name} is never {words}: it is {', '.join(types)}."


def _nowhere(session: Session, place: Place) -> str:
    field, kind = place.field, place.kind
    name = _named(field, kind)
    sort = type(field)
    what = "metadata" if sort is Metadata else "a parameter"
    step = f"{field.step}::" if field.step is not None else ""
    of = kind if field.step is None else Kind.STEP_RUN
    known = [
        step + name_of(each.field, of)
        for each in _paths(session, kind, field.step)
        if isinstance(each.field, sort)
    ]
    fields = FIELDS[kind] if sort is Metadata and not step else ()
    near = close_matches(name, [*known, *fields], most=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"No {kind.words} has {what} called {name}.{hint}"


def _named(field: Metadata | Parameter, kind: Kind) -> str:
    step = f"{field.step}::" if field.step is not None else ""
    of = kind if field.step is None else Kind.STEP_RUN
    return step + name_of(replace(field, step=None), of)


def _places(kind: Kind, where: Condition) -> Iterator[Place]:
    match where:
        case Compare(Metadata() | Parameter() as field, op, literals):
            values = [scalar(literal) for literal in literals if op in _COMPARES]
            yield Place(kind, field, frozenset(value[0] for value in values if value is not None))
        case Related(_, other, condition):
            yield from _places(other, condition)
        case _:
            for part in parts_of(where):
                yield from _places(kind, part)


def _paths(
    session: Session, kind: Kind, step: str | None, prefix: str = ""
) -> Iterable[PathSummary]:
    named = EVERYTHING if step is None else Compare(Builtin("name"), Op.EQ, (step,))
    of = kind if step is None else Kind.STEP_RUN
    query = PathQuery(
        kind=of, project=session.project, where=named, prefix=prefix, limit=None, values=0
    )
    return session.store.paths(query)


def _at(session: Session, place: Place) -> Iterator[PathSummary]:
    """What is known of the very path."""
    field = place.field
    for each in _paths(session, place.kind, field.step, prefix=field.path):
        if type(each.field) is type(field) and each.field.path == field.path:
            yield each


def _any(session: Session, kind: Kind, where: Condition) -> bool:
    query = Query(
        kind=kind, project=session.project, where=where, limit=1, count=False, metadata=False
    )
    return bool(session.store.find(query).items)
