"""Types of cells, and values as cells of a type."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from tallystick.query.paths import PathSummary
from tallystick.values import plain

_WHOLE = frozenset({"int", "StorageSize"})
_NUMBERS = _WHOLE | {"float"}
_TIMES = frozenset({"datetime", "date"})
_TEXTS = frozenset({"str", "Uri", "Path", "DType", "UUID"})
_END_OF_WHOLE = 2.0**63
_END_OF_DURATION = _END_OF_WHOLE / 1e6
_LONGEST = timedelta(seconds=int(_END_OF_DURATION))


class CellType(StrEnum):
    """What all cells of a column are, except for those that are missing.

    Times are in UTC, sizes are whole numbers of bytes. `JSON` is text: what lists and other
    containers are written as, and values of a column whose values are of several sorts.
    """

    WHOLE = "whole number"
    NUMBER = "number"
    TRUTH = "truth value"
    TIME = "time"
    DAY = "day"
    DURATION = "duration"
    TEXT = "text"
    TEXTS = "texts"
    JSON = "JSON"


class MisfitError(Exception):
    """A value that is not of its column's type: it was logged after the type was found out."""


def type_of(path: PathSummary) -> CellType:
    """The type of a column that holds everything at a path; None was logged like nothing."""
    types = set(path.types) - {"None"}
    if not types or types <= _TEXTS:
        return CellType.TEXT
    if types <= _WHOLE:
        return CellType.WHOLE if _within(path, _END_OF_WHOLE) else CellType.JSON
    if types <= _NUMBERS:
        return CellType.NUMBER
    if types == {"timedelta"}:
        return CellType.DURATION if _within(path, _END_OF_DURATION) else CellType.JSON
    if types <= _TIMES:
        return CellType.TIME if "datetime" in types else CellType.DAY
    return CellType.TRUTH if types == {"bool"} else CellType.JSON


def _within(path: PathSummary, end: float) -> bool:
    return path.numbers is None or (-end <= path.numbers[0] and path.numbers[1] < end)


def cell(type_: CellType, value: Any) -> Any:
    """The value as a cell of the type; None for None.

    Raises `MisfitError` for one of another type.
    """
    if value is None:
        return None
    accepts, convert = _CELLS[type_]
    if not accepts(value):
        raise MisfitError(f"{type(value).__name__} where every cell was a {type_}")
    return convert(value)


def json_text(value: Any) -> str:
    """The value as JSON, as `tally --json` has it."""
    return json.dumps(plain(value), ensure_ascii=False, allow_nan=False)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("-inf" if value < 0 else "inf")


def _moment(value: date) -> datetime:
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), UTC)
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


_CELLS: Mapping[CellType, tuple[Callable[[Any], bool], Callable[[Any], Any]]] = {
    CellType.WHOLE: (_is_whole, int),
    CellType.NUMBER: (_is_number, _number),
    CellType.TRUTH: (lambda value: isinstance(value, bool), bool),
    CellType.TIME: (lambda value: isinstance(value, date), _moment),
    CellType.DAY: (
        lambda value: isinstance(value, date) and not isinstance(value, datetime),
        lambda value: value,
    ),
    CellType.DURATION: (
        lambda value: isinstance(value, timedelta) and abs(value) < _LONGEST,
        lambda value: value,
    ),
    CellType.TEXT: (lambda value: isinstance(value, str | UUID), str),
    CellType.TEXTS: (lambda value: isinstance(value, tuple | list), list),
    CellType.JSON: (lambda _: True, json_text),
}
