"""How values compare: one rule for fields and metadata, for matching and for sorting."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from operator import ge, gt, le, lt
from typing import Any
from uuid import UUID

from tallystick.errors import InvalidQueryError
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

_ORDERING: dict[Op, Callable[[Any, Any], bool]] = {Op.LT: lt, Op.LE: le, Op.GT: gt, Op.GE: ge}


def scalar(literal: Literal) -> Scalar | None:
    """`literal` as a comparable value; None where nothing compares with it (None, NaN)."""
    if literal is None:
        return None
    if isinstance(literal, bool):
        return (TRUTH, int(literal))
    if isinstance(literal, int | float):
        return None if literal != literal else (NUMBER, literal)
    if isinstance(literal, datetime):
        aware = literal if literal.tzinfo else literal.replace(tzinfo=UTC)
        return (TIME, aware.timestamp())
    if isinstance(literal, UUID):
        return (TEXT, str(literal))
    return (TEXT, str(literal))


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


def satisfies(value: Scalar | None, op: Op, literals: tuple[Literal, ...]) -> bool:
    """Whether a present value stands in relation `op` to the literals.

    Values of different sorts are in no relation, except that they are unequal.
    """
    if op is Op.NE:
        return not satisfies(value, Op.EQ, literals)
    if op is Op.IN:
        return any(satisfies(value, Op.EQ, (literal,)) for literal in literals)
    operand = scalar(literals[0])
    if value is None or operand is None or value[0] != operand[0]:
        return False
    if op in (Op.EQ, Op.HAS):
        return value[1] == operand[1]
    if op in _ORDERING:
        return _ORDERING[op](value[1], operand[1])
    if value[0] != TEXT:
        return False
    return _TEXTUAL[op](str(value[1]), str(operand[1]))


def check_operands(op: Op, literals: tuple[Literal, ...]) -> None:
    """`InvalidQueryError` where the number or sort of literals does not fit the operator."""
    wanted = {Op.EXISTS: 0, Op.IN: None}.get(op, 1)
    if wanted is not None and len(literals) != wanted:
        raise InvalidQueryError(
            f"Operator '{op}' takes {wanted or 'no'} value, but {len(literals)} were given."
        )
    if op in _TEXTUAL and not isinstance(literals[0], str):
        raise InvalidQueryError(
            f"Operator '{op}' compares with text, but {literals[0]!r} was given."
        )
