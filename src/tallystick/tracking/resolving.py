"""What a call is about: from names, ids and the running step to targets."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

from tallystick.errors import InvalidArgumentError, InvalidValueError
from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.models import ModelVersion
from tallystick.records.references import Ref
from tallystick.records.runs import Run
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind, Target
from tallystick.tracking.current import RunningStep, running_step

if TYPE_CHECKING:
    from tallystick.client.handles import Handle
    from tallystick.client.session import Session

Reference: TypeAlias = "str | UUID | Handle[Any]"
"""What names a thing: a name, an id, or a handle of the client."""

Version: TypeAlias = "str | int | Handle[Any]"
"""What names a version: a name, a number, or a handle of the client."""


def reference_text(given: object, argument: str, *kinds: Kind) -> str:
    """An id or name as text; of a handle of one of `kinds` its id.

    Raises `InvalidValueError` for anything but text, UUIDs and such handles, `InvalidArgumentError`
    for an empty text.
    """
    target = getattr(given, "target", None)
    if isinstance(target, Target):
        given = _expected(target, argument, kinds).id
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


def _expected(target: Target, argument: str, kinds: tuple[Kind, ...]) -> Target:
    """Raises `InvalidValueError` where a handle is of another kind."""
    if target.kind in kinds:
        return target
    wanted = " or ".join(kind.one for kind in kinds) or "a name"
    raise InvalidValueError(
        f"{argument} is of {wanted}; got a handle of {target.kind.one}.",
        path=argument,
        type=target.kind.value,
    )


def checked_id(given: object, argument: str, *kinds: Kind) -> UUID:
    """The id that is given as UUID or as its text, or by a handle of one of `kinds`.

    Raises `InvalidArgumentError` for a text that is none, `InvalidValueError` for another type.
    """
    if isinstance(given, UUID):
        return given
    text = reference_text(given, argument, *kinds)
    try:
        return UUID(text)
    except ValueError:
        raise InvalidArgumentError(
            f"{argument} is a UUID such as 0198c0de-0000-7000-8000-000000000000; got {text!r}.",
            given=text,
        ) from None


def checked_version(given: object, argument: str) -> str | int | None:
    """A version as people name one: a text, a whole number, or None.

    Raises `InvalidValueError` for anything else.
    """
    if given is None or isinstance(given, str):
        return given
    if isinstance(given, UUID):
        return str(given)
    try:
        if not isinstance(given, bool):
            return operator.index(given)  # type: ignore[arg-type]  # it decides what has one
    except TypeError:
        pass
    raise InvalidValueError(
        f"{argument} is a name or a whole number; got {type(given).__name__} ({given!r}).",
        path=argument,
        type=type(given).__name__,
    )


def reference_version(given: object, argument: str, kind: Kind) -> str | int | None:
    """A version as people name one, or of a handle its id.

    Raises as `checked_version` does, and for a handle of something else.
    """
    if isinstance(getattr(given, "target", None), Target):
        return reference_text(given, argument, kind)
    return checked_version(given, argument)


def id_target(kind: Kind, given: object, argument: str) -> Target:
    """The thing of this kind with this id. Nothing is read: the store refuses what is not there."""
    return Target(kind, checked_id(given, argument, kind))


def run_target(session: Session, run: object, argument: str = "run_id_name_or_prefix") -> Target:
    """The run with this id, name or beginning of either."""
    ref = Ref(reference_text(run, argument, Kind.RUN), project=session.project)
    return Target(Kind.RUN, session.store.get(Run, ref, metadata=False).record.id)


def step_target(session: Session, step_name: object, run: object) -> Target:
    """The last attempt of a step of a run."""
    ref = Ref(
        reference_text(step_name, "step_name", Kind.STEP_RUN),
        run=reference_text(run, "run_id_name_or_prefix", Kind.RUN),
        project=session.project,
    )
    return Target(Kind.STEP_RUN, session.store.get(StepRun, ref, metadata=False).record.id)


def artifact_target(session: Session, name: object, version: object = None) -> Target:
    """A version of an artifact; the newest where `version` is None."""
    ref = Ref(
        reference_text(name, "artifact_name", Kind.ARTIFACT, Kind.ARTIFACT_VERSION),
        version=reference_version(version, "artifact_version", Kind.ARTIFACT_VERSION),
        project=session.project,
    )
    found = session.store.get(ArtifactVersion, ref, metadata=False).record
    return Target(Kind.ARTIFACT_VERSION, found.id)


def model_target(session: Session, name: object, version: object = None) -> Target:
    """A version of a model; the newest where `version` is None."""
    ref = Ref(
        reference_text(name, "model_name", Kind.MODEL, Kind.MODEL_VERSION),
        version=reference_version(version, "model_version", Kind.MODEL_VERSION),
        project=session.project,
    )
    found = session.store.get(ModelVersion, ref, metadata=False).record
    return Target(Kind.MODEL_VERSION, found.id)


def required_step(otherwise: str) -> RunningStep:
    """The running step; `InvalidArgumentError` that says what to do outside of one."""
    step = running_step()
    if step is None:
        raise InvalidArgumentError(otherwise)
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
