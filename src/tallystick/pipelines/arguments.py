"""What the arguments of a step's call become in the plan: inputs, parameters, stored values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Raw

from tallystick.errors import InvalidArgumentError, InvalidValueError
from tallystick.execution.program import own_copy
from tallystick.pipelines.placeholders import Placeholder, StepOutputs
from tallystick.plan.plan import FromArtifact, FromMany, FromStep, FromValue, Source
from tallystick.tracking.external import ExternalValue
from tallystick.values import encode


class Arguments:
    """The arguments of one invocation, sorted.

    `inputs` are outputs of other steps and artifacts, `parameters` wire values, `live` the
    parameters as they are passed, and `external` values to be stored before the step runs: what
    the person says is an `ExternalArtifact`, and what is too large or of a type for a parameter.

    Raises `InvalidArgumentError` for outputs of steps where they cannot be received.
    """

    def __init__(self, pipeline: str, invocation: str, given: Mapping[str, Any]) -> None:
        self._artifact = f"{pipeline}::{invocation}"
        self._invocation = invocation
        self.inputs: dict[str, Source] = {}
        self.parameters: dict[str, Raw] = {}
        self.live: dict[str, Any] = {}
        self.external: dict[str, ExternalValue] = {}
        for name, value in given.items():
            source = self._many(name, value) if _is_many(value) else self._one(name, value)
            if source is None:
                self._parameter(name, value)
            else:
                self.inputs[name] = source

    def _parameter(self, name: str, value: Any) -> None:
        if _holds_output(value):
            raise InvalidArgumentError(
                f"Argument {name!r} of step {self._invocation!r} has outputs of steps within a "
                f"{type(value).__name__}. Pass outputs themselves, or in one list.",
                given=name,
            )
        try:
            wire = Raw(encode(value, path=name))
        except InvalidValueError:
            self.inputs[name] = self._keep(name, ExternalValue(value))
            return
        self.parameters[name] = wire
        self.live[name] = own_copy(value)

    def _one(self, place: str, value: Any) -> FromStep | FromArtifact | FromValue | None:
        if isinstance(value, Placeholder):
            return FromStep(value.step, value.output)
        if isinstance(value, ExternalValue):
            existing = value.version_id()
            return self._keep(place, value) if existing is None else FromArtifact(existing)
        return FromArtifact(value.id) if _is_version(value) else None

    def _many(self, name: str, values: Iterable[Any]) -> FromMany:
        if isinstance(values, StepOutputs) and not tuple(values):
            raise InvalidArgumentError(
                f"Step {values.step!r} has no outputs to pass as {name!r} of step "
                f"{self._invocation!r}. Annotate what it returns, or use after=.",
                given=name,
            )
        parts = []
        for number, value in enumerate(values):
            if not isinstance(value, Placeholder) and _holds_output(value):
                raise InvalidArgumentError(
                    f"Argument {name!r} of step {self._invocation!r} has outputs of steps in a "
                    f"{type(value).__name__} within a list. A step receives one flat list.",
                    given=name,
                )
            place = f"{name}[{number}]"
            parts.append(self._one(place, value) or self._keep(place, ExternalValue(value)))
        return FromMany(tuple(parts))

    def _keep(self, place: str, value: ExternalValue) -> FromValue:
        key = f"{self._invocation}.{place}"
        self.external[key] = value
        return FromValue(key, f"{self._artifact}::{place}")


def _is_version(value: Any) -> bool:
    # Artifact versions as the client hands them out, known by their record: importing the client
    # here would make every decorator pay for it.
    record = getattr(value, "record", None)
    return type(record).__name__ == "ArtifactVersion"


def _is_artifact(value: Any) -> bool:
    return isinstance(value, Placeholder | ExternalValue) or _is_version(value)


def stands_for_artifact(value: Any) -> bool:
    """Whether the value, or something within it, will be loaded when the step runs."""
    return _is_artifact(value) or _is_many(value) or _holds_output(value)


def _is_many(value: Any) -> bool:
    if isinstance(value, StepOutputs):
        return True
    # A finished step's `outputs["x"]` is a list that stands for its version where it has one.
    is_list = isinstance(value, list | tuple) and not _is_version(value)
    return is_list and any(_is_artifact(part) for part in value)


def _holds_output(value: Any) -> bool:
    if isinstance(value, Placeholder | StepOutputs):
        return True
    if isinstance(value, Mapping):
        return any(_holds_output(part) for part in value.values())
    return isinstance(value, list | tuple | set | frozenset) and any(map(_holds_output, value))
