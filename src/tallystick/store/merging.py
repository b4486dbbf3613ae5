"""Two stores become one: the commands of one are applied to the other.

Commands are idempotent, so merging twice, or going on after an interruption, changes nothing more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from tallystick.errors import (
    EntityExistsError,
    InvalidArgumentError,
    NotFoundError,
    StageTakenError,
)
from tallystick.query.conditions import Builtin, Compare, Op
from tallystick.query.query import Query, Sort
from tallystick.records.commands import (
    Command,
    CreateModelVersion,
    Delete,
    PromoteModel,
    RecordArtifact,
    StartRun,
    Update,
)
from tallystick.records.ids import derived_id
from tallystick.records.models import ModelVersion
from tallystick.records.targets import Kind, Target
from tallystick.store.base import Store

_BATCH = 100


def _quietly(*_: int) -> None:
    """Progress that nobody wants to see."""


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    """What merging did.

    `commands` were read, and `new` of them were not in the other store before;
    `renamed` says which names were taken and what they became;
    `moved` says which model versions that were there before stand in another stage now;
    `left_out` says which commands have no place in the other store, and why.
    """

    commands: int
    new: int
    renamed: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def merge(source: Store, into: Store, progress: Callable[[int], None] = _quietly) -> Merged:
    """Apply every command of `source` to `into`.

    Where a run's name, an artifact's chosen version or a model version's name is taken by another,
    the newcomer gets the end of its id added. Version numbers are given anew. What speaks of things
    that were deleted in `into`, and promotions to a stage that is held there, are left out.
    Pipelines, artifacts and models of one name are one thing in both stores: where `source` deleted
    one, what came from `source` is deleted in `into`, and the rest stays.
    """
    merging = _Merging(into)
    changes = source.changes()
    done = 0
    while batch := [change.command for change in islice(changes, _BATCH)]:
        merging.apply(batch)
        done += len(batch)
        progress(done)
    return Merged(
        commands=done,
        new=merging.new,
        renamed=tuple(merging.renamed),
        moved=tuple(merging.moved()),
        left_out=tuple(merging.left_out),
    )


_CONFLICTS = (EntityExistsError, InvalidArgumentError, NotFoundError, StageTakenError)

_WITHIN: dict[Kind, tuple[Kind, str]] = {
    Kind.PIPELINE: (Kind.RUN, "pipeline_id"),
    Kind.ARTIFACT: (Kind.ARTIFACT_VERSION, "artifact_id"),
    Kind.MODEL: (Kind.MODEL_VERSION, "model_id"),
}
"""What both stores may have by name, and what is deleted with it."""


class _Merging:
    def __init__(self, into: Store) -> None:
        self._into = into
        self._length = into.newest()
        self._stages: dict[str, dict[UUID, ModelVersion]] = {}
        """Model versions by project, as they were before anything was promoted there."""
        self.new = 0
        self.renamed: list[str] = []
        self.left_out: list[str] = []
        self._brought: set[UUID] = set()
        """Runs and versions that the source has made so far."""
        self._newcomers: set[UUID] = set()
        """Those of them that were not there before."""

    def apply(self, batch: list[Command]) -> None:
        """All at once where nothing is in the way, else one by one."""
        self._look_at_stages(batch)
        if not any(_deletes_shared(command) for command in batch):
            try:
                self._apply_new(*batch)
            except _CONFLICTS:
                pass
            else:
                self._brought.update(id for command in batch for id in _makes(command))
                return
        for command in batch:
            try:
                self._apply_one(command)
            except _CONFLICTS as error:
                self.left_out.append(f"{type(command).__name__} {command.id}: {error}")
            self._brought.update(_makes(command))

    def _apply_one(self, command: Command) -> None:
        if isinstance(command, Delete) and _deletes_shared(command):
            self._apply_new(*self._deletions(command))
            return
        try:
            self._apply_new(command)
        except EntityExistsError:
            other = _renamed(command)
            if other is None:
                raise
            self._apply_new(other[0])
            self.renamed.append(other[1])

    def _apply_new(self, *commands: Command) -> None:
        """Apply them; those that were applied before keep the number they have."""
        numbers = self._into.apply(*commands)
        new = [one for one, number in zip(commands, numbers, strict=True) if number > self._length]
        self.new += len(new)
        self._newcomers.update(id for command in new for id in _makes(command))

    def _look_at_stages(self, batch: list[Command]) -> None:
        for project in {one.project for one in batch if isinstance(one, PromoteModel)}:
            if project not in self._stages:
                self._stages[project] = self._versions(project)

    def _versions(self, project: str) -> dict[UUID, ModelVersion]:
        query = Query(
            kind=Kind.MODEL_VERSION,
            project=project,
            sort=(Sort(Builtin("created_at")),),
            limit=None,
            metadata=False,
        )
        records = [item.record for item in self._into.find(query).items]
        return {one.id: one for one in records if isinstance(one, ModelVersion)}

    def moved(self) -> Iterator[str]:
        """Which versions that were there before stand in another stage now, in sentences."""
        for project, versions in self._stages.items():
            now = self._versions(project)
            for id, before in versions.items():
                if id in now and id not in self._newcomers and now[id].stage != before.stage:
                    yield (
                        f"version {before.name!r} of model {before.model!r} went from "
                        f"{before.stage} to {now[id].stage}"
                    )

    def _deletions(self, command: Delete) -> list[Command]:
        """The command itself where all that goes with it came from the source, else parts of it."""
        kind, field = _WITHIN[command.target.kind]
        where = Compare(Builtin(field), Op.EQ, (command.target.id,))
        held = self._into.find(
            Query(kind=kind, project=command.project, where=where, limit=None, metadata=False)
        )
        ids = {item.record.id for item in held.items}
        if ids <= self._brought:
            return [command]
        # Ids that follow from the command's, so that merging again changes nothing.
        return [
            replace(
                command, id=derived_id("merge", str(command.id), str(id)), target=Target(kind, id)
            )
            for id in sorted(ids & self._brought)
        ]


def _deletes_shared(command: Command) -> bool:
    return isinstance(command, Delete) and command.target.kind in _WITHIN


def _makes(command: Command) -> tuple[UUID, ...]:
    match command:
        case StartRun(run_id=id):
            return (id,)
        case RecordArtifact(artifact_version_id=id):
            return (id,)
        case CreateModelVersion(model_version_id=id):
            return (id,)
    return ()


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
    # Ids of one time begin alike. A name has at most 255 characters.
    other = f"{name[:246]}-{id.hex[-8:]}"
    changes: dict[str, Any] = {field: other}
    return replace(command, **changes), f"{what} {name!r} is now {other!r}"
