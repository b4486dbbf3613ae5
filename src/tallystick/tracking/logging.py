"""`log_metadata`: metadata on anything, from inside a step or out of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tallystick.errors import InvalidArgumentError
from tallystick.tracking import resolving
from tallystick.tracking.current import RunningStep, running_step
from tallystick.tracking.entries import log_entries
from tallystick.records.targets import Target

if TYPE_CHECKING:
    from tallystick.client.session import Session

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


def log_metadata(
    metadata: Mapping[str, Any],
    step_id: str | UUID | None = None,
    step_name: str | None = None,
    run_id_name_or_prefix: str | UUID | None = None,
    artifact_version_id: str | UUID | None = None,
    artifact_name: str | None = None,
    artifact_version: str | int | None = None,
    infer_artifact: bool = False,
    model_version_id: str | UUID | None = None,
    model_name: str | None = None,
    model_version: str | int | None = None,
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
    With `log_related_entities=False` a bare call in a step leaves the run out.
    Entries on an output are stored at once, and belong to the output when it exists; if the step
    fails, they belong to the step run.

    Raises `InvalidArgumentError` (a `ValueError`) for arguments that contradict each other or
    do not suffice, for a bare or `infer_` call outside of a step and for an unknown output name;
    `NotFoundError` (a `KeyError`) for an unknown run, step, artifact or model;
    `InvalidValueError` (a `TypeError`) for a value that metadata cannot hold.
    """
    step = running_step()
    if step is not None and not (
        step_id
        or step_name
        or run_id_name_or_prefix
        or artifact_version_id
        or artifact_name
        or artifact_version is not None
        or infer_artifact
        or model_version_id
        or model_name
        or model_version is not None
        or infer_model
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
    _log_on(metadata, {name: value for name, value in given.items() if value is not None}, index)


def _log_on(metadata: Mapping[str, Any], given: dict[str, Any], index: float | None) -> None:
    step = running_step()
    session = _session(step)
    output = None
    form = frozenset(given)
    if form == {"infer_artifact"} or form == {"infer_artifact", "artifact_name"}:
        inside = resolving.required_step(
            "infer_artifact works only while a step is running. Outside, name the artifact: "
            "artifact_name and artifact_version, or artifact_version_id."
        )
        output = resolving.output_name(inside, given.get("artifact_name"))
        targets = inside.step_target
    elif form == {"infer_model"}:
        inside = resolving.required_step(
            "infer_model works only while a step is running. Outside, name the model: "
            "model_name and model_version, or model_version_id."
        )
        targets = (resolving.inferred_model(inside),)
    else:
        targets = (_named_target(session, form, given),)
    log_entries(
        session,
        targets,
        metadata,
        index=index,
        publisher=step.step_run_id if step else None,
        output=output,
    )


def _session(step: RunningStep | None) -> Session:
    from tallystick.client.session import default_session

    return step.session if step is not None else default_session()


def _named_target(session: Session, form: frozenset[str], given: dict[str, Any]) -> Target:
    match sorted(form):
        case ["step_id"]:
            return resolving.step_id_target(session, given["step_id"])
        case ["run_id_name_or_prefix", "step_name"]:
            return resolving.step_target(
                session, given["step_name"], given["run_id_name_or_prefix"]
            )
        case ["run_id_name_or_prefix"]:
            return resolving.run_target(session, given["run_id_name_or_prefix"])
        case ["artifact_version_id"]:
            id = resolving.checked_id(given["artifact_version_id"], "artifact_version_id")
            return resolving.artifact_target(session, id)
        case ["artifact_name", "artifact_version"]:
            return resolving.artifact_target(
                session, given["artifact_name"], given["artifact_version"]
            )
        case ["model_version_id"]:
            id = resolving.checked_id(given["model_version_id"], "model_version_id")
            return resolving.model_target(session, id)
        case ["model_name", "model_version"]:
            return resolving.model_target(session, given["model_name"], given["model_version"])
        case []:
            raise InvalidArgumentError(
                "No step is running here, so log_metadata must be told what the metadata is "
                f"about. The ways to call it:\n{_FORMS}"
            )
        case names:
            raise InvalidArgumentError(
                f"log_metadata cannot tell what {_listed(names)} mean together: they contradict "
                f"each other or something is missing. The ways to call it:\n{_FORMS}",
                given=tuple(names),
            )


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
