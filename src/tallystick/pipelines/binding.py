"""Arguments of a call and configured parameters, brought together by a signature."""

from __future__ import annotations

from collections.abc import Mapping
from inspect import Parameter, Signature
from typing import Any

from tallystick.errors import InvalidArgumentError, unknown
from tallystick.pipelines.arguments import stands_for_artifact
from tallystick.pipelines.fitting import fitted


def bind(
    whose: str,
    signature: Signature,
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any],
    configured: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """Arguments by parameter name, in the signature's order.

    Configured ones and defaults fill in what the call leaves out.

    What goes to `**kwargs` is by its own name. `whose` begins messages: `step 'train'`.

    Raises `TypeError` for arguments that do not fit, with close matches of misspelt ones,
    `WrongTypeError` for values that are not of the annotated types, and
    `InvalidArgumentError` where the configuration names no parameter, where it and the call
    differ, and for values of `*args`.
    """
    configured, gathered = _gathered(signature, configured or {})
    known = [p.name for p in signature.parameters.values() if p.kind is not p.VAR_KEYWORD]
    takes_any = len(known) < len(signature.parameters)
    for name in configured:
        if name not in known and not takes_any:
            raise InvalidArgumentError(
                unknown(f"parameter of {whose} called", name, known), given=name
            )
    if not takes_any:
        for name in kwargs:
            if name not in known:
                raise TypeError(unknown(f"parameter of {whose} called", name, known))
    try:
        passed = signature.bind_partial(*args, **kwargs)
    except TypeError as error:
        raise TypeError(f"{whose[0].upper()}{whose[1:]}: {error}") from None
    arguments = {
        name: _fitting(whose, signature, name, value)
        for name, value in _flat(whose, signature, passed.arguments).items()
    }
    for name, said in configured.items():
        value = _fitting(whose, signature, name, said, as_text=True)
        if name in arguments:
            _check_same(whose, name, arguments[name], value)
        arguments.setdefault(name, value)
    for name, fields in gathered.items():
        if name not in arguments:
            arguments[name] = _made(whose, signature.parameters[name], fields)
    _fill_defaults(whose, signature, arguments)
    # Whatever the order in which they were said; what goes to `**kwargs` comes last.
    return {name: arguments[name] for name in signature.parameters if name in arguments} | arguments


def _fitting(
    whose: str, signature: Signature, name: str, value: Any, *, as_text: bool = False
) -> Any:
    """The value as the parameter's annotation wants it; what stands for an artifact as it is."""
    parameter = signature.parameters.get(name)
    if parameter is None or parameter.annotation is parameter.empty or stands_for_artifact(value):
        return value
    if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
        return value
    if value is None and parameter.default is None:
        # `x: int = None` is short for an optional one.
        return value
    return fitted(whose, name, value, parameter.annotation, as_text=as_text)


def positional_only(signature: Signature) -> tuple[str, ...]:
    """The names of parameters that cannot be passed by name, in order."""
    parameters = signature.parameters.values()
    return tuple(one.name for one in parameters if one.kind is one.POSITIONAL_ONLY)


def _gathered(
    signature: Signature, configured: Mapping[str, Any]
) -> tuple[Mapping[str, Any], dict[str, dict[str, Any]]]:
    """`configured` without what belongs to parameters that are one object of several.

    That, by the name of the parameter: such an object is made of it where the call gives none.
    Its class has the names in `__gathers_parameters__`.
    """
    gathered = {}
    for name, parameter in signature.parameters.items():
        fields = getattr(parameter.annotation, "__gathers_parameters__", None)
        if fields is not None:
            gathered[name] = {f: configured[f] for f in fields if f in configured}
    taken = {field for fields in gathered.values() for field in fields} - {*signature.parameters}
    return {name: value for name, value in configured.items() if name not in taken}, gathered


def _made(whose: str, parameter: Parameter, fields: Mapping[str, Any]) -> Any:
    if parameter.default is not parameter.empty and not fields:
        return parameter.default
    try:
        return parameter.annotation(**fields)
    except TypeError as error:
        raise TypeError(
            f"{whose[0].upper()}{whose[1:]} is called without {parameter.name!r}, "
            f"and a {parameter.annotation.__name__} cannot be made: {error}."
        ) from None


def _flat(whose: str, signature: Signature, passed: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in passed.items():
        kind = signature.parameters[name].kind
        if kind is kind.VAR_KEYWORD:
            flat.update(value)
        elif kind is not kind.VAR_POSITIONAL:
            flat[name] = value
        elif value:
            raise InvalidArgumentError(
                f"{whose[0].upper()}{whose[1:]} takes *{name}; give its values as one list instead."
            )
    return flat


def _check_same(whose: str, name: str, passed: Any, configured: Any) -> None:
    if passed is configured or (type(passed) is type(configured) and passed == configured):
        return
    raise InvalidArgumentError(
        f"Parameter {name!r} of {whose} is {passed!r} in the code and {configured!r} in the "
        "configuration; say it in one place.",
        given=name,
    )


def _fill_defaults(whose: str, signature: Signature, arguments: dict[str, Any]) -> None:
    missing = []
    for name, parameter in signature.parameters.items():
        if name in arguments or parameter.kind in (
            parameter.VAR_POSITIONAL,
            parameter.VAR_KEYWORD,
        ):
            continue
        if parameter.default is parameter.empty:
            missing.append(name)
        else:
            arguments[name] = parameter.default
    if missing:
        names = ", ".join(map(repr, missing))
        raise TypeError(f"{whose[0].upper()}{whose[1:]} is called without {names}.")
