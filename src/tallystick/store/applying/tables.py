"""The little that a store must be able to do for commands to be applied to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from tallystick.records.commands import LogMetadata
from tallystick.records.reading import R, Record
from tallystick.records.targets import Kind, Target


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

    def project_of(self, target: Target) -> str | None:
        """The project of a thing; None where there is no such thing. Fast: every log asks."""

    def put(self, record: Record) -> None:
        """Insert `record`, or replace the one with its id, which keeps its place in the order."""

    def remove(self, kind: Kind, id: UUID) -> None:
        """Remove the record, its links to models and its links to entries."""

    def stage_holder(self, model: UUID, stage: str) -> UUID | None:
        """The model version in this stage; the one with the highest number where several are."""

    def link(self, model_version: UUID, target: Target) -> None:
        """An artifact version or run belongs to a model version; said again, nothing changes."""

    def unlink(self, model_version: UUID, target: Target) -> None:
        """It does not any more; nothing changes if it did not."""

    def keep_document(self, sha256: str, text: str) -> None:
        """Keep a text; nothing changes if it is kept already."""

    def log(self, command: LogMetadata, change: int) -> None:
        """Store the entries, link them to the targets, and make the newest of each key current.

        With `command.output` they are linked to the step run as about that output, for good,
        and are not current there.
        """

    # An entry is linked to a target once: the three below pass over links that are there.

    def publish_output(self, step_run: UUID, output: str, target: Target) -> frozenset[str]:
        """Link the entries about this output of the step run to `target` as well; their keys.

        Their keys are returned whether or not they were linked before.
        """

    def keep_outputs(self, step_run: UUID, published: frozenset[str]) -> None:
        """Entries about outputs not in `published` become ordinary entries of the step run.

        They stay entries about that output as well.
        """

    def carry_entries(self, publisher: UUID, moves: dict[Target, Target]) -> None:
        """Link ordinary entries that step run `publisher` published from targets to others.

        What is linked to a key of `moves` is then linked to the value of that key as well;
        entries that are only about outputs stay where they are.
        """
