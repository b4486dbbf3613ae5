"""Composing: while a pipeline's body runs, calls of steps become invocations of a plan."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from tallystick.errors import InvalidArgumentError, InvalidValueError, unknown
from tallystick.execution.program import Program, StepCode
from tallystick.pipelines.arguments import Arguments
from tallystick.pipelines.options import as_hook, checked_name
from tallystick.pipelines.placeholders import Placeholder, StepOutputs
from tallystick.plan.options import Options
from tallystick.plan.plan import Invocation, Plan, check_plan
from tallystick.tracking.external import ExternalValue

if TYPE_CHECKING:
    from tallystick.pipelines.outputs import Output
    from tallystick.plan.plan import OutputSpec


class Composable(Protocol):
    """What composing asks of a step; see `Step` for each."""

    name: str
    options: Options
    entrypoint: Callable[..., Any]

    @property
    def outputs(self) -> tuple[Output, ...]: ...

    @property
    def code(self) -> dict[str, str]: ...

    @property
    def source(self) -> str: ...

    def with_options(self, **options: Any) -> Composable: ...

    def bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]: ...

    def output_specs(self, pipeline: str, invocation: str) -> tuple[OutputSpec, ...]: ...

    def runnable(self) -> StepCode: ...


class Around(NamedTuple):
    """What a pipeline says about the steps that its body calls."""

    options: Options = Options()
    step_settings: Mapping[str, Mapping[str, Any]] = MappingProxyType({})
    on_success: Any = None
    on_failure: Any = None


class Composition:
    """The invocations that a pipeline's body has added so far."""

    def __init__(self, pipeline: str, around: Around) -> None:
        self.pipeline = pipeline
        self._around = [around]
        self._invocations: dict[str, Invocation] = {}
        self._code: dict[str, StepCode] = {}
        self._parameters: dict[str, dict[str, Any]] = {}
        self._external: dict[str, ExternalValue] = {}

    @contextmanager
    def nested(self, around: Around) -> Iterator[None]:
        """While entered, what `around` says holds for steps that are added, too."""
        self._around.append(around)
        try:
            yield
        finally:
            self._around.pop()

    def add(
        self,
        step: Composable,
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
        for around in reversed(self._around):
            settings = around.step_settings.get(name) or around.step_settings.get(step.name)
            if settings:
                step = step.with_options(**settings)
        options = step.options
        for around in reversed(self._around[1:]):
            options = options.over(around.options)
        arguments = Arguments(self.pipeline, name, step.bind(args, kwargs))
        invocation = Invocation(
            name=name,
            step=step.name,
            inputs=arguments.inputs,
            parameters=arguments.parameters,
            outputs=step.output_specs(self.pipeline, name),
            after=tuple(_names(after)),
            options=options,
            code=step.code,
            source=step.source,
            docstring=inspect.getdoc(step.entrypoint) or "",
        )
        self._code[name] = self._with_hooks(step.runnable())
        self._parameters[name] = arguments.live
        self._external.update(arguments.external)
        self._invocations[name] = invocation
        found = tuple(Placeholder(name, output.name) for output in step.outputs)
        return found[0] if len(found) == 1 else StepOutputs(name, found)

    def _name(self, step: str, id: str | None) -> str:
        if id is not None:
            id = checked_name("step call", id, None)
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

    def _with_hooks(self, code: StepCode) -> StepCode:
        """With the hooks of the pipelines around, where the step has none of its own."""
        for around in reversed(self._around):
            code.on_success = code.on_success or as_hook(around.on_success, "on_success")
            code.on_failure = code.on_failure or as_hook(around.on_failure, "on_failure")
        return code

    def program(self, options: Options, **plan: Any) -> Program:
        """The program of everything added.

        Raises `InvalidArgumentError` where nothing was, and for a step to wait for that is none.
        """
        if not self._invocations:
            raise InvalidArgumentError(
                f"Pipeline {self.pipeline!r} called no steps, so there is nothing to run."
            )
        self._tell_unused_settings()
        made = Plan(
            pipeline=self.pipeline,
            invocations=tuple(self._invocations.values()),
            options=options,
            **plan,
        )
        check_plan(made)
        return Program(made, self._code, parameters=self._parameters, external=self._external)

    def _tell_unused_settings(self) -> None:
        # A warning, no error: a condition in the body may have left the step out this time.
        known = {*self._invocations, *(one.step for one in self._invocations.values())}
        unused = self._around[0].step_settings.keys() - known
        if unused:
            from logging import getLogger

            for name in sorted(unused):
                what = f"step in this run of pipeline {self.pipeline!r} called"
                getLogger("tallystick").warning(
                    "Options given for a step are not used: %s", unknown(what, name, sorted(known))
                )


composition: ContextVar[Composition | None] = ContextVar("tallystick_composition", default=None)
"""What is being composed here, if anything."""


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
