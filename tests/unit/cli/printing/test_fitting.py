"""How wide columns are where there is little room."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.cli.printing.fitting import GAP, Need, fitted


def need(cells: int, gives: int = 0, *, title: int = 4, least: int = 4) -> Need:
    return Need(title, least, cells, gives)


@pytest.mark.parametrize(
    ("needs", "width", "widths"),
    [
        ([], 80, []),
        ([need(10), need(20, 1)], 80, [10, 20]),
        ([need(2, title=20, least=5), need(20, 1)], 40, [18, 20]),
        ([need(10), need(40, 2), need(40, 1)], 80, [10, 40, 26]),
        ([need(10), need(40, 2), need(40, 1)], 60, [10, 30, 16]),
        ([need(10), need(40, 2), need(40, 1)], 40, [10, 16, 10]),
        ([need(10), need(40, 2), need(40, 1)], 34, [10, 12, 8]),
        ([need(10), need(40, 2), need(40, 1)], 5, [10, 8, 8]),
        ([need(30, 1), need(50, 1)], 60, [29, 29]),
    ],
)
def test_titles_give_first_then_cells_in_order(
    needs: list[Need], width: int, widths: list[int]
) -> None:
    assert fitted(needs, width) == widths


NEEDS = st.lists(
    st.builds(
        lambda title, cut, cells, gives: Need(title, max(title - cut, 1), cells, gives),
        st.integers(1, 40),
        st.integers(0, 30),
        st.integers(0, 90),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=8,
)


@given(NEEDS, st.integers(1, 300))
def test_columns_fit_where_they_can_and_are_never_wider_than_they_need(
    needs: list[Need], width: int
) -> None:
    widths = fitted(needs, width)

    gaps = GAP * (len(needs) - 1)
    least = [
        max(one.title_least, one.cells) if one.gives == 0 else min(one.whole, 8) for one in needs
    ]
    assert all(got <= one.whole for got, one in zip(widths, needs, strict=True))
    assert all(got >= one.cells for got, one in zip(widths, needs, strict=True) if one.gives == 0)
    if sum(least) + gaps <= width:
        assert sum(widths) + gaps <= width
    if sum(one.whole for one in needs) + gaps <= width:
        assert widths == [one.whole for one in needs]
