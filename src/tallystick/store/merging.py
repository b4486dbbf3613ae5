"""Two stores become one: the commands of one are applied to the other.

Commands are idempotent, so merging twice, or going on after an interruption, changes nothing more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec.structs import replace

from tallystick.errors import (
    EntityExistsError,
    InvalidArgumentError,
    NotFoundError,
    StageTakenError,
)
from tallystick.records.commands import (
    Command,
    CreateModelVersion,
    RecordArtifact,
    StartRun,
    Update,
)
from tallystick.store.base import Store

_BATCH = 100


def _quietly(*_: int) -> None:
    """Progress that nobody wants to see."""


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    """What merging did.

    `commands` were read; `renamed` says which names were taken and what they became;
    `left_out` says which commands have no place in the other store, and why.
    """

    commands: int
    renamed: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def merge(source: Store, into: Store, progress: Callable[[int], None] = _quietly) -> Merged:
    """Apply every command of `source` to `into`.

    Where a run's name, an artifact's chosen version or a model version's name is taken by another,
    the newcomer gets the beginning of its id added. Version numbers are given anew. What speaks of
    things that were deleted in `into`, and promotions to a stage that is held there, are left out.
    """
    renamed: list[str] = []
    left_out: list[str] = []
    done = 0
    batch: list[Command] = []
    for change in source.changes():
        batch.append(change.command)
        if len(batch) == _BATCH:
            _apply(into, batch, renamed, left_out)
            done += len(batch)
            progress(done)
            batch = []
    _apply(into, batch, renamed, left_out)
    done += len(batch)
    progress(done)
    return Merged(commands=done, renamed=tuple(renamed), left_out=tuple(left_out))


_CONFLICTS = (EntityExistsError, InvalidArgumentError, NotFoundError, StageTakenError)


def _apply(into: Store, batch: list[Command], renamed: list[str], left_out: list[str]) -> None:
    """All at once where nothing is in the way, else one by one."""
    try:
        into.apply(*batch)
    except _CONFLICTS:
        for command in batch:
            _apply_one(into, command, renamed, left_out)


def _apply_one(into: Store, command: Command, renamed: list[str], left_out: list[str]) -> None:
    try:
        into.apply(command)
    except EntityExistsError as error:
        other = _renamed(command)
        if other is None:
            left_out.append(f"{type(command).__name__} {command.id}: {error}")
            return
        into.apply(other[0])
        renamed.append(other[1])
    except _CONFLICTS as error:
        left_out.append(f"{type(command).__name__} {command.id}: {error}")


def _renamed(command: Command) -> tuple[Command, str] | None:
    """The same under a name that nothing else has, and what to say about it."""
    match command:
        case StartRun(name=name, run_id=id):
            field, what = "name", "run"
        case RecordArtifact(version=str(name), artifact_version_id=id):
            field, what = "version", f"version of artifact {command.artifact!r}:"
        case CreateModelVersion(name=str(name), model_version_id=id):
            field, what = "name", f"version of model {command.model!r}:"
        case Update(name=str(name), target=target):
            field, what, id = "name", str(target.kind), target.id
        case _:
            return None
    other = f"{name}-{id.hex[-8:]}"
    changes: dict[str, Any] = {field: other}
    return replace(command, **changes), f"{what} {name!r} is now {other!r}"
