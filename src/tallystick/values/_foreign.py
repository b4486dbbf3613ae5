"""Types that become a value's type when they are logged: subclasses, NumPy, pandas, models.

Nothing is imported to recognise them: a class is looked up by its package and name.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec

from tallystick.values._refusal import RefusedError, type_text
from tallystick.values.types import DType, Path, StorageSize, Uri

MAX_ARRAY_ELEMENTS = 1_000

Converter = Callable[[Any], Any]


def convert(value: Any) -> Any:
    """A value nearer to what metadata holds; its elements are not converted.

    Raises `RefusedError` if there is none.
    """
    kind = type(value)
    converter = _converter(kind)  # type: ignore[arg-type]  # mypy holds no class for hashable
    if converter is None:
        raise _refused(kind, f"is of type {type_text(kind)}, which metadata cannot hold")
    try:
        return converter(value)
    except RefusedError:
        raise
    # Properties, `model_dump` and the like run code that is not ours.
    except Exception as error:
        problem = f"is of type {type_text(kind)} and cannot be read: {error!r}"
        raise _refused(kind, problem) from error


def _refused(kind: type, problem: str) -> RefusedError:
    # Nobody who logs what metadata holds needs this module.
    from tallystick.values._remedies import remedy_for

    return RefusedError(kind, problem, remedy_for(kind))


@lru_cache(maxsize=256)
def _converter(kind: type) -> Converter | None:
    """The converter of the nearest class that has one."""
    for base in kind.__mro__:
        name = (str(base.__module__).partition(".")[0], base.__name__)
        if converter := _BY_CLASS.get(base) or _BY_NAME.get(name):
            return converter
    if hasattr(kind, "__dataclass_fields__"):
        return _dataclass
    if hasattr(kind, "__attrs_attrs__"):
        return _attrs
    return None


def _bare_datetime(value: datetime) -> datetime:
    return datetime.combine(value.date(), value.timetz())


def _struct(value: msgspec.Struct) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__struct_fields__}


def _dataclass(value: Any) -> dict[str, Any]:
    # Already loaded: the value is of a dataclass.
    from dataclasses import fields

    return {field.name: getattr(value, field.name) for field in fields(value)}


def _attrs(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in type(value).__attrs_attrs__}


def _pydantic(value: Any) -> Any:
    return value.model_dump() if hasattr(value, "model_dump") else value.dict()


def _numpy(value: Any) -> Any:
    """Python objects for a NumPy array, or for a scalar, which has the same interface."""
    kind, unit = value.dtype.kind, value.dtype.str.partition("[")[2]
    if value.size > MAX_ARRAY_ELEMENTS:
        problem = f"is an array of {value.size:,} elements; metadata takes {MAX_ARRAY_ELEMENTS:,}"
        raise _refused(type(value), problem)
    if kind not in "biufUTOMm":
        problem = f"holds elements of type {value.dtype}, which metadata cannot hold"
        raise RefusedError(type(value), problem, "Convert them to numbers or text.")
    if kind == "f":
        # A long double would stay what it is.
        return value.astype("f8").tolist()
    return _numpy_times(value, kind, unit) if kind in "Mm" else value.tolist()


def _numpy_times(value: Any, kind: str, unit: str) -> Any:
    # A month has no length, and a time difference without a unit has no meaning.
    if kind == "m" and unit in ("", "Y]", "M]"):
        remedy = "Give it in a unit of fixed length, such as seconds."
        raise RefusedError(type(value), f"is a {value.dtype}", remedy)
    python, fits = None, False
    try:
        times = value.astype(kind + "8[us]")
        python = times.tolist()
        fits = not _wrapped(value, times, unit) and not _has_int(python)
    except OverflowError:
        pass
    if not fits:
        problem = "is a time that Python's datetime cannot hold"
        raise RefusedError(type(value), problem, "Log it as text or as a number.")
    return python


def _wrapped(value: Any, times: Any, unit: str) -> bool:
    """Whether microseconds were too many for 64 bits, which NumPy before 2.5 says nothing about."""
    if unit.endswith(("ns]", "ps]", "fs]", "as]")):
        return False
    is_time = value == value  # noqa: PLR0124  # NaT is not equal to itself
    return bool((is_time & (times.astype(value.dtype) != value)).any())


def _has_int(python: Any) -> bool:
    """Whether NumPy found no datetime for a time: it then gives the bare number."""
    if isinstance(python, list):
        return any(map(_has_int, python))
    return isinstance(python, int)


def _none(_missing: Any) -> None:
    return None


_BY_CLASS: dict[type, Converter] = {
    Uri: Uri,
    Path: Path,
    DType: DType,
    StorageSize: StorageSize,
    # Not `str(value)`: a subclass may show something other than it is.
    str: str.__str__,
    int: int.__int__,
    float: float.__float__,
    list: list,
    tuple: tuple,
    set: set,
    frozenset: frozenset,
    dict: dict,
    datetime: _bare_datetime,
    date: lambda value: date(value.year, value.month, value.day),
    timedelta: lambda value: timedelta(value.days, value.seconds, value.microseconds),
    UUID: lambda value: UUID(int=value.int),
    msgspec.Struct: _struct,
}

_BY_NAME: dict[tuple[str, str], Converter] = {
    ("enum", "Enum"): lambda value: value.value,
    ("pathlib", "PurePath"): lambda value: Path(str(value)),
    ("pydantic", "BaseModel"): _pydantic,
    # The common ones, for speed; a time difference is an integer to NumPy.
    ("numpy", "floating"): float,
    ("numpy", "timedelta64"): _numpy,
    ("numpy", "integer"): int,
    ("numpy", "generic"): _numpy,
    ("numpy", "ndarray"): _numpy,
    ("pandas", "Timestamp"): lambda value: value.to_pydatetime(warn=False),
    ("pandas", "Timedelta"): lambda value: value.to_pytimedelta(),
    ("pandas", "NaTType"): _none,
    ("pandas", "NAType"): _none,
}
