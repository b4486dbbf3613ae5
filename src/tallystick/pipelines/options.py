"""From decorator arguments to options."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tallystick.errors import InvalidArgumentError, InvalidValueError, unknown
from tallystick.plan.options import ExecutionMode, ModelSpec, Options, Retry
from tallystick.records.names import check_name
from tallystick.values.keys import is_utf8

INFRASTRUCTURE = frozenset(
    {
        "cache_policy",
        "depends_on",
        "dynamic",
        "enable_heartbeat",
        "enable_pipeline_logs",
        "environment",
        "experiment_tracker",
        "group",
        "heartbeat_healthy_threshold",
        "on_end",
        "on_start",
        "runtime",
        "secrets",
        "step_operator",
        "step_type",
    }
)
"""Arguments for other places to run: kept on the record, not acted on."""

_SHARED = frozenset(Options.__struct_fields__) - {"infrastructure"}

_MAPPINGS = frozenset({"extra", "parameters", "settings", "steps", "substitutions"})

Hook = Callable[..., Any]


def build_options(what: str, given: Mapping[str, Any], *, also: frozenset[str]) -> Options:
    """Options from keyword arguments; None is "not said".

    Raises `TypeError` for a keyword that neither is an option nor in `also`, with close matches,
    and `InvalidValueError` for a value of another type.
    """
    said: dict[str, Any] = {}
    infrastructure: dict[str, Any] = {}
    for name, value in given.items():
        _check_type(what, name, value)
        if name in _SHARED:
            said[name] = _CONVERSIONS.get(name, lambda value: value)(value)
        elif name in INFRASTRUCTURE:
            if value is not None:
                infrastructure[name] = plain(value)
        elif name not in also:
            known = sorted(_SHARED | INFRASTRUCTURE | also)
            raise TypeError(unknown(f"argument of @{what} called", name, known))
    said = {name: value for name, value in said.items() if value is not None}
    return Options(**said, infrastructure=infrastructure)


def _check_type(what: str, name: str, value: Any) -> None:
    expected = None
    if value is None:
        return
    if name in _SHARED and name.startswith("enable_") and not isinstance(value, bool):
        expected = "True or False"
    elif name in _MAPPINGS and not isinstance(value, Mapping):
        expected = "a mapping"
    elif name == "substitutions" and not all(isinstance(one, str) for one in value.values()):
        expected = "a mapping to texts"
    elif name == "run_name" and not isinstance(value, str):
        expected = "text"
    if expected:
        raise InvalidValueError(f"{what}({name}=...) is {expected}; got {value!r}.")


def model_spec(model: Any) -> ModelSpec | None:
    """The data of a `Model`, of a mapping with its arguments, or of a model's name."""
    if model is None or isinstance(model, ModelSpec):
        return model
    spec = getattr(model, "spec", None)
    if isinstance(spec, ModelSpec):
        return spec
    if isinstance(model, str | Mapping):
        from tallystick.tracking.model import Model

        said: dict[str, Any] = {"name": model} if isinstance(model, str) else dict(model)
        _check_fields("model", said, (*ModelSpec.__struct_fields__, "save_models_to_registry"))
        try:
            return Model(**said).spec
        except InvalidValueError:
            raise
        except TypeError as error:
            raise InvalidArgumentError(
                f"model: {str(error).removeprefix('Model.__init__() ')}.", given=model
            ) from None
    raise InvalidValueError(
        f"model is a Model, such as Model(name='my_model'); got {type(model).__name__}."
    )


def retry_policy(retry: Any) -> Retry | None:
    """A retry from anything with `max_retries`, `delay` and `backoff`: an object or a mapping."""
    if retry is None or isinstance(retry, Retry):
        return retry
    if isinstance(retry, int) and not isinstance(retry, bool):
        return Retry(max_retries=retry)
    fields = Retry.__struct_fields__
    given = (
        dict(retry)
        if isinstance(retry, Mapping)
        else {name: getattr(retry, name) for name in fields if hasattr(retry, name)}
    )
    if not given:
        raise InvalidValueError(f"retry says max_retries, delay and backoff; got {retry!r}.")
    _check_fields("retry", given, fields)
    return Retry(**given)


