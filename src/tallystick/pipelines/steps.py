"""`@step`: a function that can be part of a pipeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from tallystick.errors import InvalidArgumentError, InvalidValueError, unknown
from tallystick.execution.program import StepCode
from tallystick.pipelines.options import as_hook, build_options
from tallystick.plan.options import Options

if TYPE_CHECKING:
    import inspect

    from tallystick.pipelines.outputs import Output
    from tallystick.pipelines.placeholders import Placeholder, StepOutputs
    from tallystick.plan.plan import OutputSpec

_OWN_ARGUMENTS = frozenset(
    {"name", "output_materializers", "on_failure", "on_success", "parameters", "outputs"}
)


class Step:
    """A step: a function with options. Calling it depends on where that is done.

    * In a pipeline's body: adds an invocation and returns stand-ins for its outputs.
    * In a running step: calls the function.
    * Elsewhere: runs it as a pipeline of one step and returns what the function returned.

    `entrypoint` is the function itself.
    """

    def __init__(self, function: Callable[..., Any], given: Mapping[str, Any]) -> None:
        if not callable(function):
            raise InvalidValueError(f"@step is for functions; got {function!r}.")
        self.entrypoint = function
        self._given = {key: value for key, value in given.items() if value is not None}
        self.name: str = self._given.get("name") or function.__name__
        self.options: Options = build_options("step", self._given, also=_OWN_ARGUMENTS)
        self.__name__ = self.name
        self.__qualname__ = getattr(function, "__qualname__", self.name)
        self.__doc__ = function.__doc__
        self.__module__ = function.__module__
        self.__wrapped__ = function

    def __repr__(self) -> str:
        return f"<step {self.name!r}>"

    def with_options(self, **options: Any) -> Step:
        """A copy with other options; None leaves an option as it is, dictionaries are joined."""
        joined = dict(self._given)
        for name, value in options.items():
            before = joined.get(name)
            if isinstance(value, Mapping) and isinstance(before, Mapping):
                value = {**before, **value}
            if value is not None:
                joined[name] = value
        return Step(self.entrypoint, joined)

    def configure(self, **options: Any) -> Step:
        """Change the options of this step itself, as `with_options` would; the step."""
        changed = self.with_options(**options)
        self.__dict__.clear()
        self.__dict__.update(changed.__dict__)
        return self

    def __call__(
        self, *args: Any, after: Any = None, id: str | None = None, **kwargs: Any
    ) -> Any:
        """See the class. `after` are outputs or names to wait for; `id` names the invocation."""
        from tallystick.pipelines.composing import composition
        from tallystick.tracking.current import running_step

        composing = composition.get()
        if composing is not None:
            added: Placeholder | StepOutputs = composing.add(
                self, args, kwargs, after=after, id=id
            )
            return added
        if running_step() is not None:
            return self.entrypoint(*args, **kwargs)
        from tallystick.pipelines.direct import run_step

        return run_step(self, args, kwargs)

    @cached_property
    def signature(self) -> inspect.Signature:
        """The function's signature, annotations resolved where their names can be found."""
        import inspect

        try:
            return inspect.signature(self.entrypoint, eval_str=True)
        except Exception:  # noqa: BLE001  any error can come of evaluating people's annotations
            return inspect.signature(self.entrypoint)

    @cached_property
    def outputs(self) -> tuple[Output, ...]:
        """The declared outputs, in order."""
        from tallystick.pipelines.code import returns_something
        from tallystick.pipelines.outputs import declared_outputs

        annotation = self.signature.return_annotation
        unannotated = annotation is self.signature.empty
        return declared_outputs(annotation, unannotated and returns_something(self.entrypoint))

    @cached_property
    def source(self) -> str:
        """The function's source text."""
        from tallystick.pipelines.code import source_of

        return source_of(self.entrypoint)

    @property
    def code(self) -> dict[str, str]:
        """Hashes of the code the step consists of, now; see `code_parts`."""
        from tallystick.pipelines.code import code_parts

        return code_parts(self.entrypoint)

    def bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        """Arguments by parameter name, with configured parameters and defaults filled in.

        Raises `TypeError` naming the step for arguments that do not fit, and
        `InvalidArgumentError` where an argument and the configuration differ.
        """
        configured = self._given.get("parameters") or {}
        for name in configured:
            if name not in self.signature.parameters:
                raise InvalidArgumentError(
                    unknown(f"parameter of step {self.name!r}", name, [*self.signature.parameters]),
                    given=name,
                )
        try:
            bound = self.signature.bind_partial(*args, **kwargs)
            missing = {k: v for k, v in configured.items() if k not in bound.arguments}
            bound = self.signature.bind(*args, **{**kwargs, **missing})
        except TypeError as error:
            raise TypeError(f"Step {self.name!r}: {error}") from None
        for name, value in configured.items():
            if name not in missing and bound.arguments[name] is not value:
                self._check_same(name, bound.arguments[name], value)
        bound.apply_defaults()
        return self._flat(bound.arguments)

    def _check_same(self, name: str, passed: Any, configured: Any) -> None:
        if type(passed) is not type(configured) or passed != configured:
            raise InvalidArgumentError(
                f"Parameter {name!r} of step {self.name!r} is {passed!r} in the code and "
                f"{configured!r} in the configuration; say it in one place.",
                given=name,
            )

    def _flat(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        flat: dict[str, Any] = {}
        for name, value in arguments.items():
            kind = self.signature.parameters[name].kind
            if kind is kind.VAR_POSITIONAL:
                if value:
                    raise InvalidArgumentError(
                        f"Step {self.name!r} takes *{name}; give its values as one list instead."
                    )
            elif kind is kind.VAR_KEYWORD:
                flat.update(value)
            else:
                flat[name] = value
        return flat

    def output_specs(self, pipeline: str, invocation: str) -> tuple[OutputSpec, ...]:
        """What the plan says about the outputs of one invocation."""
        from tallystick.plan.plan import OutputSpec
        from tallystick.tracking.entries import new_entries

        chosen = self._materializers()
        specs = []
        for output in self.outputs:
            config = output.config
            specs.append(
                OutputSpec(
                    name=output.name,
                    artifact=output.name
                    if output.is_named
                    else f"{pipeline}::{invocation}::{output.name}",
                    version=config.version if config else None,
                    tags=config.tags if config else (),
                    metadata=new_entries(config.run_metadata) if config else (),
                    artifact_type=config.artifact_type if config else None,
                    materializers=tuple(_dotted(one) for one in chosen.get(output.name, ())),
                )
            )
        return tuple(specs)

    def _materializers(self) -> dict[str, tuple[type | str, ...]]:
        given = self._given.get("output_materializers")
        names = [output.name for output in self.outputs]
        if given is None:
            return {}
        if not isinstance(given, Mapping):
            return dict.fromkeys(names, _several(given))
        for name in given:
            if name not in names:
                raise InvalidArgumentError(
                    unknown(f"output of step {self.name!r} called", name, names), given=name
                )
        return {name: _several(one) for name, one in given.items()}

    def runnable(self) -> StepCode:
        """The function with the live things that belong to it."""
        return StepCode(
            self.entrypoint,
            input_types={
                name: parameter.annotation
                for name, parameter in self.signature.parameters.items()
                if parameter.annotation is not parameter.empty
            },
            materializers=self._materializers(),
            on_success=as_hook(self._given.get("on_success"), "on_success"),
            on_failure=as_hook(self._given.get("on_failure"), "on_failure"),
        )


def _several(given: Any) -> tuple[type | str, ...]:
    return tuple(given) if isinstance(given, Sequence) and not isinstance(given, str) else (given,)


def _dotted(materializer: type | str) -> str:
    if isinstance(materializer, str):
        return materializer
    return f"{materializer.__module__}.{materializer.__qualname__}"


@overload
def step(function: Callable[..., Any], /) -> Step: ...
@overload
def step(**options: Any) -> Callable[[Callable[..., Any]], Step]: ...


def step(function: Callable[..., Any] | None = None, /, **options: Any) -> Any:
    """Make a function a step of pipelines.

        @step
        def load() -> pd.DataFrame: ...

        @step(enable_cache=False, retry=StepRetryConfig(max_retries=3, delay=1, backoff=2))
        def train(data: pd.DataFrame) -> Annotated[ClassifierMixin, ArtifactConfig(name="clf")]: ...

    Options: `name, enable_cache, enable_artifact_metadata, enable_artifact_visualization,
    enable_step_logs, output_materializers, settings, extra, on_failure, on_success, model, retry,
    substitutions, parameters`, and those for other places to run (`experiment_tracker,
    step_operator, cache_policy, environment, secrets, runtime, ...`), which are recorded and not
    acted on. Raises `TypeError` for any other, with close matches.
    """
    if function is None:
        build_options("step", options, also=_OWN_ARGUMENTS)
        return lambda decorated: Step(decorated, options)
    return Step(function, options)
