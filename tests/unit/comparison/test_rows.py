"""Rows know which values are best and worst, and how far each is from the baseline."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tallystick.comparison import MISSING, Aim, Better, Delta, Row, Section
from tallystick.values import StorageSize

NAN = float("nan")
HIGHER, LOWER = Aim(Better.HIGHER), Aim(Better.LOWER)


def row(*values: Any, aim: Aim | None = HIGHER, baseline: int = 0) -> Row:
    return Row(Section.METADATA, "m.a", "a", values, baseline=baseline, aim=aim)


@pytest.mark.parametrize(
    ("values", "best", "worst"),
    [
        ((1, 3, 2), {1}, {0}),
        ((3, 1, 3.0, 1), {0, 2}, {1, 3}),
        ((1, MISSING, 2, None, NAN), {2}, {0}),
        ((float("-inf"), 0, float("inf")), {2}, {0}),
        ((StorageSize(1), StorageSize(5)), {1}, {0}),
        ((timedelta(1), timedelta(2)), {1}, {0}),
        ((2, 2, 2), set(), set()),
        ((2, 2.0), set(), set()),
        ((2, NAN), set(), set()),
        ((NAN, NAN), set(), set()),
        ((2, MISSING), set(), set()),
        ((1, "a", 2), set(), set()),
        ((1, StorageSize(2)), set(), set()),
        ((1, True), set(), set()),
        ((True, False), set(), set()),
        (("a", "b"), set(), set()),
        ((datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)), set(), set()),
        (([1], [2]), set(), set()),
    ],
)
def test_best_and_worst(values, best, worst):
    up, down = row(*values), row(*values, aim=LOWER)

    assert (up.best, up.worst) == (best, worst)
    assert (down.best, down.worst) == (worst, best)


def test_nothing_is_best_where_nobody_said_what_is_better():
    assert row(1, 2, aim=None).best == row(1, 2, aim=None).worst == frozenset()


def test_deltas_refer_to_the_baseline():
    assert row(2, 4, MISSING, baseline=1).deltas == (Delta(-2, -50.0), None, None)
    assert row(MISSING, 3).deltas == (None, None)


def test_cells_say_what_is_there():
    present, absent, none = row(StorageSize(3), MISSING, None).cells

    assert (present.present, present.value, present.type) == (True, 3, "StorageSize")
    assert (absent.present, absent.value, absent.type) == (False, MISSING, None)
    assert (none.present, none.value, none.type) == (True, None, "None")


@pytest.mark.parametrize(
    ("values", "differs"),
    [
        ((1, 1), False),
        ((1, 1.0), True),
        ((NAN, NAN), False),
        ((MISSING, MISSING), False),
        ((MISSING, None), True),
        ((1, MISSING), True),
        (([1, {"a": NAN}], [1, {"a": NAN}]), False),
    ],
)
def test_whether_a_row_differs(values, differs):
    assert row(*values).differs is differs


def test_missing_is_false_and_says_what_it_is():
    assert not MISSING
    assert repr(MISSING) == "MISSING"
