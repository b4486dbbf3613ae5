"""Things get another name; their ids stay."""

from __future__ import annotations

from msgspec.structs import replace

from tallystick.errors import EntityExistsError, InvalidArgumentError
from tallystick.records.artifacts import Artifact, ArtifactVersion
from tallystick.records.models import Model, ModelVersion
from tallystick.records.names import check_name
from tallystick.records.reading import KINDS, Record
from tallystick.store.applying import artifacts, models
from tallystick.store.applying.required import required
from tallystick.store.applying.tables import Tables


def renamed(tables: Tables, record: Record, name: str) -> Record:
    """`record` with this name; its versions, which carry the name too, are changed.

    Raises `EntityExistsError` where the name is taken, `InvalidArgumentError` where it cannot be
    one or where things of this kind keep theirs.
    """
    match record:
        case Artifact():
            return _renamed_artifact(tables, record, name)
        case Model():
            return _renamed_model(tables, record, name)
        case ArtifactVersion():
            return _renamed_artifact_version(tables, record, name)
        case ModelVersion():
            return _renamed_model_version(tables, record, name)
    one = KINDS[type(record)].one.capitalize()
    raise InvalidArgumentError(f"{one} keeps its name, {record.name!r}.", given=name)


def _renamed_artifact(tables: Tables, artifact: Artifact, name: str) -> Artifact:
    if name == artifact.name:
        return artifact
    _check_free(tables, artifact, name)
    for version in list(tables.children(ArtifactVersion, artifact.id)):
        tables.put(replace(version, artifact=name))
    return replace(artifact, name=name)


def _renamed_model(tables: Tables, model: Model, name: str) -> Model:
    if name == model.name:
        return model
    _check_free(tables, model, name)
    for version in list(tables.children(ModelVersion, model.id)):
        tables.put(replace(version, model=name))
    return replace(model, name=name)


def _check_free(tables: Tables, record: Artifact | Model, name: str) -> None:
    kind = KINDS[type(record)]
    check_name(kind, name)
    if tables.by_name(type(record), record.project, name) is not None:
        raise EntityExistsError(
            f"The name {name!r} is taken by another {kind} of project {record.project!r}; "
            "choose another name.",
            kind=kind,
            given=name,
        )


def _renamed_artifact_version(
    tables: Tables, version: ArtifactVersion, name: str
) -> ArtifactVersion:
    if name == version.version:
        return version
    artifact = required(tables, Artifact, version.artifact_id, project=version.project)
    artifacts.check_new_version(tables, artifact, name)
    number = artifacts.version_number(name)
    tables.put(artifacts.with_number(artifact, number))
    return replace(version, version=name, number=number)


def _renamed_model_version(tables: Tables, version: ModelVersion, name: str) -> ModelVersion:
    # A version may take its own number as its name again; nobody else can have it.
    if name not in (version.name, str(version.number)):
        model = required(tables, Model, version.model_id, project=version.project)
        models.check_new_version(tables, model, name)
    return replace(version, name=name)
