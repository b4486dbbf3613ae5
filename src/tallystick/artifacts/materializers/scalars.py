"""Leaves that JSON lacks, each as an object with one tag, and back.

Tags that the wire form of metadata has too mean the same here.
"""

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

from tallystick.values import DType, Path, StorageSize, Uri

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
    if _is_of_pydantic(zone):
        offset = zone.utcoffset(None) if zone else None
        return None if offset is None else {"pydantic": offset.total_seconds()}
    return None


def _is_of_pydantic(zone: Any) -> bool:
    # Times in models have a zone of its own.
    kind = type(zone)
    return kind.__name__ == "TzInfo" and kind.__module__.startswith("pydantic_core")


def _to_zone(zone: Any) -> tzinfo | None:
    if zone is None:
        return None
    if isinstance(zone, str):
        return ZoneInfo(zone)
    if isinstance(zone, dict):
        from pydantic_core import TzInfo

        return TzInfo(zone["pydantic"])
    return UTC if zone == 0 else timezone(timedelta(seconds=zone))


def _moment(value: datetime | time) -> Any:
    tag = f"${type(value).__name__}"
    zone = _zone(value.tzinfo)
    if value.tzinfo is not None and zone is None:
        return None
    if value.fold == 0 and not isinstance(zone, str | dict):
        return {tag: value.isoformat()}
    return {tag: [value.replace(tzinfo=None, fold=0).isoformat(), value.fold, zone]}


def _to_moment(kind: type[datetime | time]) -> Callable[[Any], Any]:
    def moment(content: str | list[Any]) -> Any:
        if isinstance(content, str):
            return kind.fromisoformat(content)
        text, fold, zone = content
        return kind.fromisoformat(text).replace(tzinfo=_to_zone(zone), fold=fold)

    return moment


def _to_timedelta(content: int | str) -> timedelta:
    return timedelta(microseconds=int(content))


def _integer(content: int | str) -> int:
    return int(content, 0) if isinstance(content, str) else content


# A function gives None for a value that has no such form and is to be stored elsewhere.
LEAVES: dict[type[Any], Callable[[Any], Any]] = {
    int: lambda value: {"$int": hex(value)},
    float: lambda value: {"$float": str(value)},
    complex: lambda value: {"$complex": [str(value.real), str(value.imag)]},
    bytes: _bytes,
    bytearray: _bytes,
    datetime: _moment,
    date: lambda value: {"$date": value.isoformat()},
    time: _moment,
    timedelta: lambda value: {"$timedelta": value // timedelta(microseconds=1)},
    Decimal: lambda value: {"$decimal": str(value)},
    Fraction: lambda value: {"$fraction": str(value)},
    Uri: lambda value: {"$uri": str(value)},
    Path: lambda value: {"$path": str(value)},
    DType: lambda value: {"$dtype": str(value)},
    StorageSize: lambda value: {"$size": int(value)},
    uuid.UUID: lambda value: {"$uuid": str(value)},
    range: lambda value: {"$range": [value.start, value.stop, value.step]},
    type(Ellipsis): lambda _: {"$ellipsis": None},
    PurePosixPath: lambda value: {"$pureposixpath": str(value)},
    PureWindowsPath: lambda value: {"$purewindowspath": str(value)},
}

TAGS: dict[str, Callable[[Any], Any]] = {
    "int": _integer,
    "float": float,
    "complex": lambda content: complex(float(content[0]), float(content[1])),
    "bytes": base64.b64decode,
    "bytearray": lambda content: bytearray(base64.b64decode(content)),
    "datetime": _to_moment(datetime),
    "date": date.fromisoformat,
    "time": _to_moment(time),
    "timedelta": _to_timedelta,
    "decimal": Decimal,
    "fraction": Fraction,
    "uri": Uri,
    "path": Path,
    "dtype": DType,
    "size": lambda content: StorageSize(_integer(content)),
    "uuid": uuid.UUID,
    "range": lambda content: range(*content),
    "ellipsis": lambda _: ...,
    "pureposixpath": PurePosixPath,
    "purewindowspath": PureWindowsPath,
}
