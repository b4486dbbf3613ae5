"""Tables in memory: dictionaries and full scans."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.commands import LogMetadata
from tallystick.records.models import ModelVersion
from tallystick.records.reading import KINDS, R, Record
from tallystick.records.runs import Run
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind, Target
from tallystick.store.memory.entries import MemoryEntries

_PARENT: dict[type, str] = {
    Run: "pipeline_id",
    StepRun: "run_id",
    ArtifactVersion: "artifact_id",
    ModelVersion: "model_id",
}


class MemoryTables:
    """Records by kind and id, links to models, documents and entries.

    A dictionary keeps the place of what is replaced, so each kind is in order of application.
    """

    def __init__(self) -> None:
        self._records: dict[Kind, dict[UUID, Record]] = {kind: {} for kind in Kind}
        self._places: dict[Kind, dict[UUID, int]] = {kind: {} for kind in Kind}
        self.links: set[tuple[UUID, Target]] = set()
        self.documents: dict[str, str] = {}
        self.entries = MemoryEntries()

    def copy(self) -> MemoryTables:
        """The same tables, to be changed apart from these; records are frozen and shared."""
        other = MemoryTables()
        other._records = {kind: dict(records) for kind, records in self._records.items()}
        other._places = {kind: dict(places) for kind, places in self._places.items()}
        other.links = set(self.links)
        other.documents = dict(self.documents)
        other.entries = self.entries.copy()
        return other

    def all(self, kind: type[R]) -> list[R]:
        """Every record of a kind, in order of application."""
        return list(self._of(kind).values())

    def _of(self, kind: type[R]) -> dict[UUID, R]:
        return cast("dict[UUID, R]", self._records[KINDS[kind]])

    def by_id(self, kind: type[R], id: UUID) -> R | None:
        return self._of(kind).get(id)

    def by_name(self, kind: type[R], project: str, name: str) -> R | None:
        return next((r for r in self._in(project, kind) if _name(r) == name), None)

    def by_version(self, kind: type[R], parent: UUID, version: str) -> R | None:
        return next((r for r in self.children(kind, parent) if _name(r) == version), None)

    def by_number(self, kind: type[R], parent: UUID, number: int) -> R | None:
        fits = (r for r in self.children(kind, parent) if getattr(r, "number", None) == number)
        return next(fits, None)

    def children(self, kind: type[R], parent: UUID) -> list[R]:
        return [r for r in self.all(kind) if getattr(r, _PARENT[kind]) == parent]

    def newest(self, kind: type[R], parent: UUID) -> R | None:
        # Of equally new ones `max` gives the first, and the last applied is wanted.
        return max(reversed(self.children(kind, parent)), key=_created_at, default=None)

    def stage_holder(self, model: UUID, stage: str) -> UUID | None:
        held = [v for v in self.children(ModelVersion, model) if v.stage == stage]
        return max(held, key=lambda v: v.number).id if held else None

    def ids_beginning(self, kind: type[R], project: str, prefix: str, limit: int) -> list[R]:
        fits = [r for r in self._in(project, kind) if str(r.id).startswith(prefix)]
        return sorted(fits, key=lambda r: r.id)[:limit]

    def names_beginning(self, kind: type[R], project: str, prefix: str, limit: int) -> list[R]:
        fits = [r for r in self._in(project, kind) if _name(r).startswith(prefix)]
        return _newest_first(fits)[:limit]

    def names(self, kind: type[R], project: str, limit: int) -> list[str]:
        return [_name(r) for r in _newest_first(self._in(project, kind))][:limit]

    def version_names(self, kind: type[R], parent: UUID, limit: int) -> list[str]:
        return [_name(r) for r in _newest_first(self.children(kind, parent))][:limit]

    def _in(self, project: str, kind: type[R]) -> list[R]:
        return [r for r in self.all(kind) if r.project == project]

    def steps_of(self, run: UUID) -> list[StepRun]:
        return self.children(StepRun, run)

    def put(self, record: Record) -> None:
        kind = KINDS[type(record)]
        self._records[kind][record.id] = record
        places = self._places[kind]
        places.setdefault(record.id, 1 + max(places.values(), default=0))

    def place_of(self, record: Record) -> int:
        """Where the record is among those of its kind, in order of application, from 1."""
        return self._places[KINDS[type(record)]][record.id]

    def remove(self, kind: Kind, id: UUID) -> None:
        del self._records[kind][id]
        del self._places[kind][id]
        target = Target(kind, id)
        self.links = {link for link in self.links if link[1] != target and link[0] != id}
        self.entries.forget(target)

    def project_of(self, target: Target) -> str | None:
        record = self._records[target.kind].get(target.id)
        return None if record is None else record.project

    def link(self, model_version: UUID, target: Target) -> None:
        self.links.add((model_version, target))

    def unlink(self, model_version: UUID, target: Target) -> None:
        self.links.discard((model_version, target))

    def keep_document(self, sha256: str, text: str) -> None:
        self.documents[sha256] = text

    def log(self, command: LogMetadata, change: int) -> None:
        self.entries.log(command, change)

    def publish_output(self, step_run: UUID, output: str, target: Target) -> frozenset[str]:
        return self.entries.publish_output(step_run, output, target)

    def keep_outputs(self, step_run: UUID, published: frozenset[str]) -> None:
        self.entries.keep_outputs(step_run, published)

    def carry_entries(self, publisher: UUID, moves: dict[Target, Target]) -> None:
        self.entries.carry(publisher, moves)


def _name(record: Record) -> str:
    """What tells a record from others of its project, or of its artifact or model."""
    return record.version if isinstance(record, ArtifactVersion) else record.name


def _created_at(record: Record) -> Any:
    return record.started_at if isinstance(record, StepRun) else record.created_at


def _newest_first(records: list[R]) -> list[R]:
    # Of equally new ones the last applied comes first.
    return sorted(records, key=_created_at)[::-1]
