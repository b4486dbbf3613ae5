"""What annotations say about values: which there can be, and whether one is among them.

Only what is certain counts: an annotation that cannot be looked into accepts everything.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from typing import (
    Annotated,
    Any,
    Literal,
    NewType,
    Union,
    get_args,
    get_origin,
    is_typeddict,
)

from tallystick.errors import WrongTypeError

_LONGEST_VALUE = 80


def alternatives(annotation: Any) -> Iterator[Any]:
    """What a value may be, one after the other: classes, generic aliases, literals.

    `Any` stands for everything, and for annotations of a kind that is not looked into.
    """
    while True:
        if isinstance(annotation, NewType):
            annotation = annotation.__supertype__
        elif get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif type(annotation).__name__ == "TypeAliasType":
            annotation = annotation.__value__
        else:
            break
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        for part in get_args(annotation):
            yield from alternatives(part)
    elif annotation is None:
        yield type(None)
    elif origin is Literal or isinstance(origin or annotation, type):
        yield annotation
    else:
        yield Any


def accepts(kind: Any, value: Any) -> bool:
    """Whether `value` is what one of `alternatives` asks for, parameters of generics aside."""
    origin = get_origin(kind)
    if origin is Literal:
        return any(type(one) is type(value) and one == value for one in get_args(kind))
    if origin is not None and not _is_container(origin):
        # Generics of libraries need not be the class of what they describe.
        return True
    kind = origin or kind
    if kind in (Any, object) or getattr(kind, "_is_protocol", False):
        return True
    if is_typeddict(kind):
        return isinstance(value, dict)
    try:
        return isinstance(value, kind) or _is_number(kind, value) or _is_namesake(kind, value)
    except TypeError:
        return True


def _is_container(origin: Any) -> bool:
    return isinstance(origin, type) and origin.__module__ in ("builtins", "collections.abc")


def _is_number(kind: type, value: Any) -> bool:
    """Whether it is a number of that sort: of another class, such as NumPy's, or a narrower one."""
    dimensions: Any = getattr(value, "ndim", 0)
    if isinstance(value, str | bytes) or dimensions:
        return False
    if kind is int:
        return hasattr(type(value), "__index__")
    if kind in (float, complex):
        return hasattr(type(value), "__float__") or hasattr(type(value), "__index__")
    if kind is bytes:
        return isinstance(value, bytearray | memoryview)
    return kind is bool and type(value).__module__ == "numpy" and "bool" in type(value).__name__


def _is_namesake(kind: type, value: Any) -> bool:
    """Whether its class was defined again since, as cells of notebooks and reloaded modules do."""
    name = (kind.__module__, kind.__qualname__)
    return any((one.__module__, one.__qualname__) == name for one in type(value).__mro__)


def type_name(annotation: Any) -> str:
    """The annotation as people write it.

    >>> type_name(int | None), type_name(list[str]), type_name(Literal["a", "b"])
    ('int or None', 'list[str]', "'a' or 'b'")
    """
    names: list[str] = []
    for kind in alternatives(annotation):
        if get_origin(kind) is Literal:
            names += map(repr, get_args(kind))
        elif get_origin(kind) is not None:
            names.append(repr(kind).replace("typing.", "").replace("collections.abc.", ""))
        else:
            names.append(_class_name(kind))
    return " or ".join(dict.fromkeys(names))


def _class_name(kind: Any) -> str:
    if kind is type(None):
        return "None"
    if not isinstance(kind, type) or kind.__module__ in ("builtins", "__main__"):
        return str(getattr(kind, "__qualname__", kind))
    return f"{kind.__module__}.{kind.__qualname__}"


def shown(value: Any) -> str:
    """A value by its type and, where that is short, by itself."""
    if value is None:
        return "None"
    if isinstance(value, str | int | float | bool | list | tuple | dict | set):
        text = repr(value)
        if len(text) <= _LONGEST_VALUE:
            return f"{type(value).__name__} {text}"
    return _class_name(type(value))


def check_outputs(step: str, outputs: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    """`WrongTypeError` where an output's value is certainly not of the annotated type."""
    for name, value in outputs.items():
        annotation = expected.get(name, Any)
        if not any(accepts(kind, value) for kind in alternatives(annotation)):
            raise WrongTypeError(
                f"Step {step!r} returned {shown(value)} as output {name!r}, which is annotated "
                f"as {type_name(annotation)}. Return that, or change the annotation.",
                step=step,
                output=name,
                expected=annotation,
                got=type(value),
            )
