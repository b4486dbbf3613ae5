"""Leaves that JSON lacks, each as an object with one tag, and back."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from fractions import Fraction
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any
from zoneinfo import ZoneInfo

# Longer byte strings are better off as files.
INLINE_BYTES = 1 << 16


def _bytes(value: bytes | bytearray) -> Any:
    if len(value) > INLINE_BYTES:
        return None
    return {f"${type(value).__name__}": base64.b64encode(value).decode()}


def _zone(zone: tzinfo | None) -> Any:
    """A JSON value for a zone; None for one that has none."""
    if type(zone) is ZoneInfo and zone.key:
        return zone.key
    # The repr tells a named fixed offset, whose name would be lost.
    if type(zone) is timezone and "'" not in repr(zone):
        return zone.utcoffset(None).total_seconds()
    return None


def _to_zone(zone: Any) -> tzinfo:
    if isinstance(zone, str):
        return ZoneInfo(zone)
    return UTC if zone == 0 else timezone(timedelta(seconds=zone))


def _datetime(value: datetime) -> Any:
    naive = value.replace(tzinfo=None, fold=0).isoformat()
    if value.tzinfo is None:
        return {"$datetime": [naive, value.fold]}
    zone = _zone(value.tzinfo)
    return None if zone is None else {"$datetime": [naive, value.fold, zone]}


def _to_datetime(content: list[Any]) -> datetime:
    zone = _to_zone(content[2]) if len(content) > 2 else None
    return datetime.fromisoformat(content[0]).replace(tzinfo=zone, fold=content[1])


def _time(value: time) -> Any:
    naive = value.replace(tzinfo=None, fold=0).isoformat()
    if value.tzinfo is None:
        return {"$time": [naive, value.fold]}
    zone = _zone(value.tzinfo)
    return None if zone is None else {"$time": [naive, value.fold, zone]}


def _to_time(content: list[Any]) -> time:
    zone = _to_zone(content[2]) if len(content) > 2 else None
    return time.fromisoformat(content[0]).replace(tzinfo=zone, fold=content[1])


# A function gives None for a value that has no such form and is to be stored elsewhere.
LEAVES: dict[type[Any], Callable[[Any], Any]] = {
    int: lambda value: {"$int": hex(value)},
    float: lambda value: {"$float": str(value)},
    complex: lambda value: {"$complex": [str(value.real), str(value.imag)]},
    bytes: _bytes,
    bytearray: _bytes,
    datetime: _datetime,
    date: lambda value: {"$date": value.isoformat()},
    time: _time,
    timedelta: lambda value: {"$timedelta": [value.days, value.seconds, value.microseconds]},
    Decimal: lambda value: {"$decimal": str(value)},
    Fraction: lambda value: {"$fraction": str(value)},
    uuid.UUID: lambda value: {"$uuid": str(value)},
    range: lambda value: {"$range": [value.start, value.stop, value.step]},
    type(Ellipsis): lambda value: {"$ellipsis": None},  # noqa: ARG005
    PurePosixPath: lambda value: {"$pureposixpath": str(value)},
    PureWindowsPath: lambda value: {"$purewindowspath": str(value)},
}

TAGS: dict[str, Callable[[Any], Any]] = {
    "int": lambda content: int(content, 16),
    "float": float,
    "complex": lambda content: complex(float(content[0]), float(content[1])),
    "bytes": base64.b64decode,
    "bytearray": lambda content: bytearray(base64.b64decode(content)),
    "datetime": _to_datetime,
    "date": date.fromisoformat,
    "time": _to_time,
    "timedelta": lambda content: timedelta(*content),
    "decimal": Decimal,
    "fraction": Fraction,
    "uuid": uuid.UUID,
    "range": lambda content: range(*content),
    "ellipsis": lambda content: ...,  # noqa: ARG005
    "pureposixpath": PurePosixPath,
    "purewindowspath": PureWindowsPath,
}
