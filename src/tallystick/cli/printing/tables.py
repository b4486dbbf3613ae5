"""Tables: one row a thing."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tallystick.cli.printing.console import printable
from tallystick.cli.printing.fitting import GAP, Need, fitted

_ELLIPSIS = "…"
_NARROWEST = 20


class Column:
    """A column's title, and whether it holds numbers, which stand to the right.

    `gives` says whether cells are shortened where a terminal is too narrow: columns that give 1
    first, then those that give 2. What has to be copied whole, such as an id, gives 0.
    """

    __slots__ = ("gives", "numeric", "title")

    def __init__(self, title: str, *, numeric: bool = False, gives: int = 0) -> None:
        self.title = title
        self.numeric = numeric
        self.gives = gives


Row = Sequence[str | Text]


def print_table(console: Console, columns: Sequence[Column], rows: Iterable[Row]) -> None:
    """Aligned columns under their titles; on a terminal shortened where they are too wide."""
    if not console.is_terminal:
        titles = [column.title for column in columns]
        _print_plain(console, [titles, *rows], [column.numeric for column in columns])
        return
    cells = [[_text(cell) for cell in row] for row in rows]
    widest = [
        max((row[place].cell_len for row in cells), default=0) for place in range(len(columns))
    ]
    needs = [
        Need(cell_len(column.title), cell_len(_last_part(column.title)), width, column.gives)
        for column, width in zip(columns, widest, strict=True)
    ]
    widths = fitted(needs, console.width)
    titles_ = [
        Text(_shortened(column.title, width), "bold dim")
        for column, width in zip(columns, widths, strict=True)
    ]
    for row in (titles_, *cells):
        _print_line(console, row, widths, columns)


def _print_line(
    console: Console, row: Sequence[Text], widths: Sequence[int], columns: Sequence[Column]
) -> None:
    line = Text()
    for cell, width, column in zip(row, widths, columns, strict=True):
        part = cell.copy()
        part.truncate(width, overflow="ellipsis")
        part.align("right" if column.numeric else "left", width)
        line.append_text(part)
        line.append(" " * GAP)
    line.rstrip()
    console.print(line, soft_wrap=True)


def _last_part(title: str) -> str:
    """Of a path the last part says most."""
    return re.split(r"[.:](?=[^.:\"]+$)", title)[-1]


def _shortened(title: str, width: int) -> str:
    if cell_len(title) <= width:
        return title
    last = _last_part(title)
    if cell_len(last) >= width:
        return last
    return _ELLIPSIS + title[len(title) - width + 1 :].lstrip(".:")


def print_grid(console: Console, rows: Iterable[Row]) -> None:
    """Names and values in two columns without titles.

    On a terminal long sentences go on below; what is one long word, such as a path, stays whole.
    """
    named = [[_text(cell) for cell in row] for row in rows]
    if not console.is_terminal:
        _print_plain(console, named, [False, False])
        return
    indent = max((name.cell_len for name, _ in named), default=0) + GAP
    for name, value in named:
        name.align("left", indent)
        first, *more = _wrapped(value, max(console.width - indent, _NARROWEST))
        console.print(name + first, soft_wrap=True)
        for part in more:
            console.print(Text(" " * indent) + part, soft_wrap=True)


def _wrapped(value: Text, width: int) -> list[Text]:
    if value.cell_len <= width or " " not in value.plain:
        return [value]
    lines = textwrap.wrap(value.plain, width, break_long_words=False, break_on_hyphens=False)
    return [Text(line, value.style) for line in lines]


def grid(rows: Iterable[Row]) -> Table:
    """The same, to be put into something else."""
    made = Table.grid(padding=(0, 2))
    for _ in range(2):
        made.add_column(overflow="fold")
    for row in rows:
        made.add_row(*map(_text, row))
    return made


def _text(cell: str | Text) -> Text:
    return Text(printable(cell)) if isinstance(cell, str) else cell


# Long lists are written to files, for which Rich's tables are far too slow.
def _print_plain(console: Console, rows: Sequence[Row], numeric: Sequence[bool]) -> None:
    """Lines as wide as they need to be, without blanks at their ends."""
    cells = [[printable(c) if isinstance(c, str) else c.plain for c in row] for row in rows]
    lengths = [[cell_len(cell) for cell in row] for row in cells]
    widths = [max(column) for column in zip(*lengths, strict=True)]
    for row, taken in zip(cells, lengths, strict=True):
        parts = []
        for cell, length, width, right in zip(row, taken, widths, numeric, strict=True):
            blanks = " " * (width - length)
            parts.append(blanks + cell if right else cell + blanks)
        print("  ".join(parts).rstrip(), file=console.file)
