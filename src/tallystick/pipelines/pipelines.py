"""`@pipeline`: a function that wires steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from tallystick.errors import InvalidArgumentError, InvalidValueError, unknown
from tallystick.pipelines.options import as_hook, build_options
from tallystick.plan.options import ExecutionMode, Options

if TYPE_CHECKING:
    import inspect

    from tallystick.client.handles import PipelineRunResponse
    from tallystick.execution.program import Program

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
        self.name: str = self._given.get("name") or function.__name__
        self.options: Options = build_options("pipeline", self._given, also=_OWN_ARGUMENTS)
        self.execution_mode = _execution_mode(self._given.get("execution_mode"))
        self.tags = tuple(str(getattr(tag, "name", tag)) for tag in self._given.get("tags", ()))
        self.__name__ = self.name
        self.__qualname__ = getattr(function, "__qualname__", self.name)
        self.__doc__ = function.__doc__
        self.__module__ = function.__module__
        self.__wrapped__ = function

    def __repr__(self) -> str:
        return f"<pipeline {self.name!r}>"

    @property
    def enable_cache(self) -> bool | None:
        """Whether steps may take over earlier results; None where nothing is said."""
        return self.options.enable_cache

    def with_options(self, config_path: str | Path | None = None, **options: Any) -> Pipeline:
        """A copy with other options; those in the YAML file at `config_path` come first.

        Options are those of `@pipeline`, and `run_name` (may hold `{date}` and `{time}`),
        `parameters`, `steps` (options by invocation or step name) and `max_parallelism`.
        None leaves an option as it is; dictionaries are joined.

        Raises `InvalidArgumentError` for a file that is missing or says what is not known.
        """
        from tallystick.pipelines.configuration import load_configuration

        joined = dict(self._given)
        layers = [load_configuration(config_path)] if config_path is not None else []
        for layer in (*layers, options):
            for name, value in layer.items():
                before = joined.get(name)
                if isinstance(value, Mapping) and isinstance(before, Mapping):
                    value = {**before, **value}
                if value is not None:
                    joined[name] = value
        return Pipeline(self.entrypoint, joined)

    def configure(self, **options: Any) -> Pipeline:
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

        if composition.get() is not None:
            inlined: PipelineRunResponse = self.entrypoint(*args, **kwargs)
            return inlined
        if running_step() is not None:
            raise InvalidArgumentError(
                f"Pipeline {self.name!r} is called within a step. Call it from a script, "
                "or call it in another pipeline's body to add its steps there."
            )
        from tallystick.client.session import default_session
        from tallystick.execution.running import run_program

        return run_program(self.program(*args, **kwargs), default_session()).response()

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
        composing = Composition(self.name, self._given.get("steps") or {})
        token = composition.set(composing)
        context = pipeline_context.set(PipelineContext(self))
        try:
            self.entrypoint(**arguments)
        finally:
            composition.reset(token)
            pipeline_context.reset(context)
        program = composing.program(
            self.options,
            run_name=self._given.get("run_name"),
            parameters=parameters,
            tags=self.tags,
            execution_mode=self.execution_mode,
            max_parallelism=int(self._given.get("max_parallelism") or 0),
            docstring=self.__doc__ or "",
        )
        self._hand_down_hooks(program)
        return program

    def _hand_down_hooks(self, program: Program) -> None:
        """The pipeline's hooks hold for steps that have none of their own."""
        on_success = as_hook(self._given.get("on_success"), "on_success")
        on_failure = as_hook(self._given.get("on_failure"), "on_failure")
        for code in program.code.values():
            code.on_success = code.on_success or on_success
            code.on_failure = code.on_failure or on_failure

    def _bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        import inspect

        signature: inspect.Signature = inspect.signature(self.entrypoint)
        configured = self._given.get("parameters") or {}
        for name in configured:
            if name not in signature.parameters:
                raise InvalidArgumentError(
                    unknown(f"parameter of pipeline {self.name!r}", name, [*signature.parameters]),
                    given=name,
                )
        try:
            passed = signature.bind_partial(*args, **kwargs).arguments
            fill = {name: value for name, value in configured.items() if name not in passed}
            bound = signature.bind(*args, **{**kwargs, **fill})
        except TypeError as error:
            raise TypeError(f"Pipeline {self.name!r}: {error}") from None
        bound.apply_defaults()
        return dict(bound.arguments)


def _execution_mode(given: Any) -> ExecutionMode:
    if given is None:
        return ExecutionMode.CONTINUE_ON_FAILURE
    try:
        return ExecutionMode(str(getattr(given, "value", given)).lower())
    except ValueError:
        raise InvalidArgumentError(
            unknown("execution mode", str(given), list(ExecutionMode)), given=given
        ) from None


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
