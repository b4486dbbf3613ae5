"""Places in metadata that conditions speak of, and those that things have."""

from __future__ import annotations

from collections.abc import Iterator

from tallystick.client.session import Session
from tallystick.query.conditions import (
    EVERYTHING,
    All,
    Any,
    Builtin,
    Compare,
    Condition,
    Metadata,
    Not,
    Op,
)
from tallystick.query.query import Query
from tallystick.records.targets import Kind
from tallystick.values import leaves

_SAMPLE = 50


def is_anywhere(session: Session, kind: Kind, place: Metadata) -> bool:
    """Whether anything of this kind has something at the place now."""
    return _any(session, kind, Compare(place, Op.EXISTS))


def is_empty(session: Session, kind: Kind) -> bool:
    """Whether there is nothing of this kind."""
    return not _any(session, kind, EVERYTHING)


def known_places(session: Session, kind: Kind, step: str | None = None) -> list[str]:
    """Paths that the newest things of this kind have, or the newest runs of a step of this name."""
    named = EVERYTHING if step is None else Compare(Builtin("name"), Op.EQ, (step,))
    of = kind if step is None else Kind.STEP_RUN
    query = Query(kind=of, project=session.project, where=named, limit=_SAMPLE, count=False)
    entries = [entry for one in session.store.find(query).items for entry in one.entries]
    return sorted({leaf.path for entry in entries for leaf in leaves(entry.key, entry.value)})


def places_nowhere(session: Session, kind: Kind, where: Condition) -> list[Metadata]:
    """The places a condition speaks of that nothing of this kind has, each once.

    A name with dots may mean a key or a place inside of one: it is somewhere if either is.
    """
    ways: dict[tuple[str | None, str], list[Metadata]] = {}
    for place in _places(where):
        ways.setdefault((place.step, place.path.replace('"', "")), []).append(place)
    return [
        places[-1]
        for places in ways.values()
        if not any(is_anywhere(session, kind, place) for place in places)
    ]


def _places(where: Condition) -> Iterator[Metadata]:
    """Those of the things themselves; what is asked of others up or down their lineage is not."""
    match where:
        case All(parts) | Any(parts):
            for part in parts:
                yield from _places(part)
        case Not(part):
            yield from _places(part)
        case Compare(Metadata() as place):
            yield place


def _any(session: Session, kind: Kind, where: Condition) -> bool:
    query = Query(
        kind=kind, project=session.project, where=where, limit=1, count=False, metadata=False
    )
    return bool(session.store.find(query).items)
