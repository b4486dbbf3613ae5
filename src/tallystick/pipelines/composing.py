"""Composing: while a pipeline's body runs, calls of steps become invocations of a plan."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from msgspec import Raw

from tallystick.errors import InvalidArgumentError, InvalidValueError
from tallystick.execution.program import Program, StepCode
from tallystick.pipelines.placeholders import Placeholder, StepOutputs
from tallystick.plan.options import Options
from tallystick.plan.plan import (
    FromArtifact,
    FromMany,
    FromStep,
    FromValue,
    Invocation,
    Plan,
    Source,
    check_plan,
)
from tallystick.tracking.external import ExternalValue
from tallystick.values import encode

if TYPE_CHECKING:
    from tallystick.pipelines.steps import Step


class Composition:
    """The invocations that a pipeline's body has added so far."""

    def __init__(self, pipeline: str, step_settings: Mapping[str, Mapping[str, Any]]) -> None:
        self.pipeline = pipeline
        self._step_settings = step_settings
        self._invocations: dict[str, Invocation] = {}
        self._code: dict[str, StepCode] = {}
        self._parameters: dict[str, dict[str, Any]] = {}
        self._external: dict[str, ExternalValue] = {}

    def add(
        self,
        step: Step,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        *,
        after: Any,
        id: str | None,
    ) -> Placeholder | StepOutputs:
        """Add one call of `step`; stand-ins for its outputs.

        Raises `TypeError` for arguments that do not fit the step's signature and
        `InvalidArgumentError` for a name that is taken.
        """
        name = self._name(step.name, id)
        settings = self._step_settings.get(name) or self._step_settings.get(step.name)
        if settings:
            step = step.with_options(**settings)
        inputs: dict[str, Source] = {}
        parameters: dict[str, Raw] = {}
        self._parameters[name] = {}
        for parameter, value in step.bind(args, kwargs).items():
            source = self._source(name, parameter, value)
            if source is None:
                try:
                    parameters[parameter] = Raw(encode(value, path=parameter))
                except InvalidValueError:
                    # What is no parameter is data: kept as an artifact, like an ExternalArtifact.
                    source = self._keep(name, parameter, ExternalValue(value))
                else:
                    self._parameters[name][parameter] = value
            if source is not None:
                inputs[parameter] = source
        self._invocations[name] = Invocation(
            name=name,
            step=step.name,
            inputs=inputs,
            parameters=parameters,
            outputs=step.output_specs(self.pipeline, name),
            after=tuple(_names(after)),
            options=step.options,
            code=step.code,
            source=step.source,
            docstring=inspect.getdoc(step.entrypoint) or "",
        )
        self._code[name] = step.runnable()
        found = tuple(Placeholder(name, output.name) for output in step.outputs)
        return found[0] if len(found) == 1 else StepOutputs(name, found)

    def _name(self, step: str, id: str | None) -> str:
        if id is not None:
            if id in self._invocations:
                raise InvalidArgumentError(
                    f"Two steps of pipeline {self.pipeline!r} have the id {id!r}.", given=id
                )
            return id
        name, count = step, 1
        while name in self._invocations:
            count += 1
            name = f"{step}_{count}"
        return name

    def _source(self, name: str, parameter: str, value: Any) -> Source | None:
        if isinstance(value, Placeholder):
            return FromStep(value.step, value.output)
        if isinstance(value, StepOutputs) or (
            isinstance(value, list | tuple)
            and any(_is_artifact(part) for part in value)
        ):
            parts = []
            for place, part in enumerate(value):
                source = self._source(name, f"{parameter}[{place}]", part) or self._keep(
                    name, f"{parameter}[{place}]", ExternalValue(part)
                )
                parts.append(source)
            return FromMany(tuple(p for p in parts if not isinstance(p, FromMany)))
        if _is_version(value):
            return FromArtifact(value.id)
        if isinstance(value, ExternalValue):
            return self._keep(name, parameter, value)
        return None

    def _keep(self, name: str, parameter: str, value: ExternalValue) -> FromValue:
        key = f"{name}.{parameter}"
        self._external[key] = value
        return FromValue(key, f"{self.pipeline}::{name}::{parameter}")

    def program(self, options: Options, **plan: Any) -> Program:
        """The program of everything added."""
        made = Plan(
            pipeline=self.pipeline,
            invocations=tuple(self._invocations.values()),
            options=options,
            **plan,
        )
        check_plan(made)
        return Program(
            made, self._code, parameters=self._parameters, external=self._external
        )


composition: ContextVar[Composition | None] = ContextVar("tallystick_composition", default=None)
"""What is being composed here, if anything."""


def _is_version(value: Any) -> bool:
    # Artifact versions as the client hands them out, known by their record: importing the client
    # here would make every decorator pay for it.
    record = getattr(value, "record", None)
    return type(record).__name__ == "ArtifactVersion"


def _is_artifact(value: Any) -> bool:
    return isinstance(value, Placeholder | ExternalValue) or _is_version(value)


def _names(after: Any) -> Iterable[str]:
    """Names of invocations, from names, outputs, and lists of them."""
    if after is None:
        return
    if isinstance(after, str):
        yield after
    elif isinstance(after, Placeholder | StepOutputs):
        yield after.step
    elif isinstance(after, list | tuple | set):
        for one in after:
            yield from _names(one)
    else:
        raise InvalidValueError(
            "after= takes outputs of steps and names of invocations; "
            f"got {type(after).__name__} ({after!r})."
        )
