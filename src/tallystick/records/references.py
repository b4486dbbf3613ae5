"""Ref: the ways people name a thing of a store."""

from __future__ import annotations

from uuid import UUID

import msgspec

from tallystick.records.models import Stage


class Ref(msgspec.Struct, frozen=True):
    """What a person typed to name one thing.

    `text` is an id, a unique beginning of an id (4 characters or more), or a name; for runs and
    pipelines also a unique beginning of a name if `prefixes` is True. What fits exactly beats
    beginnings, and ids beat names. Whole ids are unique everywhere, so they name things of any
    project; all else is looked for in `project`.

    For artifact and model versions `text` may be the name of the artifact or model; `version` then
    chooses one: a version's name, its number (as text only where no version has that name), its
    id, a `Stage`, or None for the newest.
    For step runs `text` may be the step's name and `run` the run; the last attempt is meant.
    """

    text: str
    version: str | int | Stage | None = None
    run: str | None = None
    prefixes: bool = True
    project: str = "default"

    @classmethod
    def to(cls, id: UUID | str, *, project: str = "default") -> Ref:
        """The thing with this id."""
        return cls(str(id), prefixes=False, project=project)
