"""The little that a store must be able to do for commands to be applied to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar
from uuid import UUID

from tallystick.records.commands import LogMetadata
from tallystick.records.reading import R, Record
from tallystick.records.targets import Kind, Target

RecordT = TypeVar("RecordT", bound=Record)


class Tables(Protocol):
    """A store's tables within one transaction. Nothing here checks or decides.

    Names are unique per project and kind for pipelines, runs, artifacts and models;
    versions are unique within their artifact or model.
    """

    def by_id(self, kind: type[R], id: UUID) -> R | None:
        """The record with this id."""

    def by_name(self, kind: type[R], project: str, name: str) -> R | None:
        """The pipeline, run, artifact or model of this name."""

    def by_version(self, kind: type[R], parent: UUID, version: str) -> R | None:
        """The version of the artifact or model with this name."""

    def children(self, kind: type[R], parent: UUID) -> Iterable[R]:
        """Runs of a pipeline, step runs of a run, versions of an artifact or model."""

    def put(self, record: Record) -> None:
        """Insert `record`, or replace the one with its id."""

    def remove(self, kind: Kind, id: UUID) -> None:
        """Remove the record, its links to models and its links to entries."""

    def exists(self, target: Target) -> bool:
        """Whether there is such a thing; fast, since every log asks."""

    def stage_holder(self, model: UUID, stage: str) -> UUID | None:
        """The model version in this stage, if one is."""

    def link(self, model_version: UUID, target: Target) -> None:
        """An artifact version or run belongs to a model version."""

    def unlink(self, model_version: UUID, target: Target) -> None:
        """It does not any more."""

    def keep_document(self, sha256: str, text: str) -> None:
        """Keep a text."""

    def log(self, command: LogMetadata, change: int) -> None:
        """Store the entries, link them to the targets, and make the newest of each key current.

        With `command.output` they are linked to the step run as about that output,
        and are not current there.
        """

    def publish_output(self, step_run: UUID, output: str, target: Target) -> frozenset[str]:
        """Link the entries about this output of the step run to `target` as well; their keys."""

    def keep_outputs(self, step_run: UUID, published: frozenset[str]) -> None:
        """Entries about outputs not in `published` become ordinary entries of the step run."""

    def carry_entries(self, publisher: UUID, moves: dict[Target, Target]) -> None:
        """Link entries that step run `publisher` published and that are linked to a key of `moves`
        to the value of that key as well; entries about outputs stay where they are."""
