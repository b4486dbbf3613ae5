"""Counting what things have at a path."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.query.comparing import NUMBER, TEXT, TIME, TRUTH
from tallystick.query.conditions import Metadata
from tallystick.query.paths import CommonValue
from tallystick.query.tallying import Tally, spread

FIELD = Metadata("a")


def test_a_sample_stands_for_all():
    tally = Tally()
    for text in ["x", "x", "x", "y"]:
        tally.add("str", (TEXT, text))
    tally.add("bool", (TRUTH, 1))

    summary = tally.summary(FIELD, 5, times=10)

    assert summary.count == 50
    assert summary.types == {"str": 40, "bool": 10}
    assert summary.values == (CommonValue("x", 30),)
    assert not summary.exact
    assert not summary.values_exact


def test_values_alone_may_be_of_a_sample():
    tally = Tally()
    tally.types["str"] = 100
    tally.values[TEXT, "x"] = 4

    summary = tally.summary(FIELD, 5, values_times=25.0)

    assert summary.count == 100
    assert summary.values == (CommonValue("x", 100),)
    assert summary.exact
    assert not summary.values_exact


@pytest.mark.parametrize(
    "moment",
    [
        datetime.max.replace(tzinfo=UTC),
        datetime.min.replace(tzinfo=UTC),
        datetime(2026, 1, 31, 12, 0, 0, 123456, tzinfo=UTC),
    ],
)
def test_any_time_can_be_an_end(moment):
    tally = Tally()
    tally.add("datetime", (TIME, (moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()))

    times = tally.summary(FIELD, 0).times

    assert times is not None
    assert abs((times[0] - moment).total_seconds()) < 1e-4


def test_ranges_are_of_what_was_added():
    tally = Tally()
    assert tally.range(NUMBER) is None
    tally.add("int", (NUMBER, 5))
    tally.span(NUMBER, 2.0, 3.0)

    assert tally.range(NUMBER) == (2.0, 5.0)


@given(count=st.integers(0, 100_000), most=st.integers(1, 300))
def test_what_is_looked_at_is_among_all(count, most):
    places = spread(count, most)

    assert places == sorted(set(places))
    assert all(0 <= place < count for place in places)
    assert len(places) == min(count, most)


@pytest.mark.parametrize("period", [2, 3, 4, 7, 10, 64])
def test_no_pattern_of_what_there_is_misleads(period):
    """Sweeps go over settings in turn: a sample sees each of them about as often."""
    places = spread(100_000, 1_000)

    seen = [sum(place % period == rest for place in places) for rest in range(period)]

    assert max(seen) < 1.5 * len(places) / period + 5
    assert min(seen) > len(places) / period / 1.5 - 10
