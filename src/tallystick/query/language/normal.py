"""The normal form of conditions: what text can say, and in one way."""

from __future__ import annotations

from datetime import UTC, datetime
from math import isnan

from tallystick.query.conditions import (
    All,
    Any,
    Builtin,
    Compare,
    Condition,
    Field,
    Literal,
    Not,
    Op,
    Related,
)
from tallystick.query.language.holding import WORDS


def normal(condition: Condition) -> Condition:
    """A condition that holds of the same things, and that text can say.

    Lists of one condition are that condition, times are in UTC, NaN, which nothing equals, is
    gone, and so is None from lists where `none` is a word that the field may hold.
    """
    match condition:
        case All((part,)) | Any((part,)):
            return normal(part)
        case All(parts):
            return All(tuple(map(normal, parts)))
        case Any(parts):
            return Any(tuple(map(normal, parts)))
        case Not(part):
            return Not(normal(part))
        case Related(direction, kind, where):
            return Related(direction, kind, normal(where))
        case Compare():
            return _comparison(condition)


def _comparison(condition: Compare) -> Condition:
    field, op = condition.field, condition.op
    literals = tuple(_in_utc(one) for one in condition.values if not _is_nan(one))
    if condition.values and not literals and op is not Op.IN:
        never = Compare(field, Op.IN)
        return Not(never) if op is Op.NE else never
    if op is Op.IN and None in literals and _may_be_word_none(field):
        missing = Compare(field, Op.EQ, (None,))
        others = tuple(one for one in literals if one is not None)
        return Any((Compare(field, op, others), missing)) if others else missing
    return Compare(field, op, literals)


def _may_be_word_none(field: Field) -> bool:
    return isinstance(field, Builtin) and "none" in WORDS.get(field.name, ())


def _is_nan(literal: Literal) -> bool:
    return isinstance(literal, float) and isnan(literal)


def _in_utc(literal: Literal) -> Literal:
    if not isinstance(literal, datetime):
        return literal
    aware = literal if literal.tzinfo is not None else literal.replace(tzinfo=UTC)
    try:
        return aware.astimezone(UTC)
    except OverflowError:
        return aware
