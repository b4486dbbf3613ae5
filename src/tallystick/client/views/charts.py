"""Line charts for notebooks: SVG that needs nothing else, and suits light and dark pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from tallystick.client.views.series import Line, share

_WIDTH, _HEIGHT = 640, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 74, 12, 10, 24

# Light enough for dark pages, and dark enough for light ones.
_COLOURS = ("#4c8eda", "#e0803a", "#4aa564", "#d1605e", "#9a7fd1", "#a9874c", "#d37fb0", "#8a8f98")


def html_chart(lines: Mapping[str, Line]) -> str:
    """The lines in one chart, with a legend where there are several; empty where none is one."""
    drawn = {name: line for name, line in lines.items() if line.is_drawable}
    if not drawn:
        return ""
    frame = _Frame(list(drawn.values()))
    coloured = list(zip(drawn.items(), _cycled(len(drawn)), strict=True))
    paths = "".join(frame.path(line, colour) for (_, line), colour in coloured)
    legend = ""
    if len(drawn) > 1:
        legend = "".join(
            f'<span style="margin-right:1em;white-space:nowrap"><svg width="14" height="8">'
            f'<line x2="14" y1="4" y2="4" stroke="{colour}" stroke-width="2"/></svg> '
            f"{escape(name)}</span>"
            for (name, _), colour in coloured
        )
        legend = f'<div style="max-width:{_WIDTH}px">{legend}</div>'
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" style="width:100%;max-width:{_WIDTH}px;'
        f'display:block" role="img" aria-label="{escape(", ".join(drawn), quote=True)}" '
        f'font-size="11" fill="currentColor">{frame.axes()}{paths}</svg>{legend}'
    )


def _cycled(count: int) -> list[str]:
    return [_COLOURS[place % len(_COLOURS)] for place in range(count)]


class _Frame:
    """Where values are in the picture."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._line = lines[0]
        xs = [x for line in lines for x, _ in line.points]
        ys = [y for line in lines for _, y in line.points]
        self._x, self._y = (min(xs), max(xs)), (min(ys), max(ys))

    def axes(self) -> str:
        """The ends of both axes with their texts, and a line at each."""
        line, (x0, x1), (y0, y1) = self._line, self._x, self._y
        right, bottom = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
        grid = "".join(
            f'<line x1="{_LEFT}" x2="{right}" y1="{y}" y2="{y}" stroke="currentColor" '
            'stroke-opacity=".2"/>'
            for y in (_TOP, bottom)
        )
        texts = (
            (_LEFT - 6, _TOP + 4, "end", line.y_text(y1)),
            (_LEFT - 6, bottom + 4, "end", line.y_text(y0) if y1 > y0 else ""),
            (_LEFT, _HEIGHT - 6, "start", line.x_text(x0)),
            (right, _HEIGHT - 6, "end", line.x_text(x1) if x1 > x0 else ""),
        )
        return grid + "".join(
            f'<text x="{x}" y="{y}" text-anchor="{anchor}" opacity=".75">{escape(text)}</text>'
            for x, y, anchor, text in texts
        )

    def path(self, line: Line, colour: str) -> str:
        """The line, and a mark below where there was no number."""
        dots = " ".join(f"{self._across(x):.1f},{self._down(y):.1f}" for x, y in line.points)
        bottom = _HEIGHT - _BOTTOM
        marks = "".join(
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{bottom - 5}" y2="{bottom}" stroke="#d1605e" '
            'stroke-width="2"><title>no number</title></line>'
            for x in sorted({round(self._across(x), 1) for x in line.gaps})
        )
        return (
            f'<polyline points="{dots}" fill="none" stroke="{colour}" stroke-width="1.5" '
            f'stroke-linejoin="round"/>{marks}'
        )

    def _across(self, x: float) -> float:
        return _LEFT + share(x, *self._x) * (_WIDTH - _LEFT - _RIGHT)

    def _down(self, y: float) -> float:
        return _HEIGHT - _BOTTOM - share(y, *self._y) * (_HEIGHT - _TOP - _BOTTOM)
