"""From what people give to name a thing, to `Ref`."""

from __future__ import annotations

import operator
from typing import Any
from uuid import UUID

from tallystick.client.handles import Handle
from tallystick.client.users import Project
from tallystick.errors import InvalidArgumentError, InvalidValueError
from tallystick.records.references import Ref
from tallystick.records.targets import Kind

Named = str | UUID | Handle[Any]
"""What names a thing: its name, id, the beginning of either where that is allowed, or a handle."""

Version = str | int | UUID | Handle[Any] | None
"""What names a version: its name, number, id or handle, of models also a stage; None: the newest.
"""

InProject = str | Project | None
"""A project by name; None for the client's own."""

_KINDS = {
    "artifact version": (Kind.ARTIFACT, Kind.ARTIFACT_VERSION),
    "model version": (Kind.MODEL, Kind.MODEL_VERSION),
}
"""Of which kinds a handle may be that names such a thing; else of the kind of the same name."""


def ref(
    given: object,
    what: str,
    *,
    project: str,
    version: object = None,
    run: str | None = None,
    prefixes: bool = True,
) -> Ref:
    """A reference to what `given` names.

    Raises `InvalidValueError` for what is neither text, id nor handle and for a handle of something
    else, and `InvalidArgumentError` for an empty text.
    """
    if isinstance(given, Handle):
        given = _id(given, what, _KINDS.get(what) or (Kind(what.replace(" ", "_")),))
    if isinstance(given, UUID):
        given = str(given)
    if not isinstance(given, str):
        raise InvalidValueError(
            f"A {what} is given by name or id; got {given!r} ({type(given).__name__}).",
            path=what,
            type=type(given).__name__,
        )
    if not given:
        raise InvalidArgumentError(f"The {what}'s name is empty; give its name or id.", given=given)
    return Ref(given, version=_version(version, what), run=run, prefixes=prefixes, project=project)


def _id(handle: Handle[Any], what: str, kinds: tuple[Kind, ...]) -> UUID:
    if handle.kind not in kinds:
        article = "An" if what[0] in "aeiou" else "A"
        raise InvalidValueError(
            f"{article} {what} is expected; got {handle.kind.one}, {handle.name!r}.",
            path=what,
            type=type(handle).__name__,
        )
    return handle.id


def _version(given: object, what: str) -> str | int | None:
    """A version's name or number; stages are texts, too."""
    if given is None or isinstance(given, str):
        return given
    if isinstance(given, Handle):
        return str(_id(given, what, (_KINDS[what][-1],)))
    if isinstance(given, UUID):
        return str(given)
    try:
        if not isinstance(given, bool):
            return operator.index(given)  # type: ignore[arg-type]  # it decides what has one
    except TypeError:
        pass
    raise InvalidValueError(
        f"A version is a name, a number or a stage; got {given!r} ({type(given).__name__}).",
        path="version",
        type=type(given).__name__,
    )


def is_like_id(given: object) -> bool:
    """Whether this could be an id or the beginning of one."""
    if isinstance(given, UUID | Handle):
        return True
    return isinstance(given, str) and bool(given) and set(given.lower()) <= _OF_IDS


_OF_IDS = frozenset("0123456789abcdef-")
