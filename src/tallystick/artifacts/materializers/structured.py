"""Types that are their fields: dataclasses, named tuples, enums, msgspec structs, Pydantic models.

Their values are taken apart into a dict of fields and put together again without calling
anything that a file could choose.
"""

from __future__ import annotations

import dataclasses
import enum
from typing import Any
from weakref import WeakKeyDictionary

from tallystick.artifacts.materializers.names import dotted_name, find_by_name
from tallystick.errors import MaterializerError

_HEAP_TYPE = 1 << 9  # Py_TPFLAGS_HEAPTYPE: a class made by a `class` statement.


_sorts: WeakKeyDictionary[type[Any], str | None] = WeakKeyDictionary()


def sort_of(kind: type[Any]) -> str | None:
    """Which sort of such types this is, or None.

    A class that cannot be found again by its name, such as one defined in a function, is none.
    Nor is one that says itself how to pickle it or that keeps more than its fields.
    """
    if kind not in _sorts:
        sort = _sort_of(kind)
        _sorts[kind] = sort if sort and _is_findable(kind) else None
    return _sorts[kind]


def _is_findable(kind: type[Any]) -> bool:
    try:
        return find_by_name(dotted_name(kind), importing=False) is kind
    except (ImportError, AttributeError):
        return False


def _sort_of(kind: type[Any]) -> str | None:
    bases = kind.__mro__[:-1]
    names = {dotted_name(base) for base in bases}
    if "pydantic.main.BaseModel" in names:
        return "model"
    if "msgspec.Struct" in names:
        return "struct"
    if issubclass(kind, enum.Enum):
        return "enum"
    if any("__reduce__" in vars(base) or "__reduce_ex__" in vars(base) for base in bases):
        return None
    if issubclass(kind, tuple) and hasattr(kind, "_fields") and kind.__mro__[1] is tuple:
        return "named tuple"
    plain = all(base.__flags__ & _HEAP_TYPE for base in bases)
    return "dataclass" if plain and dataclasses.is_dataclass(kind) else None


def take_apart(value: Any, sort: str) -> dict[str, Any]:
    """The fields of a value by name, the whole of its state."""
    match sort:
        case "enum":
            named = value.name in type(value).__members__
            return {"name": value.name} if named else {"value": value.value}
        case "named tuple":
            return dict(zip(value._fields, value, strict=True))
        case "struct":
            return {name: getattr(value, name) for name in value.__struct_fields__}
        case "model":
            return dict(value.__getstate__())
    fields = {
        field.name: getattr(value, field.name)
        for field in dataclasses.fields(value)
        if hasattr(value, field.name)
    }
    return fields | getattr(value, "__dict__", {})


def put_together(kind: type[Any], sort: str, fields: dict[str, Any]) -> Any:
    """The value with these fields; raises `MaterializerError` if the class has others now."""
    try:
        match sort:
            case "enum":
                return kind[fields["name"]] if "name" in fields else kind(fields["value"])
            case "named tuple" | "struct":
                return kind(**fields)
            case "model":
                return _model(kind, fields)
        return _dataclass(kind, fields)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise MaterializerError(
            f"{dotted_name(kind)} has changed since the value was saved: {error}. "
            "Load it with the code of then, or give new fields a default.",
            data_type=dotted_name(kind),
        ) from error


def _dataclass(kind: type[Any], fields: dict[str, Any]) -> Any:
    # Set one by one and not by calling the class: derived and frozen fields return as they were.
    value = object.__new__(kind)
    for field in dataclasses.fields(kind):
        if field.name not in fields:
            fields[field.name] = _default(field)
    for name, content in fields.items():
        object.__setattr__(value, name, content)
    return value


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default is not dataclasses.MISSING:
        return field.default
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    raise KeyError(f"no field {field.name} was saved")


def _model(kind: Any, state: dict[str, Any]) -> Any:
    fields = state["__dict__"]
    for name, field in kind.model_fields.items():
        if name not in fields:
            if field.is_required():
                raise KeyError(f"no field {name} was saved")
            fields[name] = field.get_default(call_default_factory=True)
    value = kind.__new__(kind)
    value.__setstate__(state)
    return value
