"""Values are the same where they are equal and of the same type at every depth."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from tests.unit.values.strategies import values

from tallystick.comparison.sameness import all_same, same
from tallystick.values import DType, Path, StorageSize, Uri, decode, encode

NAN = float("nan")
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)

# Values that look alike, no two of which are the same.
ALIKE: list[list[Any]] = [
    [1, 1.0, True, "1", StorageSize(1), timedelta(microseconds=1)],
    ["a", Uri("a"), Path("a"), DType("a")],
    [[1], [1.0], (1,), {1}, frozenset({1}), [1, 1], [[1]]],
    [None, "", 0, False, [], {}, (), "None"],
    [NAN, 0.0, float("inf"), float("-inf")],
    [{"a": 1}, {"a": 1.0}, {"a": 1, "b": 2}, {"b": 1}],
    [NOON, NOON.replace(tzinfo=None), NOON.date(), NOON.isoformat()],
    [10**400, -(10**400), float("inf")],
]


@pytest.mark.parametrize("alike", ALIKE, ids=lambda alike: repr(alike[0])[:20])
def test_values_that_look_alike(alike):
    for one, other in combinations(alike, 2):
        assert not same(one, other), (one, other)
        assert not all_same([one, one, other])
    assert all(same(one, one) and all_same([one, one]) for one in alike)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (NAN, -NAN),
        ([NAN, {"a": NAN}], [NAN, {"a": NAN}]),
        (0.0, -0.0),
        (NOON, NOON.astimezone(timezone(timedelta(hours=2)))),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({1, "a", NAN}, {NAN, "a", 1}),
        (date(2026, 1, 31), date(2026, 1, 31)),
    ],
)
def test_values_that_look_different(one, other):
    assert same(one, other)
    assert all_same([one, other, one])


@given(values)
def test_what_was_stored_is_what_was_logged(value: Any) -> None:
    back = decode(encode(value))

    assert same(back, decode(encode(back)))


@given(values, values)
def test_sameness_goes_both_ways(one: Any, other: Any) -> None:
    one, other = decode(encode(one)), decode(encode(other))

    assert same(one, other) is same(other, one) is all_same([one, other])
