"""What conditions see around a record of a memory store, by scanning the tables."""

from __future__ import annotations

from uuid import UUID

from tallystick.query.conditions import Direction
from tallystick.records.metadata import Entry
from tallystick.records.reading import R
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind, Target
from tallystick.store.memory.relatives import relatives
from tallystick.store.memory.tables import MemoryTables


class MemorySurroundings:
    """See `Surroundings`."""

    def __init__(self, tables: MemoryTables) -> None:
        self._tables = tables

    def by_id(self, kind: type[R], id: UUID) -> R | None:
        return self._tables.by_id(kind, id)

    def consumers(self, version: UUID) -> tuple[UUID, ...]:
        return tuple(
            step.id
            for step in self._tables.all(StepRun)
            if any(version in ids for ids in step.inputs.values())
        )

    def models_of(self, target: Target) -> list[UUID]:
        return [model for model, linked in self._tables.links if linked == target]

    def last_step(self, run: UUID, name: str) -> StepRun | None:
        named = [step for step in self._tables.steps_of(run) if step.name == name]
        return named[-1] if named else None

    def current(self, target: Target) -> tuple[Entry, ...]:
        return self._tables.entries.current(target)

    def relatives(self, target: Target, direction: Direction, kind: Kind) -> set[Target]:
        return relatives(self._tables, target, direction, kind)
