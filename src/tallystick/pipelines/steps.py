"""`@step`: a function that can be part of a pipeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, overload

from tallystick.errors import InvalidArgumentError, InvalidValueError, unknown
from tallystick.execution.program import StepCode
from tallystick.pipelines.options import as_hook, build_options, checked_name, joined
from tallystick.pipelines.surroundings import keep_surroundings
from tallystick.plan.options import Options

if TYPE_CHECKING:
    import inspect

    from tallystick.pipelines.outputs import Output
    from tallystick.pipelines.placeholders import Placeholder, StepOutputs
    from tallystick.plan.plan import OutputSpec

_OWN_ARGUMENTS = frozenset(
    {"name", "output_materializers", "on_failure", "on_success", "parameters", "outputs"}
)

_NOT_PLAIN = 0x20 | 0x80 | 0x200
"""Flags of a generator's, a coroutine's and an asynchronous generator's code; see `inspect`."""


class Step:
    """A step: a function with options. Calling it depends on where that is done.

    * In a pipeline's body: adds an invocation and returns stand-ins for its outputs.
    * In a running step: calls the function.
    * Elsewhere: runs it as a pipeline of one step and returns what the function returned.

    `entrypoint` is the function itself.
    """

    def __init__(self, function: Callable[..., Any], given: Mapping[str, Any]) -> None:
        _check_function(function)
        keep_surroundings(function)
        self.entrypoint = function
        self._given = {key: value for key, value in given.items() if value is not None}
        self.name: str = checked_name("step", self._given.get("name"), function)
        self.options: Options = build_options("step", self._given, also=_OWN_ARGUMENTS)
        self.__name__ = self.name
        self.__qualname__ = getattr(function, "__qualname__", self.name)
        self.__doc__ = function.__doc__
        self.__module__ = getattr(function, "__module__", type(function).__module__)
        self.__wrapped__ = function

    def __repr__(self) -> str:
        return f"<step {self.name!r}>"

    def __reduce__(self) -> tuple[Callable[..., Step], tuple[Any, ...]]:
        # By name: under the function's own name a module has the step, so it cannot be pickled.
        return (_found_again, (self.__module__, self.__qualname__, self._given))

    def with_options(self, **options: Any) -> Self:
        """A copy with other options; None leaves an option as it is, dictionaries are joined."""
        return type(self)(self.entrypoint, joined(self._given, options))

    def configure(self, **options: Any) -> Self:
        """Change the options of this step itself, as `with_options` would; the step."""
        changed = self.with_options(**options)
        self.__dict__.clear()
        self.__dict__.update(changed.__dict__)
        return self

    def __call__(self, *args: Any, after: Any = None, id: str | None = None, **kwargs: Any) -> Any:
        """See the class. `after` are outputs or names to wait for; `id` names the invocation."""
        from tallystick.pipelines.composing import composition
        from tallystick.tracking.current import running_step

        if after is not None or id is not None:
            # The function's own parameters of these names come first.
            own = {"after": after, "id": id}.items()
            kwargs |= {k: v for k, v in own if v is not None and k in self.signature.parameters}
            after, id = (None if k in kwargs else v for k, v in own)
        composing = composition.get()
        if composing is not None:
            added: Placeholder | StepOutputs = composing.add(self, args, kwargs, after=after, id=id)
            return added
        if running_step() is not None:
            return self.entrypoint(*args, **kwargs)
        from tallystick.pipelines.direct import run_step

        return run_step(self, args, kwargs, after=after, id=id)

    @cached_property
    def signature(self) -> inspect.Signature:
        """The function's signature, annotations resolved where their names can be found."""
        from tallystick.pipelines.annotations import signature_of

        return signature_of(self.entrypoint)

    @cached_property
    def outputs(self) -> tuple[Output, ...]:
        """The declared outputs, in order."""
        from tallystick.pipelines.outputs import declared_outputs
        from tallystick.pipelines.source import returns_something

        annotation = self.signature.return_annotation
        unannotated = annotation is self.signature.empty
        return declared_outputs(annotation, unannotated and returns_something(self.entrypoint))

    @cached_property
    def source(self) -> str:
        """The function's source text."""
        from tallystick.pipelines.source import source_of

        return source_of(self.entrypoint)

    @property
    def code(self) -> dict[str, str]:
        """Hashes of the code the step consists of, now; see `code_parts`.

        With the classes of its materializers, which are user code that makes the result.
        """
        from tallystick.pipelines.code import code_parts

        chosen = (one for several in self._materializers().values() for one in several)
        return code_parts(self.entrypoint, also=[one for one in chosen if isinstance(one, type)])

    def bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        """Arguments by parameter name, with configured parameters and defaults filled in.

        Raises `TypeError` naming the step for arguments that do not fit, and
        `InvalidArgumentError` where an argument and the configuration differ.
        """
        from tallystick.pipelines.binding import bind

        return bind(
            f"step {self.name!r}", self.signature, args, kwargs, self._given.get("parameters")
        )

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
            return dict.fromkeys(names, self._several(given))
        for name in given:
            if name not in names:
                raise InvalidArgumentError(
                    unknown(f"output of step {self.name!r} called", name, names), given=name
                )
        return {name: self._several(one) for name, one in given.items()}

    def _several(self, given: Any) -> tuple[type | str, ...]:
        several = isinstance(given, Sequence) and not isinstance(given, str)
        chosen = tuple(given) if several else (given,)
        for one in chosen:
            if not isinstance(one, type | str):
                raise InvalidValueError(
                    f"A materializer of step {self.name!r} is a class or its dotted path; "
                    f"got {one!r}."
                )
            if isinstance(one, str) and not (one and one.isprintable()):
                raise InvalidArgumentError(
                    f"A materializer of step {self.name!r} is a class or its dotted path, such as "
                    f"'my_package.MyMaterializer'; {one!r} is none.",
                    given=one,
                )
        return chosen

    def runnable(self) -> StepCode:
        """The function with the live things that belong to it."""
        from tallystick.pipelines.binding import positional_only

        return StepCode(
            self.entrypoint,
            positional_only=positional_only(self.signature),
            output_types={output.name: output.type for output in self.outputs},
            materializers=self._materializers(),
            on_success=as_hook(self._given.get("on_success"), "on_success"),
            on_failure=as_hook(self._given.get("on_failure"), "on_failure"),
        )


def _check_function(function: Any) -> None:
    if not callable(function) or isinstance(function, type | Step):
        raise InvalidValueError(f"@step is for functions; got {function!r}.")
    code = getattr(function, "__code__", None)
    if code is not None and code.co_flags & _NOT_PLAIN:
        raise InvalidValueError(
            f"@step is for plain functions; {function.__qualname__} is asynchronous or a "
            "generator. Call asyncio.run(...) within a step, and return a list of what you yield."
        )


def _found_again(module: str, name: str, given: dict[str, Any]) -> Step:
    """The step at this place, as `pickle` asks for it; options may be others than there."""
    import importlib
    import operator

    found = operator.attrgetter(name)(importlib.import_module(module))
    return found if found._given == given else Step(found.entrypoint, given)


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
