"""What may have been meant where a list asks for what nothing has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tallystick.cli.printing.console import notes, printable
from tallystick.client.asking import conditions_of
from tallystick.client.collections.base import Collection
from tallystick.client.filters import condition, orders
from tallystick.client.filters.places import said_of_nowhere
from tallystick.client.tags import Tags
from tallystick.errors import close_matches
from tallystick.query.conditions import All, Compare, Op


def tell_what_is_nowhere(
    collection: Collection[Any], where: str | None, filters: Sequence[str], sort: str
) -> None:
    """A note for each path that is asked for and that nothing has, or never so."""
    session, kind = collection.session, collection.kind
    asked = [
        conditions_of(where, kind),
        condition(session, kind, {"run_metadata": list(filters)}),
        *(Compare(one.field, Op.EXISTS) for one in orders(session, kind, sort)),
    ]
    for said in said_of_nowhere(session, kind, All(tuple(asked))):
        _tell(said)


def tell_unknown_tags(collection: Collection[Any], tags: Sequence[str]) -> None:
    """A note for each tag that nothing in the project has."""
    known = [tag.name for tag in Tags(collection.session).find()] if tags else []
    for tag in tags:
        if tag not in known:
            near = close_matches(tag, known, most=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            _tell(f"Nothing has the tag {tag}.{hint}")


def _tell(sentence: str) -> None:
    notes().print(printable(sentence))
