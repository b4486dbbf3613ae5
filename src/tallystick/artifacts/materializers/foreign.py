"""Scalars of NumPy and pandas as JSON, without importing what the program did not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from typing import Any

from tallystick.artifacts.dependencies import need

# Python's floats would lose digits of these; where they are no longer, nothing is lost.
_LONG = ("longdouble", "clongdouble")
_KINDS: dict[str, Callable[[Any], Any]] = {
    "b": lambda value: value.item(),
    "i": lambda value: value.item(),
    "u": lambda value: value.item(),
    "f": lambda value: str(value.item()),
    "c": lambda value: [str(value.real.item()), str(value.imag.item())],
    "M": lambda value: int(value.astype("i8")),
    "m": lambda value: int(value.astype("i8")),
    "U": str,
}


def foreign_leaf(value: Any) -> Any:
    """The scalar as a tagged JSON value; None if it has no such form."""
    module = type(value).__module__
    if module == "numpy" and hasattr(value, "dtype") and value.shape == ():
        return _numpy(value)
    if module == "pandas" or module.startswith("pandas."):
        return _pandas(value)
    return None


def _numpy(value: Any) -> Any:
    dtype = value.dtype
    # Arrays without dimensions are not scalars.
    if dtype in _LONG or dtype.kind not in _KINDS or not _is_scalar(value):
        return None
    return {"$numpy": [dtype.str, _KINDS[dtype.kind](value)]}


def _is_scalar(value: Any) -> bool:
    return any(base.__name__ == "generic" for base in type(value).__mro__)


def _to_numpy(content: list[Any]) -> Any:
    numpy = need("numpy")
    dtype, value = numpy.dtype(content[0]), content[1]
    if dtype.kind == "f":
        value = float(value)
    elif dtype.kind == "c":
        value = complex(float(value[0]), float(value[1]))
    elif dtype.kind in "Mm":
        return numpy.int64(value).view(dtype)
    return numpy.array(value, dtype)[()]


def _pandas(value: Any) -> Any:
    match type(value).__name__:
        case "NaTType":
            return {"$NaT": None}
        case "NAType":
            return {"$NA": None}
        case "Timestamp":
            return _timestamp(value)
        case "Timedelta":
            return {"$Timedelta": [int(value.asm8.astype("i8")), value.unit]}
    return None


def _timestamp(value: Any) -> Any:
    zone = value.tzinfo
    name = "UTC" if zone is UTC else getattr(zone, "key", None)
    # Zones without a name are left to others.
    if zone is not None and name is None:
        return None
    moment = value if zone is None else value.tz_convert("UTC").tz_localize(None)
    return {"$Timestamp": [int(moment.asm8.astype("i8")), value.unit, name]}


def _to_timestamp(content: list[Any]) -> Any:
    numpy, pandas = need("numpy"), need("pandas")
    moment = pandas.Timestamp(numpy.datetime64(content[0], content[1]))
    return moment if content[2] is None else moment.tz_localize("UTC").tz_convert(content[2])


def _to_timedelta(content: list[Any]) -> Any:
    numpy, pandas = need("numpy"), need("pandas")
    return pandas.Timedelta(numpy.timedelta64(content[0], content[1]))


FOREIGN_TAGS: dict[str, Callable[[Any], Any]] = {
    "numpy": _to_numpy,
    "NaT": lambda _: need("pandas").NaT,
    "NA": lambda _: need("pandas").NA,
    "Timestamp": _to_timestamp,
    "Timedelta": _to_timedelta,
}
