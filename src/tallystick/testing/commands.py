"""Short ways to say commands, so that a test shows only what it is about.

    run = a_run("nightly")
    step = a_step(run, "train")
    model = an_artifact("model", by=step)
    store.apply(
        run,
        step,
        log((step, run), {"accuracy": 0.9}),
        model,
        finish(step, outputs={"model": model}),
        finish(run),
    )

Every function takes any field of its command by name and invents the others. A command happens a
second after the one that was built before it, unless `at` says when. What is built upon another
command is in its project.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar, overload
from uuid import UUID

from msgspec import Raw

from tallystick.records import commands
from tallystick.records.artifacts import ArtifactType
from tallystick.records.documents import document, document_command_id
from tallystick.records.ids import derived_id, new_id
from tallystick.records.metadata import NewEntry
from tallystick.records.models import Stage
from tallystick.records.runs import Failure, Status
from tallystick.records.targets import Kind, Target
from tallystick.values import encode

C = TypeVar("C", bound=commands.Command)

Made = (
    commands.DefinePipeline
    | commands.StartRun
    | commands.StartStep
    | commands.RecordArtifact
    | commands.DefineModel
    | commands.CreateModelVersion
)
"""A command that makes a thing, standing for that thing."""

Thing = Made | Target

Things = Thing | tuple[Thing, ...] | list[Thing]

FIRST_MOMENT = datetime(2026, 1, 31, 12, tzinfo=UTC)

_moments = count()
_names = count(1)


def moment(seconds: float = 0) -> datetime:
    """A time so many seconds after noon of the last day of January 2026, UTC."""
    return FIRST_MOMENT + timedelta(seconds=seconds)


def command(kind: type[C], **fields: Any) -> C:
    """A command of this kind with what every command has filled in."""
    common = {
        "id": new_id(),
        "project": "default",
        "author": "somebody",
        "at": moment(next(_moments)),
    }
    return kind(**{**common, **fields})


def target(thing: Thing) -> Target:
    """What metadata on `thing` is logged to."""
    match thing:
        case Target():
            return thing
        case commands.StartRun():
            return Target(Kind.RUN, thing.run_id)
        case commands.StartStep():
            return Target(Kind.STEP_RUN, thing.step_run_id)
        case commands.RecordArtifact():
            return Target(Kind.ARTIFACT_VERSION, thing.artifact_version_id)
        case commands.CreateModelVersion():
            return Target(Kind.MODEL_VERSION, thing.model_version_id)
        case commands.DefinePipeline():
            return Target(Kind.PIPELINE, derived_id(thing.project, Kind.PIPELINE, thing.name))
        case commands.DefineModel():
            return Target(Kind.MODEL, derived_id(thing.project, Kind.MODEL, thing.name))


def artifact_of(version: commands.RecordArtifact) -> Target:
    """The artifact that `version` is one of, as long as nothing was renamed."""
    return Target(Kind.ARTIFACT, derived_id(version.project, Kind.ARTIFACT, version.artifact))


def new_entries(values: Mapping[str, Any]) -> tuple[NewEntry, ...]:
    """Keys and Python values as entries about to be logged."""
    return tuple(NewEntry(key, Raw(encode(value))) for key, value in values.items())


def wire(values: Mapping[str, Any]) -> dict[str, Raw]:
    """Python values by name as parameters of a run or step."""
    return {name: Raw(encode(value)) for name, value in values.items()}


def a_document(text: str = "a text", **fields: Any) -> commands.RecordDocument:
    """A text is kept."""
    sha256 = document(text).sha256
    id = document_command_id(sha256)
    return command(commands.RecordDocument, **{"id": id, "sha256": sha256, "text": text, **fields})


def a_pipeline(name: str = "training", **fields: Any) -> commands.DefinePipeline:
    """There is a pipeline of this name."""
    return command(commands.DefinePipeline, name=name, **fields)


def a_run(
    name: str | None = None, *, pipeline: str = "training", **fields: Any
) -> commands.StartRun:
    """A run began; without a name it gets one that no other has."""
    name = f"run-{next(_names)}" if name is None else name
    return command(
        commands.StartRun, **{"run_id": new_id(), "name": name, "pipeline": pipeline, **fields}
    )


def a_step(run: commands.StartRun, name: str = "train", **fields: Any) -> commands.StartStep:
    """A step of `run` began; its function has the name of the invocation unless `step` says so."""
    invented = {"step_run_id": new_id(), "step": name, "project": run.project}
    return command(commands.StartStep, **{**invented, "run_id": run.run_id, "name": name, **fields})


def an_artifact(
    name: str = "dataset",
    *,
    by: commands.StartStep | None = None,
    facts: Mapping[str, Any] | None = None,
    **fields: Any,
) -> commands.RecordArtifact:
    """A version of an artifact was stored, as the output of step `by` that has the same name."""
    invented: dict[str, Any] = {
        "artifact_version_id": new_id(),
        "type": ArtifactType.DATA,
        "data_type": "builtins.dict",
        "materializer": "json",
        "uri": f"artifacts/{name}",
        "size_bytes": 100,
        "sha256": "0" * 64,
        "facts": new_entries(facts or {}),
    }
    if by is not None:
        produced = {"producer_step_run_id": by.step_run_id, "producer_run_id": by.run_id}
        invented = {**invented, **produced, "output": name, "project": by.project}
    return command(commands.RecordArtifact, **{**invented, "artifact": name, **fields})


def a_model(name: str = "classifier", **fields: Any) -> commands.DefineModel:
    """There is a model of this name."""
    return command(commands.DefineModel, name=name, **fields)


def a_model_version(
    model: str = "classifier", name: str | None = None, **fields: Any
) -> commands.CreateModelVersion:
    """There is a new version of this model."""
    invented = {"model_version_id": new_id(), "model": model, "name": name}
    return command(commands.CreateModelVersion, **{**invented, **fields})


@overload
def finish(thing: commands.StartRun, status: Status = ..., **fields: Any) -> commands.FinishRun: ...
@overload
def finish(
    thing: commands.StartStep, status: Status = ..., **fields: Any
) -> commands.FinishStep: ...
def finish(
    thing: commands.StartRun | commands.StartStep,
    status: Status = Status.COMPLETED,
    **fields: Any,
) -> commands.FinishRun | commands.FinishStep:
    """A run or step ended; `outputs` may name the commands that recorded them."""
    fields = {"status": status, "project": thing.project, **fields}
    if isinstance(thing, commands.StartRun):
        return command(commands.FinishRun, run_id=thing.run_id, **fields)
    fields["outputs"] = {
        name: _version_ids(versions) for name, versions in fields.get("outputs", {}).items()
    }
    return command(commands.FinishStep, step_run_id=thing.step_run_id, **fields)


def _version_ids(versions: Any) -> tuple[UUID, ...]:
    several = versions if isinstance(versions, tuple) else (versions,)
    return tuple(
        version.artifact_version_id if isinstance(version, commands.RecordArtifact) else version
        for version in several
    )


def fail(
    thing: commands.StartRun | commands.StartStep, **fields: Any
) -> commands.FinishRun | commands.FinishStep:
    """A run or step ended by an exception."""
    failure = Failure(type="ValueError", message="bad data")
    return finish(thing, Status.FAILED, **{"failure": failure, **fields})


def reuse(
    step: commands.StartStep, original: commands.StartStep, **fields: Any
) -> commands.FinishStep:
    """A step was not executed, since it could take over what `original` made."""
    fields = {"original_step_run_id": original.step_run_id, **fields}
    return finish(step, Status.CACHED, **fields)


def log(things: Things, values: Mapping[str, Any], **fields: Any) -> commands.LogMetadata:
    """Each of `values` is logged on each of `things`, by nobody in particular."""
    several = _several(things)
    return command(
        commands.LogMetadata,
        **{
            "project": _project(several),
            "targets": tuple(target(thing) for thing in several),
            "entries": new_entries(values),
            **fields,
        },
    )


def link(
    version: commands.CreateModelVersion,
    *things: commands.RecordArtifact | commands.StartRun,
    **fields: Any,
) -> commands.LinkToModel:
    """Artifact versions and runs belong to a model version."""
    artifacts = [thing for thing in things if isinstance(thing, commands.RecordArtifact)]
    runs = [thing for thing in things if isinstance(thing, commands.StartRun)]
    return command(
        commands.LinkToModel,
        **{
            "project": version.project,
            "model_version_id": version.model_version_id,
            "artifact_version_ids": tuple(each.artifact_version_id for each in artifacts),
            "run_ids": tuple(each.run_id for each in runs),
            **fields,
        },
    )


def promote(
    version: commands.CreateModelVersion, stage: Stage, **fields: Any
) -> commands.PromoteModel:
    """A model version stands in a stage."""
    id = version.model_version_id
    fields = {"project": version.project, "stage": stage, **fields}
    return command(commands.PromoteModel, model_version_id=id, **fields)


def tag(things: Things, *add: str, **fields: Any) -> commands.ChangeTags:
    """Tags are added to things, and those in `remove` taken off."""
    several = _several(things)
    return command(
        commands.ChangeTags,
        **{
            "project": _project(several),
            "targets": tuple(target(thing) for thing in several),
            "add": add,
            **fields,
        },
    )


def update(thing: Thing, **fields: Any) -> commands.Update:
    """A thing gets another name, description or details."""
    return command(
        commands.Update, **{"project": _project([thing]), "target": target(thing), **fields}
    )


def delete(thing: Thing, **fields: Any) -> commands.Delete:
    """A thing is gone."""
    return command(
        commands.Delete, **{"project": _project([thing]), "target": target(thing), **fields}
    )


def _several(things: Things) -> list[Thing]:
    return list(things) if isinstance(things, tuple | list) else [things]


def _project(things: list[Thing]) -> str:
    """The project of the first thing that knows its own."""
    known = (thing.project for thing in things if not isinstance(thing, Target))
    return next(known, "default")
