"""What may have been meant where a list asks for what nothing has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tallystick.cli.printing.console import notes, printable
from tallystick.client.asking import conditions_of
from tallystick.client.collections.base import Collection
from tallystick.client.filters import condition, orders
from tallystick.client.filters.places import is_empty, known_places, places_nowhere
from tallystick.client.tags import Tags
from tallystick.errors import close_matches
from tallystick.query.conditions import All, Compare, Op


def tell_what_is_nowhere(
    collection: Collection[Any], where: str | None, filters: Sequence[str], sort: str
) -> None:
    """A note for each place in metadata that is asked for and that nothing has."""
    session, kind = collection.session, collection.kind
    asked = [
        conditions_of(where, kind),
        condition(session, kind, {"run_metadata": list(filters)}),
        *(Compare(one.field, Op.EXISTS) for one in orders(session, kind, sort)),
    ]
    nowhere = places_nowhere(session, kind, All(tuple(asked)))
    if not nowhere or is_empty(session, kind):
        return
    for place in nowhere:
        step = f"{place.step}::" if place.step is not None else ""
        known = [step + path for path in known_places(session, kind, place.step)]
        _tell(f"No {kind.words} has metadata called", step + place.path, known)


def tell_unknown_tags(collection: Collection[Any], tags: Sequence[str]) -> None:
    """A note for each tag that nothing in the project has."""
    known = [tag.name for tag in Tags(collection.session).find()] if tags else []
    for tag in tags:
        if tag not in known:
            _tell("Nothing has the tag", tag, known)


def _tell(what: str, name: str, known: Sequence[str]) -> None:
    near = close_matches(name, known, most=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    notes().print(printable(f"{what} {name}.{hint}"))
