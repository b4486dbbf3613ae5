"""Names of things, and the ids that follow from them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tallystick.errors import InvalidArgumentError
from tallystick.records.ids import derived_id
from tallystick.records.targets import Kind, Target
from tallystick.store.applying.tables import Tables
from tallystick.values.keys import is_utf8

LONGEST_NAME = 255


def id_for_name(tables: Tables, kind: Kind, project: str, name: str, at: datetime) -> UUID:
    """The id for a new thing of this name.

    It is derived from project, kind and name. Where a thing that was renamed still has that id,
    the time of creation is added, and where that is not enough a count.
    """
    parts = [project, kind, name]
    id = derived_id(*parts)
    count = 0
    while tables.project_of(Target(kind, id)) is not None:
        id = derived_id(*parts, at.isoformat(), *([str(count)] if count else []))
        count += 1
    return id


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
