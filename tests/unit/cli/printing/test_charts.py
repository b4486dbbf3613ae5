"""Charts of text."""

from __future__ import annotations

import pytest

from tallystick.cli.printing.charts import chart, dotted
from tallystick.client.views.series import Line


def line(*ys: float, by_index: bool = True) -> Line:
    return Line([(float(x), y) for x, y in enumerate(ys)], [], by_index, float)


def test_a_line_goes_from_corner_to_corner():
    assert dotted(line(0, 1), 2, 1) == ["⡠⠊"]
    assert dotted(line(1, 0), 2, 1) == ["⠑⢄"]


def test_a_jump_is_a_line_up_and_down():
    assert dotted(line(0, 0, 1, 0, 0), 3, 1) == ["⣠⠳⣀"]


def test_what_never_changes_is_in_the_middle():
    assert dotted(line(5, 5, 5), 3, 1) == ["⠤⠤⠤"]


def test_ends_are_beside_and_below():
    rows = chart(line(1, 20), 20, 3)

    assert [row[:2] for row in rows] == ["20", "  ", " 1", "  "]
    assert {len(row) for row in rows} == {20}
    assert rows[-1].split() == ["0", "1"]


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_points_are_no_line(count):
    assert chart(line(*range(count)), 20, 3) == []
