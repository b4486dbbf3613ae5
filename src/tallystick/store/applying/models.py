"""Models, their versions, links and stages."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import asdict, replace

from tallystick.errors import EntityExistsError, InvalidArgumentError, StageTakenError
from tallystick.records.commands import CreateModelVersion, DefineModel, LinkToModel, PromoteModel
from tallystick.records.models import Model, ModelDetails, ModelVersion, Stage
from tallystick.records.targets import Kind, Target
from tallystick.store.applying.naming import id_for_name
from tallystick.store.applying.required import merged, required, required_target
from tallystick.store.applying.tables import Tables

_HELD_BY_ONE = (Stage.STAGING, Stage.PRODUCTION)


def define_model(tables: Tables, command: DefineModel, change: int) -> None:
    """The model exists, with these details and tags."""
    model = _ensure_model(tables, command.project, command.name, command.at)
    tables.put(
        replace(
            model,
            details=merged_details(model.details, command.details),
            tags=merged(model.tags, command.tags),
        )
    )


def merged_details(old: ModelDetails, new: ModelDetails) -> ModelDetails:
    """`old` with what `new` says."""
    said = {field: text for field, text in asdict(new).items() if text is not None}
    return replace(old, **said)


def create_model_version(tables: Tables, command: CreateModelVersion, change: int) -> None:
    """The version exists and has the next number."""
    model = _ensure_model(tables, command.project, command.model, command.at)
    model = replace(model, last_number=model.last_number + 1)
    name = str(model.last_number) if command.name is None else command.name
    check_version_name(command.name)
    if tables.by_version(ModelVersion, model.id, name) is not None:
        raise _version_exists(model.name, name)
    tables.put(model)
    tables.put(
        ModelVersion(
            id=command.model_version_id,
            project=command.project,
            model_id=model.id,
            model=model.name,
            number=model.last_number,
            name=name,
            created_at=command.at,
            description=command.description,
            tags=command.tags,
        )
    )


def check_version_name(name: str | None) -> None:
    """`InvalidArgumentError` for names that mean something else: numbers and stages."""
    if name is not None and (name.isdigit() or name in set(Stage) or not name):
        raise InvalidArgumentError(
            f"A model version cannot be named {name!r}: numbers are given by the store, stages "
            "are ways to ask for a version. Choose a name with a letter, or leave it out.",
            given=name,
        )


def _version_exists(model: str, name: str) -> EntityExistsError:
    return EntityExistsError(
        f"Model {model!r} already has a version {name!r}.", kind=Kind.MODEL_VERSION, given=name
    )


def _ensure_model(tables: Tables, project: str, name: str, at: datetime) -> Model:
    model = tables.by_name(Model, project, name)
    if model is not None:
        return model
    id = id_for_name(tables, Kind.MODEL, project, name, at)
    return Model(id=id, project=project, name=name, created_at=at)


def link_to_model(tables: Tables, command: LinkToModel, change: int) -> None:
    """The artifact versions and runs belong to the model version, or no more."""
    required(tables, ModelVersion, command.model_version_id)
    targets = [Target(Kind.ARTIFACT_VERSION, id) for id in command.artifact_version_ids]
    targets += [Target(Kind.RUN, id) for id in command.run_ids]
    for target in targets:
        required_target(tables, target)
        if command.remove:
            tables.unlink(command.model_version_id, target)
        else:
            tables.link(command.model_version_id, target)


def promote_model(tables: Tables, command: PromoteModel, change: int) -> None:
    """The version stands in the stage; a former holder is archived."""
    version = required(tables, ModelVersion, command.model_version_id)
    if command.stage is Stage.LATEST:
        raise InvalidArgumentError(
            "'latest' is the newest version by itself; set 'staging', 'production', "
            "'archived' or 'none'.",
            given=command.stage,
        )
    if command.stage in _HELD_BY_ONE:
        holder_id = tables.stage_holder(version.model_id, command.stage)
        if holder_id is not None and holder_id != version.id:
            holder = required(tables, ModelVersion, holder_id)
            if not command.force:
                raise StageTakenError(
                    f"Version {holder.name!r} of model {version.model!r} is in stage "
                    f"'{command.stage}'; pass force=True to archive it and promote "
                    f"version {version.name!r}.",
                    holder=holder_id,
                    stage=command.stage,
                )
            tables.put(replace(holder, stage=Stage.ARCHIVED))
    tables.put(replace(version, stage=command.stage))
