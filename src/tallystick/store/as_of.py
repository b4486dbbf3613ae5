"""Which commands count when a store is asked for the state as it was recorded.

The state as of number n is what the commands numbered 1 to n gave, without what was deleted since:
of things that are gone nothing is found, and of those that came later neither.
It is the state as it was *recorded*: a command that says what happened long before counts from when
it was applied.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

from tallystick.errors import InvalidArgumentError

AsOf: TypeAlias = int | datetime
"""The number of the last command that counts, or a time: then the last one that was applied at it
or before. A time without a zone is UTC."""


def number_as_of(as_of: object, newest: int, applied_by: Callable[[datetime], int]) -> int:
    """The number of the last command that counts; 0 where the journal begins later.

    `newest` is the number of the newest command, `applied_by` tells that of the last one applied
    at a time or before. Raises `InvalidArgumentError` for what is not there yet and for what is
    neither number nor time.
    """
    if isinstance(as_of, datetime):
        time = in_utc(as_of)
        if time > datetime.now(UTC):
            raise InvalidArgumentError(
                f"as_of={time.isoformat()} is in the future. {_newest(newest)}", given=as_of
            )
        return applied_by(time)
    if not isinstance(as_of, int) or isinstance(as_of, bool):
        raise InvalidArgumentError(
            "as_of is a number of the journal or a datetime; "
            f"got {as_of!r} ({type(as_of).__name__}).",
            given=as_of,
        )
    if not 1 <= as_of <= newest:
        raise InvalidArgumentError(
            f"as_of={as_of} is not a number of the journal. {_newest(newest)}", given=as_of
        )
    return as_of


def in_utc(time: datetime) -> datetime:
    """The time; without a zone it is UTC."""
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)


def _newest(newest: int) -> str:
    if not newest:
        return "The store has no commands yet."
    return f"The newest command is number {newest}; leave as_of out for the present."
