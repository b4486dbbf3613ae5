"""Steps and pipelines as the oldest programs write them: a pipeline takes its steps as arguments.

    @pipeline
    def training(load, train):
        train(load())

    training(load=load(), train=train(TrainParameters(depth=5))).run()

`zenml.steps.step` and `zenml.pipelines.pipeline` are these; they do all else that the newer
`zenml.step` and `zenml.pipeline` do, so programs that import those from here run as well.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any, Self

from tallystick.execution.program import StepCode
from tallystick.integrations.zenml_api.parameters import BaseParameters
from tallystick.pipelines.composing import composition
from tallystick.pipelines.pipelines import Pipeline
from tallystick.pipelines.steps import Step
from tallystick.tracking.current import running_step
from tallystick.tracking.step_context import StepContext, get_step_context

_OF_IMAGES = ("dockerignore_file", "required_integrations", "requirements")
_OF_SCHEDULES = ("build", "code_repository", "prevent_build_reuse", "schedule", "unlisted")


class FirstStep(Step):
    """A step that can be called before its pipeline is: with nothing or with `BaseParameters`.

    Such a call gives the step itself, with those parameters, to be handed to a pipeline.
    A parameter annotated with `StepContext` receives the context when the step runs.
    """

    def __call__(self, *args: Any, after: Any = None, id: str | None = None, **kwargs: Any) -> Any:
        given = (*args, *kwargs.values())
        is_early = composition.get() is None and running_step() is None
        if is_early and all(isinstance(one, BaseParameters) for one in given):
            return self.with_options(parameters=self._by_name(args, kwargs), name=id)
        return super().__call__(*args, after=after, id=id, **kwargs)

    def _by_name(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, Any]:
        named = dict(kwargs)
        for value in args:
            fitting = (
                name
                for name, parameter in self.signature.parameters.items()
                if parameter.annotation is type(value) and name not in named
            )
            name = next(fitting, None)
            if name is None:
                raise TypeError(
                    f"Step {self.name!r} has no parameter annotated with {type(value).__name__}."
                )
            named[name] = value
        return named

    def with_return_materializers(self, materializers: Any) -> Self:
        """Let these materializers save the outputs; the step."""
        self.configure(output_materializers=materializers)
        return self

    @functools.cached_property
    def signature(self) -> inspect.Signature:
        """The function's signature without what it is given when it runs."""
        whole = _whole_signature(self)
        kept = [p for p in whole.parameters.values() if p.annotation is not StepContext]
        return whole.replace(parameters=kept)

    def runnable(self) -> StepCode:
        code = super().runnable()
        parameters = _whole_signature(self).parameters.values()
        names = [one.name for one in parameters if one.annotation is StepContext]
        if names:
            code.function = _with_context(code.function, names)
        return code


def _whole_signature(step: Step) -> inspect.Signature:
    from tallystick.pipelines.annotations import signature_of

    return signature_of(step.entrypoint)


def _with_context(function: Callable[..., Any], names: list[str]) -> Callable[..., Any]:
    @functools.wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs, **dict.fromkeys(names, get_step_context()))

    return called


class FirstPipeline(Pipeline):
    """A pipeline that may take its steps as arguments: called with steps, it waits for `run()`."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if composition.get() is None and any(
            isinstance(one, Step) for one in (*args, *kwargs.values())
        ):
            return self._of_steps(args, kwargs)
        return super().__call__(*args, **kwargs)

    def _of_steps(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> FirstPipeline:
        function = self.entrypoint
        inspect.signature(function).bind(*args, **kwargs)

        @functools.wraps(function)
        def body() -> Any:
            return function(*args, **kwargs)

        body.__signature__ = inspect.Signature()  # type: ignore[attr-defined]  # instead of that of `function`
        return type(self)(body, {**self._given, "name": self.name})

    def run(self, **options: Any) -> Any:
        """Run it, with options as `with_options` takes them; the finished run."""
        known = {name: value for name, value in options.items() if name not in _OF_SCHEDULES}
        return self.with_options(**known)()

    def with_config(self, config_path: str) -> Pipeline:
        """With the options of a YAML file."""
        return self.with_options(config_path=config_path)


def step(function: Callable[..., Any] | None = None, /, **options: Any) -> Any:
    """`tallystick.step`, and what `FirstStep` says."""
    if function is None:
        return lambda decorated: FirstStep(decorated, options)
    return FirstStep(function, options)


def pipeline(function: Callable[..., Any] | None = None, /, **options: Any) -> Any:
    """`tallystick.pipeline`, and what `FirstPipeline` says."""
    known = {name: value for name, value in options.items() if name not in _OF_IMAGES}
    if function is None:
        return lambda decorated: FirstPipeline(decorated, known)
    return FirstPipeline(function, known)
