"""The time at which this process says that things happen."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class ForwardClock:
    """A clock that is never set back: what is said later is not earlier.

    While the clock of the machine is behind what was told already, time goes on from there at its
    pace; once that has caught up, it is told again. `wall` gives the machine's time and `ticks`
    seconds that only grow.
    """

    def __init__(self, wall: Callable[[], datetime], ticks: Callable[[], float]) -> None:
        self._wall = wall
        self._ticks = ticks
        self._told = (datetime.min.replace(tzinfo=UTC), 0.0)

    def now(self) -> datetime:
        """The time, in UTC."""
        told, ticks = self._wall(), self._ticks()
        latest, then = self._told
        if told < latest:
            told = latest + timedelta(seconds=ticks - then)
        # One assignment: threads that ask at the same moment need no lock, and forks find none.
        self._told = (told, ticks)
        return told


now = ForwardClock(lambda: datetime.now(UTC), time.monotonic).now
"""The time, in UTC, never earlier than this process was told before."""
