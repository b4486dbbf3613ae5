"""Tables in memory: dictionaries and full scans."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.commands import LogMetadata
from tallystick.records.models import ModelVersion
from tallystick.records.reading import KINDS, R, RECORDS, Record
from tallystick.records.runs import Run
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind, Target
from tallystick.store.memory.entries import MemoryEntries

_PARENT = {
    Run: "pipeline_id",
    StepRun: "run_id",
    ArtifactVersion: "artifact_id",
    ModelVersion: "model_id",
}


class MemoryTables:
    """Records by kind and id, links to models, documents and entries."""

    def __init__(self) -> None:
        self.records: dict[Kind, dict[UUID, Record]] = {kind: {} for kind in Kind}
        self.links: set[tuple[UUID, Target]] = set()
        self.documents: dict[str, str] = {}
        self.entries = MemoryEntries()

    def copy(self) -> MemoryTables:
        """The same tables, to be changed apart from these; records are frozen and shared."""
        other = MemoryTables()
        other.records = {kind: dict(records) for kind, records in self.records.items()}
        other.links = set(self.links)
        other.documents = dict(self.documents)
        other.entries = self.entries.copy()
        return other

    def all(self, kind: type[R]) -> list[R]:
        """Every record of a kind, in order of application."""
        return list(self.records[KINDS[kind]].values())  # type: ignore[arg-type]  # by kind

    def by_id(self, kind: type[R], id: UUID) -> R | None:
        return self.records[KINDS[kind]].get(id)  # type: ignore[return-value]  # by kind

    def by_name(self, kind: type[R], project: str, name: str) -> R | None:
        fits = (r for r in self.all(kind) if r.project == project and r.name == name)  # type: ignore[union-attr]  # kinds with names
        return next(fits, None)

    def by_version(self, kind: type[R], parent: UUID, version: str) -> R | None:
        field = "version" if kind is ArtifactVersion else "name"
        fits = (r for r in self.children(kind, parent) if getattr(r, field) == version)
        return next(fits, None)

    def by_number(self, kind: type[R], parent: UUID, number: int) -> R | None:
        fits = (r for r in self.children(kind, parent) if getattr(r, "number", None) == number)
        return next(fits, None)

    def children(self, kind: type[R], parent: UUID) -> list[R]:
        return [r for r in self.all(kind) if getattr(r, _PARENT[kind]) == parent]  # type: ignore[index]  # kinds with parents

    def newest(self, kind: type[R], parent: UUID) -> R | None:
        versions = self.children(kind, parent)
        order = {version.id: place for place, version in enumerate(versions)}
        return max(versions, key=lambda v: (v.created_at, order[v.id]), default=None)  # type: ignore[union-attr]  # versions

    def stage_holder(self, model: UUID, stage: str) -> UUID | None:
        held = [v for v in self.children(ModelVersion, model) if v.stage == stage]
        return max(held, key=lambda v: v.number).id if held else None

    def ids_beginning(self, kind: type[R], project: str, prefix: str, limit: int) -> list[R]:
        fits = [r for r in self.all(kind) if r.project == project and str(r.id).startswith(prefix)]
        return sorted(fits, key=lambda r: str(r.id))[:limit]

    def names_beginning(self, kind: type[R], project: str, prefix: str, limit: int) -> list[R]:
        own = [r for r in self.all(kind) if r.project == project]
        fits = [r for r in reversed(own) if r.name.startswith(prefix)]  # type: ignore[union-attr]  # kinds with names
        return fits[:limit]

    def names(self, kind: type[Record], project: str, limit: int) -> list[str]:
        own = [r for r in reversed(self.all(kind)) if r.project == project]
        return [r.name for r in own][:limit]  # type: ignore[union-attr]  # kinds with names

    def version_names(self, kind: type[Record], parent: UUID, limit: int) -> list[str]:
        field = "version" if kind is ArtifactVersion else "name"
        return [getattr(r, field) for r in reversed(self.children(kind, parent))][:limit]

    def steps_of(self, run: UUID) -> list[StepRun]:
        return self.children(StepRun, run)

    def put(self, record: Record) -> None:
        self.records[KINDS[type(record)]][record.id] = record

    def remove(self, kind: Kind, id: UUID) -> None:
        del self.records[kind][id]
        target = Target(kind, id)
        self.links = {link for link in self.links if link[1] != target and link[0] != id}
        self.entries.forget(target)

    def exists(self, target: Target) -> bool:
        return target.id in self.records[target.kind]

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
