"""Tables: one row a thing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
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


def print_table(
    console: Console, columns: Sequence[Column], rows: Iterable[Sequence[str | Text]]
) -> None:
    """Aligned columns under their titles. Cells too wide for a terminal go on below."""
    table = Table(box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False)
    table.padding = (0, 2, 0, 0)
    table.header_style = "bold"
    for column in columns:
        table.add_column(
            Text(column.title), justify="right" if column.numeric else "left", overflow="fold"
        )
    for row in rows:
        table.add_row(*(Text(printable(cell)) if isinstance(cell, str) else cell for cell in row))
    _print(console, table)


def _print(console: Console, table: Table) -> None:
    if console.is_terminal:
        console.print(table)
        return
    # Without the blanks that fill the last column.
    with console.capture() as captured:
        console.print(table)
    for line in captured.get().splitlines():
        print(line.rstrip(), file=console.file)


def grid(rows: Iterable[tuple[Text, Text]]) -> Table:
    """Names and values in two columns without titles."""
    made = Table.grid(padding=(0, 2))
    for _ in range(2):
        made.add_column(overflow="fold")
    for row in rows:
        made.add_row(*row)
    return made


def print_grid(console: Console, rows: Iterable[tuple[Text, Text]]) -> None:
    """The same, printed."""
    _print(console, grid(rows))
