"""Identifiers: what a bulk call is about, one small object for each thing.

PipelineRunIdentifier(name="training-7")
StepRunIdentifier(name="train", run=PipelineRunIdentifier(prefix="training-"))
ArtifactVersionIdentifier(name="dataset", version="3")
ModelVersionIdentifier(id="0198c0de-0000-7000-8000-000000000000")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

import msgspec

from tallystick.errors import InvalidArgumentError, InvalidValueError, NotFoundError, unknown
from tallystick.records.references import Ref
from tallystick.records.runs import Run
from tallystick.records.targets import Kind, Target
from tallystick.tracking import resolving

if TYPE_CHECKING:
    from tallystick.client.session import Session

Id: TypeAlias = UUID | str


class PipelineRunIdentifier(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A run by exactly one of its id, its whole name, or the beginning of its id or name.

    Raises `InvalidArgumentError` for any other number of these.
    """

    id: Id | None = None
    name: str | None = None
    prefix: str | None = None

    def __post_init__(self) -> None:
        _check_shape(self, ("id",), ("name",), ("prefix",))

    def target(self, session: Session) -> Target:
        """What metadata is logged to. Raises `NotFoundError` where there is no such run."""
        if self.id is not None:
            return resolving.id_target(Kind.RUN, self.id, "PipelineRunIdentifier(id=...)")
        if self.prefix is not None:
            return resolving.run_target(session, self.prefix, "PipelineRunIdentifier(prefix=...)")
        text = resolving.reference_text(self.name, "PipelineRunIdentifier(name=...)")
        ref = Ref(text, prefixes=False, project=session.project)
        run = session.store.get(Run, ref, metadata=False).record
        if run.name != text:
            raise NotFoundError(unknown("run", text, [run.name]), given=text, kind=Kind.RUN)
        return Target(Kind.RUN, run.id)


class StepRunIdentifier(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A step run by its id, or the last attempt of a step by its name and its run.

    Raises `InvalidArgumentError` for any other combination.
    """

    id: Id | None = None
    name: str | None = None
    run: PipelineRunIdentifier | None = None

    def __post_init__(self) -> None:
        _check_shape(self, ("id",), ("name", "run"))
        if self.run is not None and not isinstance(self.run, PipelineRunIdentifier):
            raise InvalidValueError(
                f"StepRunIdentifier(run=...) is a PipelineRunIdentifier; got {self.run!r}.",
                path="run",
                type=type(self.run).__name__,
            )

    def target(self, session: Session) -> Target:
        """What metadata is logged to. Raises `NotFoundError` where there is no such step run."""
        if self.run is None:
            return resolving.id_target(Kind.STEP_RUN, self.id, "StepRunIdentifier(id=...)")
        return resolving.step_target(session, self.name, self.run.target(session).id)


class ArtifactVersionIdentifier(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An artifact version by its id, or by the artifact's name and the version.

    Raises `InvalidArgumentError` for any other combination.
    """

    id: Id | None = None
    name: str | None = None
    version: str | int | None = None

    def __post_init__(self) -> None:
        _check_shape(self, ("id",), ("name", "version"))

    def target(self, session: Session) -> Target:
        """What metadata is logged to. Raises `NotFoundError` where there is no such version."""
        if self.id is not None:
            argument = "ArtifactVersionIdentifier(id=...)"
            return resolving.id_target(Kind.ARTIFACT_VERSION, self.id, argument)
        return resolving.artifact_target(session, self.name, self.version)


class ModelVersionIdentifier(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A model version by its id, or by the model's name and the version: a name, number or stage.

    Raises `InvalidArgumentError` for any other combination.
    """

    id: Id | None = None
    name: str | None = None
    version: str | int | None = None

    def __post_init__(self) -> None:
        _check_shape(self, ("id",), ("name", "version"))

    def target(self, session: Session) -> Target:
        """What metadata is logged to. Raises `NotFoundError` where there is no such version."""
        if self.id is not None:
            argument = "ModelVersionIdentifier(id=...)"
            return resolving.id_target(Kind.MODEL_VERSION, self.id, argument)
        return resolving.model_target(session, self.name, self.version)


def _check_shape(identifier: Any, *shapes: tuple[str, ...]) -> None:
    fields = identifier.__struct_fields__
    given = tuple(name for name in fields if getattr(identifier, name) is not None)
    if given not in shapes:
        allowed = ", or ".join(" and ".join(shape) for shape in shapes)
        raise InvalidArgumentError(
            f"{type(identifier).__name__} takes {allowed}; got {' and '.join(given) or 'nothing'}.",
            given=given,
        )
