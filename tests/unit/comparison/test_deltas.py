"""Deltas are between values that measure the same, in their unit."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tallystick.comparison.deltas import Delta, delta
from tallystick.values import StorageSize, Uri

NAN, INF = float("nan"), float("inf")
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("value", "baseline", "expected", "text"),
    [
        (5, 4, Delta(1, 25.0), "+1 (+25 %)"),
        (3, 4, Delta(-1, -25.0), "-1 (-25 %)"),
        (0.5, 1, Delta(-0.5, -50.0), "-0.5 (-50 %)"),
        (4, 4.0, Delta(0.0, 0.0), "+0.0 (+0 %)"),
        (3, -4, Delta(7, 175.0), "+7 (+175 %)"),
        (1, 0, Delta(1, None), "+1"),
        (0, 0, Delta(0, None), "+0"),
        (10**400 + 1, 10**400, Delta(1, 0.0), "+1 (+0 %)"),
        (
            StorageSize(3072),
            StorageSize(1024),
            Delta(StorageSize(2048), 200.0),
            "+2.00 KiB (+200 %)",
        ),
        (StorageSize(10), StorageSize(20), Delta(StorageSize(-10), -50.0), "-10 B (-50 %)"),
        (3 * MINUTE, 2 * MINUTE, Delta(MINUTE, 50.0), "+1 min (+50 %)"),
        (MINUTE, timedelta(0), Delta(MINUTE, None), "+1 min"),
        (NOON + MINUTE, NOON, Delta(MINUTE, None), "+1 min"),
        (date(2026, 2, 1), date(2026, 1, 30), Delta(timedelta(days=2), None), "+2 d"),
        (NOON.replace(tzinfo=None), NOON.replace(tzinfo=None), Delta(timedelta(0)), "+0 s"),
        (1e300, 1e-300, Delta(1e300, None), "+1e+300"),
    ],
    ids=repr,
)
def test_a_delta(value, baseline, expected, text):
    found = delta(value, baseline)

    assert found == expected
    assert type(found.absolute) is type(expected.absolute)
    assert text is None or str(found) == text


@pytest.mark.parametrize(
    ("value", "baseline"),
    [
        (True, False),
        (2, True),
        (1, StorageSize(1)),
        (1, MINUTE),
        (1, "1"),
        (None, 1),
        (1, None),
        ("b", "a"),
        ([1], [2]),
        (Uri("a"), Uri("b")),
        (NAN, 1.0),
        (1.0, NAN),
        (INF, 1.0),
        (1.0, INF),
        (INF, INF),
        (1e308, -1e308),
        (10**400, 1.5),
        (NOON, NOON.date()),
        (NOON, NOON.replace(tzinfo=None)),
    ],
    ids=repr,
)
def test_no_delta(value, baseline):
    assert delta(value, baseline) is None


@pytest.mark.parametrize(("absolute", "sign"), [(2, 1), (0, 0), (-0.5, -1), (-MINUTE, -1)])
def test_the_sign(absolute, sign):
    assert Delta(absolute).sign == sign
