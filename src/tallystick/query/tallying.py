"""Counting what things have at a path, all of them or a sample."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from tallystick.query.comparing import NUMBER, SORT_OF_TYPE, SORT_RANK, TEXT, TIME, TRUTH, Scalar
from tallystick.query.conditions import Metadata, Parameter
from tallystick.query.evaluating import Subject, leaf_scalar
from tallystick.query.paths import (
    LONGEST_VALUE,
    CommonValue,
    PathField,
    PathQuery,
    PathSummary,
    ranked,
)

T = TypeVar("T")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime.max.replace(tzinfo=UTC)


class Tally:
    """What was counted of one path so far."""

    def __init__(self) -> None:
        self.types = Counter[str]()
        self.values = Counter[Scalar]()
        self._ranges: dict[str, tuple[float, float]] = {}

    def add(self, type_: str, scalar: Scalar | None) -> None:
        """One thing has a value of this type, which compares as `scalar`."""
        self.types[type_] += 1
        if scalar is None:
            return
        sort, value = scalar
        if isinstance(value, str):
            self.values[sort, value[:LONGEST_VALUE]] += 1
        elif sort == TRUTH:
            self.values[scalar] += 1
        else:
            self.span(sort, value, value)

    def span(self, sort: str, least: float, greatest: float) -> None:
        """Values of this sort are from `least` to `greatest`, both of which there are."""
        known = self._ranges.get(sort, (least, greatest))
        self._ranges[sort] = (float(min(known[0], least)), float(max(known[1], greatest)))

    def range(self, sort: str) -> tuple[float, float] | None:
        """The least and the greatest value of the sort; None where there is none."""
        return self._ranges.get(sort)

    def listed(self) -> int:
        """How many of the values are of a sort whose most common ones are listed."""
        return sum(
            count for type_, count in self.types.items() if SORT_OF_TYPE.get(type_) in (TRUTH, TEXT)
        )

    def summary(
        self, field: PathField, values: int, *, times: float = 1, values_times: float | None = None
    ) -> PathSummary:
        """What was counted, with its `values` most common values.

        Where only a sample was counted, everything is there so many `times`; where only the values
        are of a sample, they are `values_times`.
        """
        each = times if values_times is None else values_times
        # What a sample has once is not known to be common.
        common = [item for item in _by_count(self.values) if each == 1 or item[1] > 1]
        types = {name: round(count * times) for name, count in _by_count(self.types)}
        moments = self.range(TIME)
        return PathSummary(
            field=field,
            count=sum(types.values()),
            types=types,
            numbers=self.range(NUMBER),
            times=None if moments is None else (_moment(moments[0]), _moment(moments[1])),
            values=tuple(
                CommonValue(bool(value) if sort == TRUTH else str(value), round(count * each))
                for (sort, value), count in common[:values]
            ),
            exact=times == 1,
            values_exact=each == 1,
        )


def tallied(subjects: Iterable[Subject]) -> dict[PathField, Tally]:
    """What these things have at each path; what lists hold is not counted apart from them."""
    tallies = defaultdict[PathField, Tally](Tally)
    for subject in subjects:
        for leaf in subject.leaves(None):
            if not leaf.position:
                tallies[Metadata(leaf.path)].add(leaf.type, leaf_scalar(leaf))
        for leaf in subject.parameters(None):
            if not leaf.position:
                tallies[Parameter(leaf.path)].add(leaf.type, leaf_scalar(leaf))
    return tallies


def summaries(
    tallies: Mapping[PathField, Tally], query: PathQuery, *, times: float = 1
) -> tuple[PathSummary, ...]:
    """The paths that the query asks for, the best first; as many `times` as were counted."""
    counts = [(field, tally.types.total()) for field, tally in tallies.items()]
    return tuple(
        tallies[field].summary(field, query.values, times=times)
        for field in ranked(counts, query.prefix, query.limit)
    )


def _by_count(counted: Counter[T]) -> list[tuple[T, int]]:
    return sorted(counted.items(), key=lambda item: (-item[1], _place(item[0])))


def _place(key: object) -> tuple[object, ...]:
    """Where a value is among those that are as common."""
    if isinstance(key, tuple):
        sort, value = key
        return (SORT_RANK[sort], value)
    return (key,)


def _moment(seconds: float) -> datetime:
    try:
        return _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        # The nearest number of seconds to the last moment there is comes after it.
        return _LATEST


def spread(count: int, most: int) -> list[int]:
    """At most `most` of the numbers from 0 to `count - 1`, ascending; the same ones every time.

    They are as good as random: steps of one length could fall in with a sweep over settings.
    """
    if count <= most:
        return list(range(count))
    # Answers that look at everything do without it.
    from random import Random

    return sorted(Random(count).sample(range(count), most))  # noqa: S311  # nothing is secret
