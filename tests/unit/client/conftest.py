"""A client of a store in memory, and things in it made by the shortest possible calls."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from tallystick.artifacts.storage import open_storage
from tallystick.client.client import Client
from tallystick.client.session import Session
from tallystick.config import load_settings
from tallystick.records import commands
from tallystick.records.artifacts import ArtifactType, SaveType
from tallystick.records.documents import document
from tallystick.records.ids import new_id
from tallystick.records.metadata import NewEntry
from tallystick.records.runs import Status
from tallystick.records.targets import Kind, Target
from tallystick.store.memory import MemoryStore
from tallystick.values import encode

BEGINNING = datetime(2026, 1, 31, 12, tzinfo=UTC)


def wire(values: dict[str, Any]) -> dict[str, msgspec.Raw]:
    return {name: msgspec.Raw(encode(value)) for name, value in values.items()}


def entries(metadata: dict[str, Any]) -> tuple[NewEntry, ...]:
    return tuple(NewEntry(key, value) for key, value in wire(metadata).items())


class World:
    """A store with things in it. Every command happens a second after the one before."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.store = session.store
        self.client = Client(session)
        self._seconds = itertools.count()

    def apply(self, kind: type[Any], **fields: Any) -> None:
        at = BEGINNING + timedelta(seconds=next(self._seconds))
        command = kind(id=new_id(), project=self.session.project, author="ada", at=at, **fields)
        self.store.apply(command)

    def document(self, text: str) -> str:
        made = document(text)
        self.apply(commands.RecordDocument, sha256=made.sha256, text=text)
        return made.sha256

    def run(
        self,
        name: str = "training-1",
        *,
        pipeline: str = "training",
        status: Status | None = Status.COMPLETED,
        metadata: dict[str, Any] | None = None,
        parameters: dict[str, Any] | None = None,
        **fields: Any,
    ) -> UUID:
        id = new_id()
        self.apply(
            commands.StartRun,
            run_id=id,
            pipeline=pipeline,
            name=name,
            parameters=wire(parameters or {}),
            **fields,
        )
        if metadata:
            self.log(Kind.RUN, id, metadata)
        if status is not None:
            self.finish(id, status)
        return id

    def finish(self, run: UUID, status: Status = Status.COMPLETED, **fields: Any) -> None:
        self.apply(commands.FinishRun, run_id=run, status=status, **fields)

    def step(
        self,
        run: UUID,
        name: str = "train",
        *,
        status: Status | None = Status.COMPLETED,
        outputs: dict[str, Any] | None = None,
        metadata: dict[str, Any] | None = None,
        parameters: dict[str, Any] | None = None,
        finish: dict[str, Any] | None = None,
        **fields: Any,
    ) -> UUID:
        """A step run. `outputs` maps names to values that are stored, or to ids of versions."""
        id = new_id()
        self.apply(
            commands.StartStep,
            step_run_id=id,
            run_id=run,
            name=name,
            step=name,
            parameters=wire(parameters or {}),
            **fields,
        )
        made = {}
        for output, value in (outputs or {}).items():
            known = isinstance(value, UUID)
            made[output] = (
                value if known else self.artifact(output, value, step=id, run=run, output=output),
            )
        if metadata:
            self.log(Kind.STEP_RUN, id, metadata, publisher=id)
        if status is not None:
            self.apply(
                commands.FinishStep,
                step_run_id=id,
                status=status,
                outputs=made,
                **(finish or {}),
            )
        return id

    def artifact(
        self,
        name: str = "data",
        value: Any = None,
        *,
        version: str | None = None,
        type: ArtifactType = ArtifactType.DATA,
        tags: Iterable[str] = (),
        step: UUID | None = None,
        run: UUID | None = None,
        output: str | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> UUID:
        """An artifact version whose value is stored."""
        from tallystick.artifacts import save

        id = new_id()
        saved = save(self.session.storage, f"{name}/{id}", [1, 2, 3] if value is None else value)
        self.apply(
            commands.RecordArtifact,
            artifact_version_id=id,
            artifact=name,
            version=version,
            type=type,
            data_type=saved.data_type,
            materializer=saved.materializer,
            uri=saved.path,
            size_bytes=saved.size_bytes,
            sha256=saved.sha256,
            safe=saved.safe,
            previews=saved.previews,
            tags=tuple(tags),
            producer_step_run_id=step,
            producer_run_id=run,
            output=output,
            facts=entries(metadata or {}),
        )
        return id

    def registered(self, name: str, place: Path) -> UUID:
        """An artifact version whose files were there before."""
        id = new_id()
        self.apply(
            commands.RecordArtifact,
            artifact_version_id=id,
            artifact=name,
            type=ArtifactType.DATA,
            data_type="pathlib.Path",
            materializer="",
            uri=str(place),
            size_bytes=4,
            sha256="",
            save_type=SaveType.PREEXISTING,
        )
        return id

    def model_version(self, model: str = "rf", name: str | None = None, **fields: Any) -> UUID:
        id = new_id()
        self.apply(
            commands.CreateModelVersion, model_version_id=id, model=model, name=name, **fields
        )
        return id

    def link(self, model_version: UUID, *versions: UUID, runs: tuple[UUID, ...] = ()) -> None:
        self.apply(
            commands.LinkToModel,
            model_version_id=model_version,
            artifact_version_ids=versions,
            run_ids=runs,
        )

    def log(self, kind: Kind, id: UUID, metadata: dict[str, Any], **fields: Any) -> None:
        self.apply(
            commands.LogMetadata,
            targets=(Target(kind, id),),
            entries=entries(metadata),
            **fields,
        )

    def tag(self, kind: Kind, id: UUID, *tags: str) -> None:
        self.apply(commands.ChangeTags, targets=(Target(kind, id),), add=tags)

    def journal_length(self) -> int:
        return sum(1 for _ in self.store.changes())


@pytest.fixture
def world(home: Path) -> World:
    settings = load_settings()
    return World(
        Session(
            settings, store=MemoryStore(), storage=open_storage(str(home / "store" / "artifacts"))
        )
    )


@pytest.fixture
def client(world: World) -> Client:
    return world.client
