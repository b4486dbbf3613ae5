"""Time goes forward within a process."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tallystick.records.clock import ForwardClock, now

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


def told(*readings: tuple[float, float]) -> list[float]:
    """What a clock tells, in seconds after noon, where its sources read these pairs."""
    walls = iter([NOON + timedelta(seconds=wall) for wall, _ in readings])
    ticks = iter([tick for _, tick in readings])
    clock = ForwardClock(lambda: next(walls), lambda: next(ticks))
    return [(clock.now() - NOON).total_seconds() for _ in readings]


def test_the_time_of_the_machine_is_told() -> None:
    assert told((0, 100), (2, 101), (2, 101), (9, 109)) == [0, 2, 2, 9]
    before = datetime.now(UTC)
    assert before <= now() <= datetime.now(UTC)


def test_where_the_clock_is_set_back_time_goes_on() -> None:
    """At its pace, and from the machine again once that has caught up."""
    assert told((60, 100), (0, 101), (1.5, 102.5), (61, 162), (64, 163)) == [
        60,
        61,
        62.5,
        122,
        123,
    ]
    assert told((60, 100), (0, 101), (70, 109)) == [60, 61, 70]
