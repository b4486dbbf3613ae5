"""One record of a memory store, as conditions see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.reading import Record, target_of
from tallystick.records.runs import Run
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind, Target
from tallystick.store.memory.tables import MemoryTables
from tallystick.values import Leaf, leaves


class MemorySubject:
    """Answers for one record by scanning the tables."""

    def __init__(self, tables: MemoryTables, record: Record) -> None:
        self._tables = tables
        self.record = record
        self.target = target_of(record)
        self.kind: Kind = self.target.kind

    def builtin(self, name: str) -> Any:
        record = self.record
        if name == "model_version_id" and not isinstance(record, StepRun):
            return self._models()
        if name == "consumer_step_run_id":
            return tuple(
                step.id
                for step in self._tables.all(StepRun)
                if any(record.id in ids for ids in step.inputs.values())
            )
        if isinstance(record, StepRun):
            if name == "created_at":
                return record.started_at
            if name == "cache_key":
                return record.cache_key.digest if record.cache_key else None
            if name in ("pipeline", "pipeline_id"):
                run = self._tables.by_id(Run, record.run_id)
                return getattr(run, name, None)
        if isinstance(record, ArtifactVersion) and name == "name":
            return record.artifact
        return getattr(record, name)

    def _models(self) -> tuple[Any, ...]:
        linked = [model for model, target in self._tables.links if target == self.target]
        own = getattr(self.record, "model_version_id", None)
        return tuple({*linked, *([own] if own else [])})

    def _metadata_target(self, step: str | None) -> Target | None:
        if step is None:
            return self.target
        if not isinstance(self.record, Run):
            return None
        named = [s for s in self._tables.steps_of(self.record.id) if s.name == step]
        return target_of(named[-1]) if named else None

    def leaves(self, step: str | None) -> Sequence[Leaf]:
        target = self._metadata_target(step)
        entries = self._tables.entries.current(target) if target else ()
        return [leaf for entry in entries for leaf in leaves(entry.key, bytes(entry.value))]

    def json_text(self, key: str, step: str | None) -> str | None:
        target = self._metadata_target(step)
        entries = self._tables.entries.current(target) if target else ()
        return next((bytes(e.value).decode() for e in entries if e.key == key), None)
