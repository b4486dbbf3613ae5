"""What can happen to a thing of any kind: documents kept, tags, updates, deletion."""

from __future__ import annotations

from msgspec.structs import replace

from tallystick.errors import InvalidArgumentError
from tallystick.records.artifacts import Artifact
from tallystick.records.commands import ChangeTags, Delete, RecordDocument, Update
from tallystick.records.documents import document
from tallystick.records.models import Model, ModelVersion
from tallystick.records.pipelines import Pipeline
from tallystick.records.reading import KINDS, RECORDS, Record
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind, Target
from tallystick.store.applying.models import merged_details
from tallystick.store.applying.renaming import renamed
from tallystick.store.applying.required import check_target, required_target
from tallystick.store.applying.tables import Tables
from tallystick.store.applying.tagging import retagged

_WITHIN: dict[Kind, Kind] = {
    Kind.PIPELINE: Kind.RUN,
    Kind.RUN: Kind.STEP_RUN,
    Kind.ARTIFACT: Kind.ARTIFACT_VERSION,
    Kind.MODEL: Kind.MODEL_VERSION,
}


def record_document(tables: Tables, command: RecordDocument, change: int) -> None:
    """The text is kept."""
    computed = document(command.text).sha256
    if command.sha256 != computed:
        raise InvalidArgumentError(
            f"The document has SHA-256 {computed}, not {command.sha256}; make it with document().",
            given=command.sha256,
        )
    tables.keep_document(command.sha256, command.text)


def change_tags(tables: Tables, command: ChangeTags, change: int) -> None:
    """Every target has the added tags and lacks the removed ones."""
    for target in command.targets:
        record = required_target(tables, target, project=command.project)
        if isinstance(record, StepRun):
            raise InvalidArgumentError("Step runs have no tags; tag the run.", given=str(target))
        tags = retagged(record.tags, add=command.add, remove=command.remove)
        tables.put(replace(record, tags=tags))


def delete(tables: Tables, command: Delete, change: int) -> None:
    """The target and what only exists within it are gone."""
    check_target(tables, command.target, project=command.project)
    _remove(tables, command.target)


def _remove(tables: Tables, target: Target) -> None:
    within = _WITHIN.get(target.kind)
    if within is not None:
        for child in list(tables.children(RECORDS[within], target.id)):
            _remove(tables, Target(within, child.id))
    tables.remove(target.kind, target.id)


def update(tables: Tables, command: Update, change: int) -> None:
    """The target has the new name, description and details."""
    record = required_target(tables, command.target, project=command.project)
    if command.name is not None:
        record = renamed(tables, record, command.name)
    if command.description is not None:
        record = _described(record, command.description)
    if command.details is not None:
        if not isinstance(record, Model):
            raise InvalidArgumentError("Only models have details.", given=str(command.target))
        record = replace(record, details=merged_details(record.details, command.details))
    tables.put(record)


def _described(record: Record, description: str) -> Record:
    if isinstance(record, Model):
        return replace(record, details=replace(record.details, description=description))
    if isinstance(record, Pipeline | Artifact | ModelVersion):
        return replace(record, description=description)
    one = KINDS[type(record)].one.capitalize()
    raise InvalidArgumentError(f"{one} has no description; log metadata on it instead.")
