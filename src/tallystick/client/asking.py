"""What people ask for, as stores understand it."""

from __future__ import annotations

from datetime import UTC, datetime

from tallystick.errors import InvalidQueryError
from tallystick.query.conditions import EVERYTHING, Condition
from tallystick.query.language import parse_where
from tallystick.query.now import at
from tallystick.records.targets import Kind


def conditions_of(where: str | Condition | None, kind: Kind) -> Condition:
    """The condition that is asked for, at this moment; everything for None.

    Raises `InvalidQueryError` for a text that is no query, and for anything else.
    """
    if where is None:
        return EVERYTHING
    if isinstance(where, str):
        where = parse_where(where, kind)
    if not isinstance(where, Condition):
        raise InvalidQueryError(
            "where= is text of the query language, such as 'metrics.accuracy > 0.9', or a "
            f"condition of tallystick.query.conditions; got {where!r}.",
            given=where,
        )
    return at(where, datetime.now(UTC))
