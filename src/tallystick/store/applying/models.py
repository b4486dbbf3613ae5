"""Models, their versions, links and stages."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import asdict, replace

from tallystick.errors import EntityExistsError, InvalidArgumentError, StageTakenError
from tallystick.records.commands import CreateModelVersion, DefineModel, LinkToModel, PromoteModel
from tallystick.records.models import Model, ModelDetails, ModelVersion, Stage
from tallystick.records.names import check_name
from tallystick.records.targets import Kind, Target
from tallystick.store.applying.naming import id_for_name
from tallystick.store.applying.required import check_new, check_target, required
from tallystick.store.applying.tables import Tables
from tallystick.store.applying.tagging import tagged

_HELD_BY_ONE = (Stage.STAGING, Stage.PRODUCTION)


def define_model(tables: Tables, command: DefineModel, change: int) -> None:
    """The model exists, with these details and tags."""
    model = _ensure_model(tables, command.project, command.name, command.at)
    tables.put(
        replace(
            model,
            details=merged_details(model.details, command.details),
            tags=tagged(model.tags, command.tags),
        )
    )


def merged_details(old: ModelDetails, new: ModelDetails) -> ModelDetails:
    """`old` with what `new` says."""
    said = {field: text for field, text in asdict(new).items() if text is not None}
    return replace(old, **said)


def create_model_version(tables: Tables, command: CreateModelVersion, change: int) -> None:
    """The version exists and has the next number."""
    check_new(tables, Target(Kind.MODEL_VERSION, command.model_version_id))
    model = _ensure_model(tables, command.project, command.model, command.at)
    number = model.last_number + 1
    if command.name is not None:
        check_new_version(tables, model, command.name)
    tables.put(replace(model, last_number=number))
    tables.put(
        ModelVersion(
            id=command.model_version_id,
            project=command.project,
            model_id=model.id,
            model=model.name,
            number=number,
            name=str(number) if command.name is None else command.name,
            created_at=command.at,
            description=command.description,
            tags=tagged((), command.tags),
        )
    )


def check_new_version(tables: Tables, model: Model, name: str) -> None:
    """Raises where the model cannot have a new version of this name."""
    check_name("model version", name)
    if name.isdigit() or name in set(Stage):
        raise InvalidArgumentError(
            f"A model version cannot be named {name!r}: numbers are given by the store, stages "
            "are ways to ask for a version. Choose another, or leave it out.",
            given=name,
        )
    if tables.by_version(ModelVersion, model.id, name) is not None:
        raise EntityExistsError(
            f"Model {model.name!r} already has a version {name!r}; choose another name, "
            "or leave it out to have the version named by its number.",
            kind=Kind.MODEL_VERSION,
            given=name,
        )


def _ensure_model(tables: Tables, project: str, name: str, at: datetime) -> Model:
    check_name("model", name)
    model = tables.by_name(Model, project, name)
    if model is not None:
        return model
    id = id_for_name(tables, Kind.MODEL, project, name, at)
    return Model(id=id, project=project, name=name, created_at=at)


def link_to_model(tables: Tables, command: LinkToModel, change: int) -> None:
    """The artifact versions and runs belong to the model version, or no more."""
    version = Target(Kind.MODEL_VERSION, command.model_version_id)
    check_target(tables, version, project=command.project)
    targets = [Target(Kind.ARTIFACT_VERSION, id) for id in command.artifact_version_ids]
    targets += [Target(Kind.RUN, id) for id in command.run_ids]
    for target in targets:
        check_target(tables, target, project=command.project)
        if command.remove:
            tables.unlink(version.id, target)
        else:
            tables.link(version.id, target)


def promote_model(tables: Tables, command: PromoteModel, change: int) -> None:
    """The version stands in the stage; a former holder is archived."""
    version = required(tables, ModelVersion, command.model_version_id, project=command.project)
    if command.stage is Stage.LATEST:
        raise InvalidArgumentError(
            "'latest' is the newest version by itself; set 'staging', 'production', "
            "'archived' or 'none'.",
            given=command.stage,
        )
    if command.stage in _HELD_BY_ONE:
        _archive_holder(tables, version, command)
    tables.put(replace(version, stage=command.stage))


def _archive_holder(tables: Tables, version: ModelVersion, command: PromoteModel) -> None:
    """No other version is in the stage any more."""
    holder_id = tables.stage_holder(version.model_id, command.stage)
    if holder_id is None or holder_id == version.id:
        return
    holder = required(tables, ModelVersion, holder_id, project=command.project)
    if not command.force:
        raise StageTakenError(
            f"Version {holder.name!r} of model {version.model!r} is in stage "
            f"'{command.stage}'; pass force=True to archive it and promote "
            f"version {version.name!r}.",
            holder=holder_id,
            stage=command.stage,
        )
    tables.put(replace(holder, stage=Stage.ARCHIVED))
