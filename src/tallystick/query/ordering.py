"""The order of what was found, by what it is sorted by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

from tallystick.query.cursors import SortKey
from tallystick.query.query import Sort

T = TypeVar("T")


class Ranked(NamedTuple, Generic[T]):
    """A thing with all that it is ordered by: its keys, and its place in order of application."""

    thing: T
    keys: Sequence[SortKey]
    place: int


def in_order(found: Iterable[Ranked[T]], sorts: Sequence[Sort]) -> list[Ranked[T]]:
    """Sorted by the last sort first, since Python's sort is stable; missing stays last."""
    last_down = sorts[-1].descending if sorts else False
    ordered = sorted(found, key=lambda each: each.place, reverse=last_down)
    for level, sort in reversed(list(enumerate(sorts))):
        present = [each for each in ordered if not each.keys[level][0]]
        absent = [each for each in ordered if each.keys[level][0]]
        present.sort(key=lambda each, level=level: each.keys[level], reverse=sort.descending)  # type: ignore[misc]  # mypy has no type for defaults of lambdas
        ordered = present + absent
    return ordered
