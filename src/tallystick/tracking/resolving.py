"""What a logging call is about: from names, ids and the running step to targets."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tallystick.errors import InvalidArgumentError, InvalidValueError, unknown
from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.models import ModelVersion, Stage
from tallystick.records.references import Ref
from tallystick.records.runs import Run
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind, Target
from tallystick.tracking.current import RunningStep, running_step

if TYPE_CHECKING:
    from tallystick.client.session import Session


def reference_text(given: object, argument: str) -> str:
    """An id or name as text; `InvalidValueError` for anything but text and UUIDs."""
    if isinstance(given, UUID):
        return str(given)
    if isinstance(given, str):
        if not given:
            raise InvalidArgumentError(f"{argument} is empty; give an id or name.", given=given)
        return given
    raise InvalidValueError(
        f"{argument} is an id or a name; got {type(given).__name__} ({given!r}).",
        path=argument,
        type=type(given).__name__,
    )


def checked_id(given: object, argument: str) -> str:
    """The text of a UUID; `InvalidArgumentError` where it is none."""
    text = reference_text(given, argument)
    try:
        return str(UUID(text))
    except ValueError:
        raise InvalidArgumentError(
            f"{argument} is a UUID such as 0198c0de-0000-7000-8000-000000000000; got {text!r}.",
            given=text,
        ) from None


def run_target(session: Session, run: object) -> Target:
    """The run with this id, name or beginning of either."""
    ref = Ref(reference_text(run, "run_id_name_or_prefix"), project=session.project)
    return Target(Kind.RUN, session.store.get(Run, ref).record.id)


def step_target(session: Session, step_name: object, run: object) -> Target:
    """The last attempt of a step of a run."""
    ref = Ref(
        reference_text(step_name, "step_name"),
        run=reference_text(run, "run_id_name_or_prefix"),
        project=session.project,
    )
    return Target(Kind.STEP_RUN, session.store.get(StepRun, ref).record.id)


def step_id_target(session: Session, step_id: object) -> Target:
    """The step run with this id."""
    ref = Ref.to(checked_id(step_id, "step_id"), project=session.project)
    return Target(Kind.STEP_RUN, session.store.get(StepRun, ref).record.id)


def artifact_target(session: Session, name_or_id: object, version: object = None) -> Target:
    """A version of an artifact; the newest where `version` is None."""
    ref = Ref(
        reference_text(name_or_id, "artifact_name"),
        version=_version(version, "artifact_version"),
        project=session.project,
    )
    found = session.store.get(ArtifactVersion, ref).record
    return Target(Kind.ARTIFACT_VERSION, found.id)


def model_target(session: Session, name_or_id: object, version: object = None) -> Target:
    """A version of a model; the newest where `version` is None."""
    ref = Ref(
        reference_text(name_or_id, "model_name"),
        version=_version(version, "model_version"),
        project=session.project,
    )
    return Target(Kind.MODEL_VERSION, session.store.get(ModelVersion, ref).record.id)


def _version(given: object, argument: str) -> str | int | Stage | None:
    if given is None or (isinstance(given, str | int) and not isinstance(given, bool)):
        return given
    return reference_text(given, argument)


def output_name(step: RunningStep, name: str | None) -> str:
    """The output meant by `name`, or the only one.

    Raises `InvalidArgumentError` naming the outputs where there is none, several, or another.
    """
    names = [output.name for output in step.outputs]
    if not names:
        raise InvalidArgumentError(
            f"Step {step.name!r} has no outputs to attach metadata to. Annotate what it returns, "
            "or log on the step itself by leaving infer_artifact out."
        )
    if name is None:
        if len(names) == 1:
            return names[0]
        raise InvalidArgumentError(
            f"Step {step.name!r} has several outputs ({', '.join(names)}); "
            "say which with artifact_name."
        )
    if name in names:
        return name
    raise InvalidArgumentError(
        unknown(f"output of step {step.name!r} called", name, names), given=name
    )


def required_step(what: str) -> RunningStep:
    """The running step; `InvalidArgumentError` saying how to do `what` outside of one."""
    step = running_step()
    if step is None:
        raise InvalidArgumentError(what)
    return step


def inferred_model(step: RunningStep) -> Target:
    """The model version of the running step, else of its run."""
    if step.model_version_id is None:
        raise InvalidArgumentError(
            f"Neither step {step.name!r} nor its pipeline has a model. Configure one, as in "
            '@pipeline(model=Model(name="my_model")), or name it with model_name and '
            "model_version."
        )
    return Target(Kind.MODEL_VERSION, step.model_version_id)
