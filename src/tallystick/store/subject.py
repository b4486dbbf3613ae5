"""One record of a store, as conditions see it: what its fields mean, said once for every store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol
from uuid import UUID

from tallystick.query.conditions import Direction
from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.metadata import Entry
from tallystick.records.models import ModelVersion
from tallystick.records.reading import RECORDS, R, Record, target_of
from tallystick.records.runs import Run
from tallystick.records.steps import CacheKey, StepRun
from tallystick.records.targets import Kind, Target
from tallystick.values import Leaf, leaves

_ALIASES: dict[Any, str] = {
    "duration": "duration_s",
    (Kind.STEP_RUN, "created_at"): "started_at",
    (Kind.ARTIFACT_VERSION, "name"): "artifact",
    (Kind.MODEL_VERSION, "version"): "name",
}
_RUN_ID = {Kind.STEP_RUN: "run_id", Kind.ARTIFACT_VERSION: "producer_run_id"}
_OF_MODELS = {"model": "model", "version": "name", "stage": "stage"}
_OF_RUN = {"run": "name", "pipeline": "pipeline", "pipeline_id": "pipeline_id"}
"""Fields that things have from what they belong to, and what they are called there."""


class Surroundings(Protocol):
    """What leads from a record to what its fields speak of."""

    def by_id(self, kind: type[R], id: UUID) -> R | None:
        """The record with this id."""

    def consumers(self, version: UUID) -> tuple[UUID, ...]:
        """The step runs that read an artifact version."""

    def models_of(self, target: Target) -> Iterable[UUID]:
        """The model versions that a run or artifact version is linked to."""

    def last_step(self, run: UUID, name: str) -> StepRun | None:
        """The run's step run of this name that began last."""

    def current(self, target: Target) -> Sequence[Entry]:
        """The current entries of a thing."""

    def relatives(self, target: Target, direction: Direction, kind: Kind) -> Iterable[Target]:
        """What of a kind is upstream or downstream of a thing."""


class RecordSubject:
    """Answers for one record."""

    def __init__(self, around: Surroundings, record: Record) -> None:
        self._around = around
        self.record = record
        self.target = target_of(record)
        self.kind: Kind = self.target.kind

    def builtin(self, name: str, step: str | None) -> Any:
        if step is None:
            return self._builtin(name)
        found = self._step(step)
        return None if found is None else RecordSubject(self._around, found)._builtin(name)

    def _builtin(self, name: str) -> Any:
        record = self.record
        name = _ALIASES.get(name) or _ALIASES.get((self.kind, name), name)
        if name == "model_version_id" and self.kind is not Kind.STEP_RUN:
            return self._models()
        if name == "consumer_step_run_id":
            return self._around.consumers(record.id)
        if name in _OF_MODELS and not hasattr(record, name):
            return self._of_models(_OF_MODELS[name])
        if name in _OF_RUN and self.kind in _RUN_ID:
            return self._of(Run, getattr(record, _RUN_ID[self.kind]), _OF_RUN[name])
        if isinstance(record, ArtifactVersion) and name == "step":
            return self._of(StepRun, record.producer_step_run_id, "name")
        held = getattr(record, name)
        return held.digest if isinstance(held, CacheKey) else held

    def _of(self, kind: type[Record], id: UUID | None, field: str) -> Any:
        """A field of another thing, if there is one."""
        other = None if id is None else self._around.by_id(kind, id)
        return getattr(other, field, None)

    def _models(self) -> tuple[UUID, ...]:
        linked = self._around.models_of(self.target)
        own = getattr(self.record, "model_version_id", None)
        return tuple({*linked, *([own] if own else [])})

    def _of_models(self, field: str) -> Any:
        if isinstance(self.record, StepRun):
            return self._of(ModelVersion, self.record.model_version_id, field)
        held = (self._of(ModelVersion, id, field) for id in self._models())
        return tuple(one for one in held if one is not None)

    def _step(self, name: str) -> StepRun | None:
        """The run's step run of this name that began last."""
        if not isinstance(self.record, Run):
            return None
        return self._around.last_step(self.record.id, name)

    def _current(self, step: str | None) -> Sequence[Entry]:
        found = self.record if step is None else self._step(step)
        return () if found is None else self._around.current(target_of(found))

    def leaves(self, step: str | None) -> Sequence[Leaf]:
        return [
            leaf for entry in self._current(step) for leaf in leaves(entry.key, bytes(entry.value))
        ]

    def parameters(self, step: str | None) -> Sequence[Leaf]:
        found = self.record if step is None else self._step(step)
        if not isinstance(found, Run | StepRun):
            return []
        return [leaf for name, value in found.parameters.items() for leaf in leaves(name, value)]

    def json_text(self, key: str, step: str | None) -> str | None:
        texts = (bytes(each.value).decode() for each in self._current(step) if each.key == key)
        return next(texts, None)

    def relatives(self, direction: Direction, kind: Kind) -> Iterator[RecordSubject]:
        for target in self._around.relatives(self.target, direction, kind):
            record = self._around.by_id(RECORDS[kind], target.id)
            if record is not None:
                yield RecordSubject(self._around, record)
