"""From decorator arguments to options."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tallystick.errors import InvalidArgumentError, InvalidValueError, unknown
from tallystick.plan.options import ModelSpec, Options, Retry

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

Hook = Callable[..., Any]


def build_options(what: str, given: Mapping[str, Any], *, also: frozenset[str]) -> Options:
    """Options from keyword arguments; None is "not said".

    Raises `TypeError` for a keyword that neither is an option nor in `also`, with close matches.
    """
    said: dict[str, Any] = {}
    infrastructure: dict[str, Any] = {}
    for name, value in given.items():
        if name in _SHARED:
            said[name] = _CONVERSIONS.get(name, lambda value: value)(value)
        elif name in INFRASTRUCTURE:
            if value is not None:
                infrastructure[name] = plain(value)
        elif name not in also:
            known = sorted(_SHARED | INFRASTRUCTURE | also)
            raise TypeError(unknown(f"argument of {what}", name, known))
    said = {name: value for name, value in said.items() if value is not None}
    _check_flags(what, said)
    return Options(**said, infrastructure=infrastructure)


def _check_flags(what: str, said: Mapping[str, Any]) -> None:
    for name, value in said.items():
        if name.startswith("enable_") and not isinstance(value, bool):
            raise InvalidValueError(f"{what}({name}=...) is True or False; got {value!r}.")


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
    if not given or not set(given) <= set(fields):
        raise InvalidArgumentError(
            f"retry says max_retries, delay and backoff; got {retry!r}.", given=retry
        )
    return Retry(**given)


def plain(value: Any) -> Any:
    """`value` as JSON-compatible data, for records: objects by their fields, else their repr."""
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(part) for part in value]
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
}


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
