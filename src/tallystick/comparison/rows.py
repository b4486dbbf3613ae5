"""Rows: one place in the things compared, with what each of them has there."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

import msgspec

from tallystick.comparison.deltas import DURATION, NUMBER, SIZE, Delta, delta, measure
from tallystick.comparison.directions import Aim, Better
from tallystick.comparison.sameness import all_same
from tallystick.comparison.subjects import Section
from tallystick.values import type_name


class Missing:
    """The class of `MISSING`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> bool:
        return False


MISSING: Final = Missing()
"""What stands in a row for a thing that has nothing there; None is a value."""


class Cell(msgspec.Struct, frozen=True):
    """What one thing has in a row: a value and its type's name, or nothing.

    Where `present` is False, `value` is `MISSING` and `type` None.
    """

    present: bool
    value: Any
    type: str | None


_ABSENT = Cell(False, MISSING, None)
_RANKED = (NUMBER, SIZE, DURATION)


class Row:
    """One leaf path with a value, or none, for each thing compared.

    `path` is where it stands in its section (`evaluation_metrics.accuracy`), `name` the same within
    its group (`accuracy`). `values` has `MISSING` where a thing has nothing.
    `aim` says which way is better; None where nobody said and the name does not tell.
    """

    def __init__(
        self,
        section: Section,
        path: str,
        name: str,
        values: tuple[Any, ...],
        *,
        baseline: int = 0,
        aim: Aim | None = None,
    ) -> None:
        self.section = section
        self.path = path
        self.name = name
        self.values = values
        self.baseline = baseline
        self.aim = aim

    @cached_property
    def differs(self) -> bool:
        """Whether not every thing has the same value here, of the same type; or only some do."""
        return not all_same(self.values)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """What each thing has here."""
        return tuple(
            _ABSENT if value is MISSING else Cell(True, value, type_name(value))
            for value in self.values
        )

    @cached_property
    def deltas(self) -> tuple[Delta | None, ...]:
        """How far each value is from the baseline's; None for the baseline itself.

        Also None where one of the two is missing, not finite, or measures something else.
        """
        base = self.values[self.baseline]
        return tuple(
            None if place == self.baseline or value is MISSING else delta(value, base)
            for place, value in enumerate(self.values)
        )

    @property
    def best(self) -> frozenset[int]:
        """Places of the best values, several where they are equal.

        Empty without an aim, where all are equal, and where values are not of one measure.
        NaN and what is missing are not ranked.
        """
        return self._ends[0]

    @property
    def worst(self) -> frozenset[int]:
        """Places of the worst values, as `best`."""
        return self._ends[1]

    @cached_property
    def _ends(self) -> tuple[frozenset[int], frozenset[int]]:
        nobody: frozenset[int] = frozenset()
        if self.aim is None:
            return nobody, nobody
        ranked = {place: value for place, value in enumerate(self.values) if _is_rankable(value)}
        measures = {measure(value) for value in ranked.values()}
        if len(measures) != 1 or measures.isdisjoint(_RANKED):
            return nobody, nobody
        least, most = min(ranked.values()), max(ranked.values())
        if least == most:
            return nobody, nobody
        lowest = frozenset(place for place, value in ranked.items() if value == least)
        highest = frozenset(place for place, value in ranked.items() if value == most)
        return (highest, lowest) if self.aim.better is Better.HIGHER else (lowest, highest)


def _is_rankable(value: Any) -> bool:
    return value is not MISSING and value is not None and value == value  # noqa: PLR0124  NaN
