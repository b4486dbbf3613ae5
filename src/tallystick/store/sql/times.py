"""Times as the database keeps them: whole microseconds since 1970, UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from tallystick.query.comparing import micros

__all__ = ["exact_time", "micros", "micros_or_none", "time_of"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros_or_none(time: datetime | None) -> int | None:
    """The same for a time that may not have come yet."""
    return None if time is None else micros(time)


def exact_time(count: int) -> datetime:
    """The time in UTC; exact, as `micros` is."""
    # Long histories have millions; this is faster than `microseconds=count`.
    return _EPOCH + timedelta(0, *divmod(count, 1_000_000))


time_of = lru_cache(maxsize=4096)(exact_time)
"""The same. What is read together was often logged together, but for histories."""
