"""Filter values: a plain value, or `"operator:value"`."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple

import msgspec

from tallystick.errors import InvalidQueryError, close_matches
from tallystick.query.conditions import Op


class Operator(StrEnum):
    """How a filter compares; the words people write before the colon."""

    EQUALS = "equals"
    NOTEQUALS = "notequals"
    CONTAINS = "contains"
    NOTCONTAINS = "notcontains"
    STARTSWITH = "startswith"
    ENDSWITH = "endswith"
    ONEOF = "oneof"
    NOTONEOF = "notoneof"
    IN = "in"
    ISNULL = "isnull"
    ISNOTNULL = "isnotnull"
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"


OPPOSITE = {
    Operator.NOTEQUALS: Operator.EQUALS,
    Operator.NOTCONTAINS: Operator.CONTAINS,
    Operator.NOTONEOF: Operator.ONEOF,
    Operator.ISNOTNULL: Operator.ISNULL,
}
"""Operators that hold where another does not."""

ORDERING = {
    Operator.GT: Op.GT,
    Operator.GTE: Op.GE,
    Operator.LT: Op.LT,
    Operator.LTE: Op.LE,
}
TEXTUAL = {
    Operator.CONTAINS: Op.CONTAINS,
    Operator.STARTSWITH: Op.STARTSWITH,
    Operator.ENDSWITH: Op.ENDSWITH,
}
_LISTS = (Operator.ONEOF, Operator.NOTONEOF, Operator.IN)
_ALONE = (Operator.ISNULL, Operator.ISNOTNULL)


class Filter(NamedTuple):
    """One comparison: `operand` is a list for the operators that take one, else text or a value."""

    argument: str
    operator: Operator
    operand: Any


def parse_filter(argument: str, given: Any) -> Filter:
    """What a person gave for `argument`, taken apart.

    Text whose beginning is no operator is a plain value as a whole; `"equals:..."` says so where
    the value itself begins like one. Raises `InvalidQueryError` for what looks like a misspelt
    operator, and where an operator that takes a JSON list gets something else.
    """
    if not isinstance(given, str):
        return Filter(argument, Operator.EQUALS, given)
    head, colon, rest = given.partition(":")
    if head in set(Operator):
        operator = Operator(head)
        if operator in _ALONE:
            return Filter(argument, operator, None)
        if colon:
            operand = _json_list(argument, given, rest) if operator in _LISTS else rest
            return Filter(argument, operator, operand)
    elif colon and (near := _misspelt(head)):
        raise InvalidQueryError(
            f"{argument}={given!r}: there is no operator {head!r}. Did you mean {near!r}? "
            f"Write 'equals:{given}' to compare with the whole text. "
            f"Known: {', '.join(Operator)}.",
            given=given,
            argument=argument,
        )
    return Filter(argument, Operator.EQUALS, given)


def _misspelt(word: str) -> str | None:
    near = close_matches(word.lower(), [operator.value for operator in Operator], most=1)
    return near[0] if near and len(word) > 2 and _likeness(word, near[0]) >= 0.8 else None


def _likeness(one: str, other: str) -> float:
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one.lower(), other).ratio()


def _json_list(argument: str, given: str, text: str) -> list[Any]:
    try:
        items = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        items = None
    if not isinstance(items, list):
        raise InvalidQueryError(
            f"{argument}={given!r}: this operator takes a JSON list, "
            """such as 'oneof:["a", "b"]'.""",
            given=given,
            argument=argument,
        )
    return items
