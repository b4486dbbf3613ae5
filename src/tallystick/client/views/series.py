"""Histories as lines: where each point is, and what is left out of the picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import NamedTuple, Protocol

from tallystick.values import StorageSize, display

_SECOND = timedelta(seconds=1)


class Point(Protocol):
    """What a chart needs of an entry."""

    @property
    def value(self) -> object: ...
    @property
    def index(self) -> float | None: ...
    @property
    def logged_at(self) -> datetime: ...


class Line(NamedTuple):
    """Points in order of `x`, each finite; `gaps` are where there were others.

    `x` is the index where every point has one, else the time in seconds since 1970.
    """

    points: list[tuple[float, float]]
    gaps: list[float]
    by_index: bool
    unit: type

    @property
    def is_drawable(self) -> bool:
        """Whether there is a line at all."""
        return len(self.points) > 1

    def x_text(self, x: float) -> str:
        """A place on the axis, for reading."""
        if self.by_index:
            return f"{x:,g}"
        return display(datetime.fromtimestamp(round(x), UTC))

    def y_text(self, y: float) -> str:
        """A value, in the unit of the series."""
        if self.unit is StorageSize:
            return display(StorageSize(round(y)))
        if self.unit is timedelta:
            return display(timedelta(seconds=y)) or "0 s"
        return f"{y:.6g}"


def all_indexed(entries: Iterable[Point]) -> bool:
    """Whether each point says its place in the series."""
    return all(entry.index is not None for entry in entries)


def line_of(entries: Sequence[Point], most: int, *, by_index: bool) -> Line:
    """The line of a history; where it has more than `most` points, its outline."""
    points: list[tuple[float, float]] = []
    gaps: list[float] = []
    unit: type = float
    for entry in entries:
        x = float(entry.index or 0) if by_index else entry.logged_at.timestamp()
        value = entry.value
        y = number(value)
        if y is None:
            gaps.append(x)
        else:
            points.append((x, y))
            unit = type(value)
    points.sort(key=lambda point: point[0])
    return Line(outline(points, most), sorted(gaps), by_index, unit)


def number(value: object) -> float | None:
    """Where a value is on the axis; None for what is no finite number."""
    if isinstance(value, timedelta):
        return value / _SECOND
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if isfinite(found) else None


def outline(points: Sequence[tuple[float, float]], most: int) -> list[tuple[float, float]]:
    """At most so many points: the least and the greatest of stretches of equal length."""
    if len(points) <= most:
        return list(points)
    size = -(-len(points) // max(1, most // 2))
    kept: list[tuple[float, float]] = []
    for begin in range(0, len(points), size):
        part = points[begin : begin + size]
        low, high = min(part, key=lambda p: p[1]), max(part, key=lambda p: p[1])
        kept += sorted({low, high})
    return kept


def share(value: float, low: float, high: float) -> float:
    """How far a value is on the way; in the middle where there is no way."""
    if high <= low:
        return 0.5
    # Halves first: the difference of the largest numbers is infinite.
    return min(1.0, max(0.0, (value / 2 - low / 2) / (high / 2 - low / 2)))
