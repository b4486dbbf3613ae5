"""How values compare: one rule for fields and metadata, for matching and for sorting."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from math import inf, isnan
from operator import ge, gt, le, lt
from typing import Any

from tallystick.query.conditions import Literal, Op

NUMBER, TRUTH, TIME, TEXT = "number", "truth", "time", "text"

SORT_OF_TYPE = {
    "int": NUMBER,
    "float": NUMBER,
    "StorageSize": NUMBER,
    "timedelta": NUMBER,
    "bool": TRUTH,
    "datetime": TIME,
    "date": TIME,
    "str": TEXT,
    "Uri": TEXT,
    "Path": TEXT,
    "DType": TEXT,
    "UUID": TEXT,
}
"""The sort of each metadata type that compares; containers and None compare with nothing."""

SORT_RANK = {NUMBER: 0, TRUTH: 1, TIME: 2, TEXT: 3}
"""The order of sorts among each other when things are sorted."""

Scalar = tuple[str, float | int | str]
"""A comparable value: its sort, and a number (times as UTC epoch seconds) or text."""

_LARGEST_EXACT = 2**53
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_MICROSECOND = timedelta(microseconds=1)

_ORDERING: dict[Op, Callable[[Any, Any], bool]] = {Op.LT: lt, Op.LE: le, Op.GT: gt, Op.GE: ge}


def scalar(literal: Literal) -> Scalar | None:
    """`literal` as a comparable value; None where nothing compares with it (None, NaN).

    Times without a zone are UTC.
    """
    if literal is None:
        return None
    if isinstance(literal, bool):
        return (TRUTH, int(literal))
    if isinstance(literal, float):
        return None if isnan(literal) else (NUMBER, literal)
    if isinstance(literal, int):
        return (NUMBER, _indexed(literal))
    if isinstance(literal, datetime):
        aware = literal if literal.tzinfo else literal.replace(tzinfo=UTC)
        return (TIME, (aware - _EPOCH) / _SECOND)
    if isinstance(literal, timedelta):
        return (NUMBER, literal / _SECOND)
    return (TEXT, str(literal))


def micros(time: datetime) -> int:
    """Whole microseconds from 1970 to `time`; one without a zone is UTC."""
    aware = time if time.tzinfo else time.replace(tzinfo=UTC)
    return (aware - _EPOCH) // _MICROSECOND


def _indexed(number: int) -> float:
    """The number as the leaves of values hold it: a large integer as the nearest float."""
    if -_LARGEST_EXACT <= number <= _LARGEST_EXACT:
        return number
    try:
        return float(number)
    except OverflowError:
        return inf if number > 0 else -inf


@lru_cache(maxsize=256)
def _glob(pattern: str) -> re.Pattern[str]:
    # Brackets are ordinary characters: only * and ? are special, as in SQLite's and people's minds.
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]")))


_TEXTUAL: dict[Op, Callable[[str, str], bool]] = {
    Op.CONTAINS: lambda value, part: part in value,
    Op.STARTSWITH: lambda value, part: value.startswith(part),
    Op.ENDSWITH: lambda value, part: value.endswith(part),
    Op.GLOB: lambda value, pattern: _glob(pattern).match(value) is not None,
}


def satisfies(value: Scalar | None, op: Op, literal: Literal) -> bool:
    """Whether a present value stands in relation `op`, of those to one literal, to `literal`.

    Values of different sorts are in no relation, and nothing is in one to None and NaN.
    """
    operand = scalar(literal)
    if value is None or operand is None or value[0] != operand[0]:
        return False
    if op in (Op.EQ, Op.HAS):
        return value[1] == operand[1]
    if op in _ORDERING:
        return _ORDERING[op](value[1], operand[1])
    return value[0] == TEXT and _TEXTUAL[op](str(value[1]), str(operand[1]))
