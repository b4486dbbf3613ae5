"""Times as the database keeps them: whole microseconds since 1970, UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(time: datetime) -> int:
    """Microseconds from 1970 to `time`; one without a zone is UTC."""
    aware = time if time.tzinfo is not None else time.replace(tzinfo=UTC)
    return (aware - _EPOCH) // _MICROSECOND


def micros_or_none(time: datetime | None) -> int | None:
    """The same for a time that may not have come yet."""
    return None if time is None else micros(time)


# What is read together was often logged together.
@lru_cache(maxsize=4096)
def time_of(count: int) -> datetime:
    """The time in UTC; exact, as `micros` is."""
    return _EPOCH + timedelta(microseconds=count)
