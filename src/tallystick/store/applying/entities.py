"""What can happen to a thing of any kind: documents kept, tags, updates, deletion."""

from __future__ import annotations

from msgspec.structs import replace

from tallystick.errors import EntityExistsError, InvalidArgumentError
from tallystick.records.artifacts import Artifact, ArtifactVersion
from tallystick.records.commands import ChangeTags, Delete, RecordDocument, Update
from tallystick.records.models import Model, ModelVersion
from tallystick.records.pipelines import Pipeline
from tallystick.records.reading import RECORDS, Record
from tallystick.records.runs import Run
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind, Target
from tallystick.store.applying.models import check_version_name, merged_details
from tallystick.store.applying.required import merged, required_target
from tallystick.store.applying.tables import Tables

_WITHIN: dict[Kind, Kind] = {
    Kind.PIPELINE: Kind.RUN,
    Kind.RUN: Kind.STEP_RUN,
    Kind.ARTIFACT: Kind.ARTIFACT_VERSION,
    Kind.MODEL: Kind.MODEL_VERSION,
}


def record_document(tables: Tables, command: RecordDocument, change: int) -> None:
    """The text is kept."""
    tables.keep_document(command.sha256, command.text)


def change_tags(tables: Tables, command: ChangeTags, change: int) -> None:
    """Every target has the added tags and lacks the removed ones."""
    for target in command.targets:
        record = required_target(tables, target)
        if isinstance(record, StepRun):
            raise InvalidArgumentError("Step runs have no tags; tag the run.", given=target)
        tags = tuple(tag for tag in record.tags if tag not in command.remove)
        tables.put(replace(record, tags=merged(tags, command.add)))


def delete(tables: Tables, command: Delete, change: int) -> None:
    """The target and what only exists within it are gone."""
    required_target(tables, command.target)
    _remove(tables, command.target)


def _remove(tables: Tables, target: Target) -> None:
    within = _WITHIN.get(target.kind)
    if within is not None:
        for child in list(tables.children(RECORDS[within], target.id)):
            _remove(tables, Target(within, child.id))
    tables.remove(target.kind, target.id)


def update(tables: Tables, command: Update, change: int) -> None:
    """The target has the new name, description and details."""
    record = required_target(tables, command.target)
    if command.name is not None:
        record = _renamed(tables, record, command.name)
    if command.description is not None:
        record = _described(record, command.description)
    if command.details is not None:
        if not isinstance(record, Model):
            raise InvalidArgumentError("Only models have details.", given=command.target)
        record = replace(record, details=merged_details(record.details, command.details))
    tables.put(record)


def _described(record: Record, description: str) -> Record:
    if isinstance(record, Model):
        details = merged_details(record.details, replace(record.details, description=description))
        return replace(record, details=details)
    if isinstance(record, Pipeline | Artifact | ModelVersion):
        return replace(record, description=description)
    raise InvalidArgumentError(f"A {type(record).__name__} has no description.")


def _renamed(tables: Tables, record: Record, name: str) -> Record:
    if not name:
        raise InvalidArgumentError("A name cannot be empty.", given=name)
    if isinstance(record, ArtifactVersion):
        holder: Record | None = tables.by_version(ArtifactVersion, record.artifact_id, name)
        renamed: Record = replace(record, version=name)
    elif isinstance(record, ModelVersion):
        check_version_name(name)
        holder = tables.by_version(ModelVersion, record.model_id, name)
        renamed = replace(record, name=name)
    elif isinstance(record, StepRun | Run | Pipeline):
        raise InvalidArgumentError(f"A {type(record).__name__} keeps its name.", given=name)
    else:
        holder = tables.by_name(type(record), record.project, name)
        renamed = replace(record, name=name)
    if holder is not None and holder.id != record.id:
        raise EntityExistsError(f"The name {name!r} is taken.", given=name)
    _rename_versions(tables, record, name)
    return renamed


def _rename_versions(tables: Tables, record: Record, name: str) -> None:
    """Versions carry the name of what they are versions of."""
    if isinstance(record, Artifact):
        for version in list(tables.children(ArtifactVersion, record.id)):
            tables.put(replace(version, artifact=name))
    elif isinstance(record, Model):
        for model_version in list(tables.children(ModelVersion, record.id)):
            tables.put(replace(model_version, model=name))
