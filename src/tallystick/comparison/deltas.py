"""Deltas: how far a value is from the baseline's, in the unit of the values."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from math import isfinite
from typing import Any

import msgspec

from tallystick.values import StorageSize, display

NUMBER, SIZE, DURATION, MOMENT, DAY, LOCAL = "number", "size", "duration", "moment", "day", "local"

_MEASURES: dict[type, str] = {
    int: NUMBER,
    float: NUMBER,
    StorageSize: SIZE,
    timedelta: DURATION,
    datetime: MOMENT,
    date: DAY,
}


class Delta(msgspec.Struct, frozen=True):
    """A value minus the baseline's.

    `absolute` is a number; a `StorageSize` between sizes; a `timedelta` between durations and
    between times. `percent` is that in percent of the baseline's magnitude, so that it has the
    sign of `absolute`; None for times, for a baseline of zero, and beyond what a float can hold.
    """

    absolute: int | float | StorageSize | timedelta
    percent: float | None = None

    @property
    def sign(self) -> int:
        """1, 0 or -1."""
        zero = type(self.absolute)(0)
        return (self.absolute > zero) - (self.absolute < zero)  # type: ignore[operator]  # of one type

    @property
    def amount(self) -> str:
        """`absolute` as text with its sign."""
        amount = display(self.absolute)
        return amount if amount.startswith("-") else f"+{amount}"

    def __str__(self) -> str:
        return self.amount if self.percent is None else f"{self.amount} ({self.percent:+.3g} %)"


def measure(value: Any) -> str | None:
    """What a value measures, where it can be more or less; None for what has no place in an order.

    NaN has none, and a truth value is not a number.
    """
    kind = type(value)
    found = _MEASURES.get(kind)
    if kind is float and value != value:  # noqa: PLR0124  NaN
        return None
    if kind is datetime and value.tzinfo is None:
        return LOCAL
    return found


def delta(value: Any, baseline: Any) -> Delta | None:
    """How far `value` is from `baseline`; None unless both measure the same and are finite."""
    kind = measure(value)
    if kind is None or kind != measure(baseline):
        return None
    try:
        absolute = value - baseline
        if kind == NUMBER and not isfinite(absolute):
            return None
    except OverflowError:
        return None
    if kind == SIZE:
        absolute = StorageSize(absolute)
    has_percent = kind in (NUMBER, SIZE, DURATION)
    return Delta(absolute, _percent(absolute, baseline) if has_percent else None)


def _percent(absolute: Any, baseline: Any) -> float | None:
    try:
        percent = 100 * float(absolute / abs(baseline))
    except (ZeroDivisionError, OverflowError):
        return None
    return percent if isfinite(percent) else None
