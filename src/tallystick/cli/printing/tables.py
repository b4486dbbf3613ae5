"""Tables: one row a thing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tallystick.cli.printing.console import printable


class Column:
    """A column's title, and whether it holds numbers, which stand to the right."""

    __slots__ = ("numeric", "title")

    def __init__(self, title: str, *, numeric: bool = False) -> None:
        self.title = title
        self.numeric = numeric


Row = Sequence[str | Text]


def print_table(console: Console, columns: Sequence[Column], rows: Iterable[Row]) -> None:
    """Aligned columns under their titles. Cells too wide for a terminal go on below."""
    if not console.is_terminal:
        titles = [column.title for column in columns]
        _print_plain(console, [titles, *rows], [column.numeric for column in columns])
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        title = _text(column.title)
        table.add_column(title, justify="right" if column.numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(_text, row))
    console.print(table)


def print_grid(console: Console, rows: Iterable[Row]) -> None:
    """Names and values in two columns without titles."""
    if console.is_terminal:
        console.print(grid(rows))
    else:
        _print_plain(console, list(rows), [False, False])


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
