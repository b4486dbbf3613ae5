"""Times relative to now become times, before a store is asked."""

from __future__ import annotations

from datetime import UTC, datetime, time

from msgspec.structs import replace

from tallystick.errors import InvalidQueryError
from tallystick.query.conditions import (
    All,
    Any,
    Compare,
    Condition,
    Literal,
    Not,
    Related,
    Relative,
)


def at(condition: Condition, now: datetime) -> Condition:
    """`condition` as it is meant at `now`, which has a zone: without `Relative`.

    Raises `InvalidQueryError` for a time that no calendar has.
    """
    match condition:
        case All(conditions) | Any(conditions):
            return type(condition)(tuple(at(part, now) for part in conditions))
        case Not(part):
            return Not(at(part, now))
        case Related(direction, kind, where):
            return Related(direction, kind, at(where, now))
        case Compare(_, _, literals) if any(isinstance(one, Relative) for one in literals):
            return replace(condition, values=tuple(_absolute(one, now) for one in literals))
        case _:
            return condition


def _absolute(literal: Literal, now: datetime) -> Literal:
    return moment_at(literal, now) if isinstance(literal, Relative) else literal


def moment_at(moment: datetime | Relative, now: datetime) -> datetime:
    """The time that is meant at `now`. Raises as `at` does."""
    if isinstance(moment, datetime):
        return moment
    begin = now.astimezone(UTC)
    if moment.today:
        begin = datetime.combine(begin.date(), time(), UTC)
    try:
        return begin + moment.offset
    except OverflowError:
        raise InvalidQueryError(
            f"{moment.offset} from now is a time that no calendar has.", given=moment
        ) from None