def _check_fields(what: str, given: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for name in given:
        if name not in known:
            raise InvalidArgumentError(unknown(f"{what} option", str(name), known), given=name)


def plain(value: Any) -> Any:
    """`value` as JSON-compatible data, for records: objects by their fields, else their repr.

    Raises `InvalidArgumentError` for text that UTF-8 cannot hold.
    """
    if isinstance(value, Mapping):
        return {plain(str(key)): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(part) for part in value]
    if isinstance(value, str) and not is_utf8(value):
        raise InvalidArgumentError(
            f"The option {value!a} has a lone surrogate in it, which UTF-8 cannot hold; remove it.",
            given=value,
        )
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, type) or callable(value):
        return f"{value.__module__}.{getattr(value, '__qualname__', type(value).__qualname__)}"
    fields = getattr(value, "__dict__", None)
    return plain(fields) if fields else repr(value)


_CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    "model": model_spec,
    "retry": retry_policy,
    "settings": plain,
    "extra": plain,
    "substitutions": plain,
}


def checked_name(what: str, given: Any, function: Any) -> str:
    """The name that is given, else that of the function, of a partial's function or of a class.

    Raises `InvalidValueError` for anything but text, `InvalidArgumentError` for what is no name.
    """
    if given is None:
        function = getattr(function, "func", function)
        return str(getattr(function, "__name__", type(function).__name__))
    if not isinstance(given, str):
        raise InvalidValueError(f"The name of a {what} is text; got {given!r}.")
    if not given or "::" in given:
        raise InvalidArgumentError(
            f"The name of a {what} is not empty and has no '::'; got {given!r}.", given=given
        )
    check_name(what, given)
    return given


def joined(before: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """`options` over those before: None leaves one as it is, dictionaries are joined."""
    result = dict(before)
    for name, value in options.items():
        known = result.get(name)
        if isinstance(value, Mapping) and isinstance(known, Mapping):
            result[name] = joined(known, value) if name == "steps" else {**known, **value}
        elif value is not None:
            result[name] = value
    return result


def execution_mode(given: Any) -> ExecutionMode:
    """What happens to other steps when one fails, from its text or an enum's member."""
    if given is None:
        return ExecutionMode.CONTINUE_ON_FAILURE
    try:
        return ExecutionMode(str(getattr(given, "value", given)).lower())
    except ValueError:
        raise InvalidArgumentError(
            unknown("execution mode", str(given), list(ExecutionMode)), given=given
        ) from None


def max_parallelism(given: Any) -> int:
    """How many steps may run at a time; 0 where nothing is said."""
    if given is None:
        return 0
    if isinstance(given, bool) or not isinstance(given, int):
        raise InvalidValueError(f"max_parallelism is a whole number; got {given!r}.")
    if given < 1:
        raise InvalidArgumentError(f"max_parallelism is 1 or more; got {given}.", given=given)
    return given


def tag_names(what: str, tags: Any) -> tuple[str, ...]:
    """The names of tags, given as texts and as `Tag` objects; numbers, as in YAML, are texts."""
    if isinstance(tags, str | bytes) or not isinstance(tags or (), Iterable):
        raise InvalidValueError(f"{what}(tags=...) is a list of tags; got {tags!r}.")
    names = tuple(getattr(tag, "name", tag) for tag in tags or ())
    for name in names:
        if not isinstance(name, str | int | float):
            raise InvalidValueError(f"{what}(tags=...) are texts and Tags; got {name!r}.")
        check_name("tag", str(name))
    return tuple(str(name) for name in names)


def step_settings(given: Any) -> Mapping[str, Mapping[str, Any]]:
    """Options of steps by the name of an invocation or a step."""
    for name, options in (given or {}).items():
        if not isinstance(options, Mapping):
            raise InvalidValueError(f"steps[{name!r}] is a mapping of options; got {options!r}.")
    settings: Mapping[str, Mapping[str, Any]] = given or {}
    return settings


def as_hook(hook: Any, name: str) -> Hook | None:
    """A function, or the one at a dotted path."""
    if hook is None:
        return None
    if isinstance(hook, str):
        import importlib

        module, _, attribute = hook.rpartition(".")
        try:
            hook = getattr(importlib.import_module(module), attribute)
        except (ImportError, AttributeError, ValueError):
            raise InvalidArgumentError(
                f"{name}={hook!r} is not the dotted path of a function.", given=hook
            ) from None
    if not callable(hook):
        raise InvalidValueError(f"{name} is a function; got {hook!r}.")
    found: Hook = hook
    return found
