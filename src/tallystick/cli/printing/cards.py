"""One thing in full: its heading, its facts, and its metadata in cards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from rich import box
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from tallystick.cli.printing import words
from tallystick.cli.printing.console import printable
from tallystick.cli.printing.tables import grid, print_grid
from tallystick.client.metadata import RunMetadata
from tallystick.values import cards

_INDENT = "  "
_UNTITLED = "metadata"
MOST_ROWS = 14


def print_heading(console: Console, noun: str, name: str, status: str | None = None) -> None:
    """What it is, what it is called, and how it stands."""
    parts = [Text(noun, "dim"), Text(printable(name), "bold")]
    if status is not None:
        parts.append(words.status(status, terminal=console.is_terminal))
    console.print(Text(" ").join(parts))


def print_facts(console: Console, facts: Mapping[str, Text | str | None]) -> None:
    """Names and facts in two columns; facts that are None or empty are left out."""
    rows = [
        (Text(_INDENT + name, "dim"), Text(printable(value)) if isinstance(value, str) else value)
        for name, value in facts.items()
        if value
    ]
    print_grid(console, rows)


def print_title(console: Console, title: str) -> None:
    """The title of what comes next, after an empty line."""
    console.print()
    console.print(Text(title, "bold"))


def print_metadata(console: Console, metadata: RunMetadata, *, full: bool = True) -> None:
    """The metadata in cards; keys that were logged several times say how often.

    Unless it is to be full, long cards show their beginning.
    """
    if not metadata:
        print_nothing(console)
        return
    counts = {key: len(metadata.history(key)) for key in metadata}
    print_cards(console, metadata, counts=counts, full=full)


def print_nothing(console: Console) -> None:
    """That there is no metadata."""
    console.print()
    console.print(Text("no metadata", "dim"))


def print_cards(
    console: Console,
    values: Mapping[str, Any],
    *,
    title: str = _UNTITLED,
    counts: Mapping[str, int] | None = None,
    full: bool,
) -> None:
    """Values in cards, `title` for those that are in no group; how often each was logged."""
    often = counts or {}
    made = []
    for card in cards(values):
        counted = often if card.title is None else {}
        note = _often(often.get(card.title, 1)) if card.title is not None else ""
        rows = list(_rows(card.entries, counted))
        made.append(_Card(card.title or title, note, rows if full else _beginning(rows)))
    _print_cards(console, made)


def print_values(console: Console, title: str, values: Mapping[str, Any]) -> None:
    """A card of values that are no metadata, such as parameters; nothing where there are none."""
    if values:
        _print_cards(console, [_Card(title, "", list(_rows(values, {})))])


Row = tuple[Text, Text]


class _Card(NamedTuple):
    title: str
    note: str
    rows: list[Row]


def _rows(entries: Mapping[str, Any], counts: Mapping[str, int], depth: int = 0) -> Iterator[Row]:
    for key, value in entries.items():
        label = Text(_INDENT * depth + printable(key), "dim" if depth == 0 else "")
        if isinstance(value, dict) and value:
            yield label, Text()
            yield from _rows(value, {}, depth + 1)
        else:
            yield label, words.shown(value) + Text(_often(counts.get(key, 1)), "dim")


def _beginning(rows: list[Row]) -> list[Row]:
    if len(rows) <= MOST_ROWS:
        return rows
    more = f"… {len(rows) - MOST_ROWS + 1} more, with --full"
    return [*rows[: MOST_ROWS - 1], (Text(more, "dim"), Text())]


def _often(count: int) -> str:
    return f"  ({count:,} entries)" if count > 1 else ""


def _print_cards(console: Console, made: Sequence[_Card]) -> None:
    """On a terminal boxes side by side, elsewhere titles with indented lines below."""
    if console.is_terminal:
        for shelf in _shelves(console, [_box(card) for card in made]):
            console.print(shelf)
        return
    for card in made:
        print_title(console, printable(card.title) + card.note)
        rows = card.rows or [(Text("(empty)"), Text())]
        print_grid(console, [(Text(_INDENT) + label, value) for label, value in rows])


def _shelves(console: Console, boxes: Sequence[Panel]) -> Iterator[Table]:
    """The boxes in rows, each with as many as the terminal has room for."""
    shelf: list[Panel] = []
    used = 0
    for one in boxes:
        width = console.measure(one).maximum + 1
        if shelf and used + width > console.width:
            yield _shelf(shelf)
            shelf, used = [], 0
        shelf.append(one)
        used += width
    if shelf:
        yield _shelf(shelf)


def _shelf(boxes: Sequence[Panel]) -> Table:
    row = Table.grid(padding=(0, 1, 0, 0))
    row.add_row(*boxes)
    return row


def _box(card: _Card) -> Panel:
    content = grid(card.rows) if card.rows else Text("(empty)", "dim")
    title = Text(printable(card.title), "bold") + Text(card.note, "dim")
    return Panel(
        content, title=title, title_align="left", box=box.ROUNDED, border_style="dim", expand=False
    )
