"""Line charts of text, drawn with dots: eight to a character."""

from __future__ import annotations

from collections.abc import Iterator

from tallystick.client.views.series import Line, share

_BLANK = 0x2800
# The bits of a character's dots, by row and column.
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_ROWS, _COLUMNS = len(_DOTS), len(_DOTS[0])


def chart(line: Line, width: int, height: int) -> list[str]:
    """The line in `height` rows of `width` characters, with its ends beside and below.

    Nothing where it has fewer than two points.
    """
    if not line.is_drawable:
        return []
    (x0, _), (x1, _) = line.points[0], line.points[-1]
    ys = [y for _, y in line.points]
    top, bottom = line.y_text(max(ys)), line.y_text(min(ys))
    margin = max(len(top), len(bottom))
    names = [top, *[""] * (height - 2), bottom]
    rows = dotted(line, max(_COLUMNS, width - margin - 1), height)
    left, right = line.x_text(x0), line.x_text(x1)
    between = " " * max(1, len(rows[0]) - len(left) - len(right))
    drawn = [f"{name:>{margin}} {row}" for name, row in zip(names, rows, strict=True)]
    return [*drawn, f"{'':{margin}} {left}{between}{right}"]


def dotted(line: Line, width: int, height: int) -> list[str]:
    """The line alone."""
    cells = [[0] * width for _ in range(height)]
    dots = list(_dots(line, width * _COLUMNS, height * _ROWS))
    for one, two in zip(dots, dots[1:] or dots, strict=False):
        for x, y in _between(one, two):
            cells[y // _ROWS][x // _COLUMNS] |= _DOTS[y % _ROWS][x % _COLUMNS]
    return ["".join(chr(_BLANK + cell) for cell in row) for row in cells]


def _dots(line: Line, across: int, down: int) -> Iterator[tuple[int, int]]:
    left, right = line.points[0][0], line.points[-1][0]
    ys = [y for _, y in line.points]
    low, high = min(ys), max(ys)
    for x, y in line.points:
        yield (
            round(share(x, left, right) * (across - 1)),
            round((1 - share(y, low, high)) * (down - 1)),
        )


def _between(one: tuple[int, int], two: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """The dots from one to the other."""
    steps = max(abs(two[0] - one[0]), abs(two[1] - one[1]), 1)
    for step in range(steps + 1):
        part = step / steps
        yield round(one[0] + (two[0] - one[0]) * part), round(one[1] + (two[1] - one[1]) * part)
