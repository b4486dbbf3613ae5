"""Arguments of public methods: each is what its annotation says, or refused by name."""

from __future__ import annotations

import inspect
import os
import types
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from functools import wraps
from operator import index
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from tallystick.errors import InvalidQueryError, InvalidValueError

T = TypeVar("T")

_OF_QUERIES = frozenset({"where", "sort", "sort_by", "page", "size", "logical_operator"})
"""What reads these says more about them than their type; so does what reads names of things, and
words of which there are a few.
"""

_PAGES = frozenset({"limit", "offset"})
"""What is wrong with these is wrong with a query."""

_HIDDEN = frozenset({"values", "add", "add_or_update_values", "configuration"})
"""What these hold may be secret, and is in no message."""

_WORDS: dict[Any, str] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "True or False",
    UUID: "an id (UUID)",
    type(None): "None",
    os.PathLike: "a path",
    Mapping: "a dict",
    Iterable: "a list",
}


def checked_arguments(cls: type[T]) -> type[T]:
    """The class, whose own public methods refuse arguments that are not what annotations say.

    `InvalidValueError` (for queries `InvalidQueryError`) says which argument, what was given and
    what is expected. What is annotated as `object` or `Any` is left to the method.
    Whole numbers may be of any type that is one, such as NumPy's, and arrive as `int`.
    """
    for name, member in list(vars(cls).items()):
        if inspect.isfunction(member) and (name == "__init__" or not name.startswith("_")):
            setattr(cls, name, _checked(member))
    return cls


Read = Callable[[Any], Any]


def _checked(method: Callable[..., Any]) -> Callable[..., Any]:
    reads: dict[str, Read] = {}
    order: list[str] = []

    @wraps(method)
    def call(*given: Any, **named: Any) -> Any:
        # Annotations are read when they are first needed: some name what is imported later.
        if not order:
            order.extend(_positional(method))
            reads.update(_reads(method))
        placed = [
            reads[name](value) if name in reads else value
            for name, value in zip(order, given, strict=False)
        ]
        checked = {
            name: reads[name](value) if name in reads else value for name, value in named.items()
        }
        # More arguments than there are is for Python to say.
        return method(*placed, *given[len(placed) :], **checked)

    return call


def _positional(method: Callable[..., Any]) -> list[str]:
    parameters = inspect.signature(method).parameters.values()
    by_place = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [parameter.name for parameter in parameters if parameter.kind in by_place]


def _reads(method: Callable[..., Any]) -> dict[str, Read]:
    """What makes of each argument that is annotated what the method gets."""
    # What is returned is not asked about, and may be imported only where it is made.
    said = {name: hint for name, hint in method.__annotations__.items() if name != "return"}
    hints = get_type_hints(types.SimpleNamespace(__annotations__=said), method.__globals__)
    several = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return {
        name: _read(method.__name__, name, _alternatives(hints[name]))
        for name, parameter in inspect.signature(method).parameters.items()
        if name in hints and parameter.kind not in several and _is_read_here(name, hints[name])
    }


def _alternatives(hint: Any) -> tuple[Any, ...]:
    """What a union is of."""
    return get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)


def _is_read_here(name: str, hint: Any) -> bool:
    kinds = [get_origin(part) or part for part in _alternatives(hint)]
    says_nothing = any(kind in (object, Any) or isinstance(kind, TypeVar) for kind in kinds)
    names_things = {str, UUID} <= {*kinds} and any(map(_is_handle, kinds))
    is_word = str in kinds and any(map(_is_enum, kinds))
    return not (says_nothing or names_things or is_word or name in _OF_QUERIES)


def _is_handle(kind: Any) -> bool:
    # By what they have: handles have checked arguments themselves, and so import this.
    return inspect.isclass(kind) and hasattr(kind, "target")


def _is_enum(kind: Any) -> bool:
    return inspect.isclass(kind) and issubclass(kind, Enum)


def _read(method: str, argument: str, hints: tuple[Any, ...]) -> Read:
    kinds = tuple(get_origin(hint) or hint for hint in hints)
    plain = tuple(kind for kind in kinds if kind not in (bool, int, float, Iterable))

    def read(given: Any) -> Any:
        if isinstance(given, plain):
            return given
        if isinstance(given, bool) or type(given).__name__ in ("bool_", "bool"):
            if bool in kinds:
                return bool(given)
        # Classes have what their instances can do.
        elif int in kinds and hasattr(type(given), "__index__"):
            return index(given)
        elif float in kinds and hasattr(type(given), "__float__"):
            return float(given)
        elif Iterable in kinds and isinstance(given, Iterable) and not isinstance(given, str):
            return given
        raise _refused(method, argument, hints, given)

    return read


def _refused(
    method: str, argument: str, hints: tuple[Any, ...], given: Any
) -> InvalidValueError | InvalidQueryError:
    kind = type(given).__name__
    shown = f"a {kind}" if argument in _HIDDEN else f"{given!r} ({kind})"
    where = "Client()" if method == "__init__" else f"{method}()"
    message = f"{argument}= of {where} is {_expected(hints)}; got {shown}."
    facts: dict[str, Any] = {"path": argument, "type": kind}
    if argument in _PAGES:
        return InvalidQueryError(message, given=given, argument=argument, **facts)
    return InvalidValueError(message, **facts)


def _expected(hints: tuple[Any, ...]) -> str:
    """The types in words: `a name, an id (UUID), a handle or None`."""
    words = [_word(hint, hints) for hint in hints]
    *others, last = dict.fromkeys(words)
    return f"{', '.join(others)} or {last}" if others else last


def _word(hint: Any, hints: tuple[Any, ...]) -> str:
    kind = get_origin(hint) or hint
    if _is_handle(kind):
        return "a handle"
    if kind is str and UUID in hints:
        return "a name"
    if kind in (Iterable, Mapping) and set(get_args(hint)) == {str}:
        return f"{_WORDS[kind]} of texts"
    return _WORDS.get(kind) or f"a {kind.__name__}"
