"""Comparisons with a day, which is a span of time: what they mean in moments."""

from __future__ import annotations

from tallystick.query.conditions import All, Any, Compare, Condition, Field, Literal, Not, Op
from tallystick.query.language.moments import Day


def compare_with(field: Field, op: Op, literal: Literal | Day) -> Condition:
    """The condition that the field's value is in this relation to a literal or a day.

    It equals a day if it lies within it, is less if it is before it, greater if it is after it.
    """
    if not isinstance(literal, Day):
        return Compare(field, op, (literal,))
    if op is Op.EQ:
        return All((Compare(field, Op.GE, (literal.begin,)), Compare(field, Op.LT, (literal.end,))))
    if op is Op.NE:
        return Not(compare_with(field, Op.EQ, literal))
    if op is Op.LE:
        return Compare(field, Op.LT, (literal.end,))
    if op is Op.GT:
        return Compare(field, Op.GE, (literal.end,))
    return Compare(field, op, (literal.begin,))


def compare_with_one_of(field: Field, literals: tuple[Literal | Day, ...]) -> Condition:
    """The condition that the field's value is one of the literals or within one of the days."""
    moments = tuple(one for one in literals if not isinstance(one, Day))
    days = [compare_with(field, Op.EQ, one) for one in literals if isinstance(one, Day)]
    parts = ([Compare(field, Op.IN, moments)] if moments or not days else []) + days
    return parts[0] if len(parts) == 1 else Any(tuple(parts))
