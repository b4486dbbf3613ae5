"""`log_metadata`: metadata on anything, from inside a step or out of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tallystick.errors import InvalidArgumentError
from tallystick.records.targets import Kind, Target
from tallystick.tracking import resolving
from tallystick.tracking.current import running_step, session_here
from tallystick.tracking.entries import log_entries, log_here
from tallystick.tracking.outputs import log_on_output, output_of
from tallystick.tracking.resolving import Reference, Version

_FORMS = """\
log_metadata(metadata)                                     in a step: that step and its run
log_metadata(metadata, infer_artifact=True)                in a step: its only output
log_metadata(metadata, infer_artifact=True, artifact_name=...)   in a step: this output
log_metadata(metadata, infer_model=True)                   in a step: its model version
log_metadata(metadata, step_id=...)
log_metadata(metadata, step_name=..., run_id_name_or_prefix=...)
log_metadata(metadata, run_id_name_or_prefix=...)
log_metadata(metadata, artifact_version_id=...)
log_metadata(metadata, artifact_name=..., artifact_version=...)
log_metadata(metadata, model_version_id=...)
log_metadata(metadata, model_name=..., model_version=...)"""

_KIND_OF_ID = {
    "step_id": Kind.STEP_RUN,
    "artifact_version_id": Kind.ARTIFACT_VERSION,
    "model_version_id": Kind.MODEL_VERSION,
}

_MISSING = {
    "artifact_name": "add artifact_version, or infer_artifact=True for an output of this step",
    "artifact_version": "add artifact_name",
    "model_name": "add model_version",
    "model_version": "add model_name",
    "step_name": "add run_id_name_or_prefix",
}
"""What an argument that does not suffice alone needs beside it."""


def log_metadata(
    metadata: Mapping[str, Any],
    step_id: Reference | None = None,
    step_name: str | None = None,
    run_id_name_or_prefix: Reference | None = None,
    artifact_version_id: Reference | None = None,
    artifact_name: Reference | None = None,
    artifact_version: Version | None = None,
    infer_artifact: bool = False,
    model_version_id: Reference | None = None,
    model_name: Reference | None = None,
    model_version: Version | None = None,
    infer_model: bool = False,
    *,
    index: float | None = None,
    log_related_entities: bool = True,
) -> None:
    """Attach `metadata` to what the other arguments name.

        log_metadata({"accuracy": 0.9})                          # in a step: the step and its run
        log_metadata({"loss": 0.1}, index=epoch)                 # one point of a series
        log_metadata({"rows": 100}, infer_artifact=True)         # in a step: its output
        log_metadata({"passed": True}, run_id_name_or_prefix="my-run")
        log_metadata({"owner": "me"}, model_name="m", model_version="production")

    When it returns, the entries are stored and survive the end of the process. One call is one
    transaction: all of it or none. A key that was logged before keeps its history; the newest
    entry is its value. `index` is the position of the point in a series (epoch, batch).
    A bare call works in threads that the step started, and in its hooks;
    with `log_related_entities=False` it leaves the run out.
    Entries on an output are stored at once, and belong to the output when it exists; if the step
    fails, they belong to the step run.

    Raises `InvalidArgumentError` (a `ValueError`) for arguments that contradict each other or
    do not suffice, for a bare or `infer_` call outside of a step, for an unknown output name and
    for a malformed id; `NotFoundError` (a `KeyError`) for an unknown run, step, artifact or model,
    `AmbiguousReferenceError` among them for a beginning that several runs share;
    `InvalidValueError` (a `TypeError`) for a value that metadata cannot hold.
    """
    step = running_step()
    if (
        step is not None
        and step_id is None
        and step_name is None
        and run_id_name_or_prefix is None
        and artifact_version_id is None
        and artifact_name is None
        and artifact_version is None
        and not infer_artifact
        and model_version_id is None
        and model_name is None
        and model_version is None
        and not infer_model
    ):
        targets = step.both_targets if log_related_entities else step.step_target
        log_entries(step.session, targets, metadata, index=index, publisher=step.step_run_id)
        return
    given = {
        "step_id": step_id,
        "step_name": step_name,
        "run_id_name_or_prefix": run_id_name_or_prefix,
        "artifact_version_id": artifact_version_id,
        "artifact_name": artifact_name,
        "artifact_version": artifact_version,
        "infer_artifact": infer_artifact or None,
        "model_version_id": model_version_id,
        "model_name": model_name,
        "model_version": model_version,
        "infer_model": infer_model or None,
    }
    given = {name: value for name, value in given.items() if value is not None}
    if "infer_artifact" in given and given.keys() <= {"infer_artifact", "artifact_name"}:
        inside = resolving.required_step(
            "infer_artifact works only while a step is running. Outside, name the artifact: "
            "artifact_name and artifact_version, or artifact_version_id."
        )
        log_on_output(inside, output_of(inside, artifact_name), metadata, index)
    else:
        log_here((_target(given),), metadata, index)


def _target(given: dict[str, Any]) -> Target:
    match sorted(given):
        case [argument] if argument in _KIND_OF_ID:
            return resolving.id_target(_KIND_OF_ID[argument], given[argument], argument)
        case ["run_id_name_or_prefix"]:
            return resolving.run_target(session_here(), given["run_id_name_or_prefix"])
        case ["run_id_name_or_prefix", "step_name"]:
            step, run = given["step_name"], given["run_id_name_or_prefix"]
            return resolving.step_target(session_here(), step, run)
        case ["artifact_name", "artifact_version"]:
            name, version = given["artifact_name"], given["artifact_version"]
            return resolving.artifact_target(session_here(), name, version)
        case ["model_name", "model_version"]:
            name, version = given["model_name"], given["model_version"]
            return resolving.model_target(session_here(), name, version)
        case ["infer_model"]:
            inside = resolving.required_step(
                "infer_model works only while a step is running. Outside, name the model: "
                "model_name and model_version, or model_version_id."
            )
            return resolving.inferred_model(inside)
        case names:
            raise InvalidArgumentError(
                f"{_objection(names)} The ways to call it:\n{_FORMS}", given=tuple(names)
            )


def _objection(names: list[str]) -> str:
    match names:
        case []:
            return (
                "No step is running here, so log_metadata must be told what the metadata is about."
            )
        case [alone]:
            return f"{alone} alone does not say what the metadata is about: {_MISSING[alone]}."
    listed = f"{', '.join(names[:-1])} and {names[-1]}"
    return (
        f"log_metadata cannot tell what {listed} mean together: "
        "they contradict each other or something is missing."
    )
