"""`@pipeline`: a function that wires steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, overload

from tallystick.errors import InvalidArgumentError, InvalidValueError, PipelineFailedError
from tallystick.pipelines.options import (
    build_options,
    checked_name,
    execution_mode,
    joined,
    max_parallelism,
    step_settings,
    tag_names,
)
from tallystick.plan.options import Options

if TYPE_CHECKING:
    import inspect

    from tallystick.client.handles import PipelineRunResponse
    from tallystick.execution.program import Program
    from tallystick.pipelines.composing import Around

_OWN_ARGUMENTS = frozenset(
    {
        "config_path",
        "execution_mode",
        "max_parallelism",
        "name",
        "on_failure",
        "on_success",
        "parameters",
        "run_name",
        "steps",
        "tags",
    }
)


class Pipeline:
    """A pipeline: calling it wires its steps, runs them and returns the run.

    Called in the body of another pipeline it adds its steps to that one's.
    `entrypoint` is the function itself.
    """

    def __init__(self, function: Callable[..., Any], given: Mapping[str, Any]) -> None:
        if not callable(function):
            raise InvalidValueError(f"@pipeline is for functions; got {function!r}.")
        self.entrypoint = function
        self._given = {key: value for key, value in given.items() if value is not None}
        self.name: str = checked_name("pipeline", self._given.get("name"), function)
        self.options: Options = build_options("pipeline", self._given, also=_OWN_ARGUMENTS)
        self.execution_mode = execution_mode(self._given.get("execution_mode"))
        self.max_parallelism = max_parallelism(self._given.get("max_parallelism"))
        self.tags = tag_names("pipeline", self._given.get("tags"))
        self._step_settings = step_settings(self._given.get("steps"))
        self.__name__ = self.name
        self.__qualname__ = getattr(function, "__qualname__", self.name)
        self.__doc__ = function.__doc__
        self.__module__ = getattr(function, "__module__", type(function).__module__)
        self.__wrapped__ = function

    def __repr__(self) -> str:
        return f"<pipeline {self.name!r}>"

    @property
    def enable_cache(self) -> bool | None:
        """Whether steps may take over earlier results; None where nothing is said."""
        return self.options.enable_cache

    def with_options(self, config_path: str | Path | None = None, **options: Any) -> Self:
        """A copy with other options; those in the YAML file at `config_path` come first.

        Options are those of `@pipeline`, and `run_name` (may hold `{date}` and `{time}`),
        `parameters`, `steps` (options by invocation or step name) and `max_parallelism`.
        None leaves an option as it is; dictionaries are joined.

        Raises `InvalidArgumentError` for a file that is missing or says what is not known.
        """
        from tallystick.pipelines.configuration import load_configuration

        given: Mapping[str, Any] = self._given
        if config_path is not None:
            given = joined(given, load_configuration(config_path))
        return type(self)(self.entrypoint, joined(given, options))

    def configure(self, **options: Any) -> Self:
        """Change the options of this pipeline itself, as `with_options` would; the pipeline."""
        changed = self.with_options(**options)
        self.__dict__.clear()
        self.__dict__.update(changed.__dict__)
        return self

    def __call__(self, *args: Any, **kwargs: Any) -> PipelineRunResponse:
        """Run the pipeline; the finished run.

        Raises `PipelineFailedError` (a `RuntimeError`) where steps failed, caused by the first
        exception of theirs; what was logged and the run itself are kept.
        """
        from tallystick.pipelines.composing import composition
        from tallystick.tracking.current import running_step

        composing = composition.get()
        if composing is not None:
            with composing.nested(self._around):
                inlined: PipelineRunResponse = self._call(self._bind(args, kwargs))
            return inlined
        if running_step() is not None:
            raise InvalidArgumentError(
                f"Pipeline {self.name!r} is called within a step. Call it from a script, "
                "or call it in another pipeline's body to add its steps there."
            )
        from tallystick.client.session import default_session
        from tallystick.execution.running import run_program

        program = self.program(*args, **kwargs)
        try:
            finished = run_program(program, default_session())
        except PipelineFailedError as error:
            self._spread_tags(error.run_id)
            # What people did is in its cause; how it came here says nothing to them.
            raise error.with_traceback(None) from error.__cause__
        except (KeyboardInterrupt, SystemExit) as error:
            raise error.with_traceback(None)  # noqa: B904  the same, without our frames
        self._spread_tags(finished.id)
        return finished.response()

    def _spread_tags(self, run_id: object) -> None:
        """What tags of the run mean for other things: exclusive and cascading ones."""
        said = [tag for tag in self._given.get("tags") or () if not isinstance(tag, str)]
        if said:
            from tallystick.tracking.tags import Tag, add_tags

            add_tags([tag for tag in said if isinstance(tag, Tag)], run=str(run_id))

    def program(self, *args: Any, **kwargs: Any) -> Program:
        """The plan that calling the pipeline would run, with its code; nothing is run or stored."""
        from msgspec import Raw

        from tallystick.pipelines.composing import Composition, composition
        from tallystick.pipelines.context import PipelineContext, pipeline_context
        from tallystick.values import encode

        arguments = self._bind(args, kwargs)
        parameters = {}
        for name, value in arguments.items():
            try:
                parameters[name] = Raw(encode(value, path=name))
            except InvalidValueError:
                parameters[name] = Raw(encode(f"<{type(value).__name__}>"))
        composing = Composition(self.name, self._around)
        token = composition.set(composing)
        context = pipeline_context.set(PipelineContext(self.name, self.options))
        try:
            self._call(arguments)
        finally:
            composition.reset(token)
            pipeline_context.reset(context)
        return composing.program(
            self.options,
            run_name=self._given.get("run_name"),
            parameters=parameters,
            tags=self.tags,
            execution_mode=self.execution_mode,
            max_parallelism=self.max_parallelism,
            docstring=self.__doc__ or "",
        )

    @property
    def _around(self) -> Around:
        from tallystick.pipelines.composing import Around

        return Around(
            self.options,
            self._step_settings,
            self._given.get("on_success"),
            self._given.get("on_failure"),
        )

    def _call(self, arguments: Mapping[str, Any]) -> Any:
        from tallystick.execution.program import call
        from tallystick.pipelines.binding import positional_only

        return call(self.entrypoint, positional_only(self._signature), arguments)

    @cached_property
    def _signature(self) -> inspect.Signature:
        from tallystick.pipelines.annotations import signature_of

        return signature_of(self.entrypoint)

    def _bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        from tallystick.pipelines.binding import bind

        whose = f"pipeline {self.name!r}"
        return bind(whose, self._signature, args, kwargs, self._given.get("parameters"))


@overload
def pipeline(function: Callable[..., Any], /) -> Pipeline: ...
@overload
def pipeline(**options: Any) -> Callable[[Callable[..., Any]], Pipeline]: ...


def pipeline(function: Callable[..., Any] | None = None, /, **options: Any) -> Any:
    """Make a function that wires steps a pipeline.

        @pipeline(model=Model(name="breast_cancer"))
        def training(depth: int = 3):
            train(load(), depth=depth)

        run = training(depth=5)

    Options: `name, enable_cache, enable_artifact_metadata, enable_step_logs, settings, tags,
    extra, on_failure, on_success, model, retry, substitutions, execution_mode, max_parallelism`,
    and those for other places to run, which are recorded and not acted on.
    Raises `TypeError` for any other, with close matches.
    """
    if function is None:
        build_options("pipeline", options, also=_OWN_ARGUMENTS)
        return lambda decorated: Pipeline(decorated, options)
    return Pipeline(function, options)
