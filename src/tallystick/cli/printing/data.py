"""What is known about the data of an artifact."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from tallystick.cli.printing import words
from tallystick.cli.printing.cards import MOST_ROWS, print_cards, print_nothing, print_title
from tallystick.cli.printing.tables import Column, print_table
from tallystick.client.handles import ArtifactVersionResponse
from tallystick.client.views.data import Data, data_of


def print_data(console: Console, version: ArtifactVersionResponse, *, full: bool) -> None:
    """What was logged in cards, then the facts, of tables with a row for each of their columns."""
    metadata = version.run_metadata
    if not metadata:
        print_nothing(console)
        return
    data = data_of(metadata, version.snapshot.entries)
    counts = {key: len(metadata.history(key)) for key in data.logged}
    print_cards(console, data.logged, counts=counts, full=full)
    print_cards(console, data.facts, title="facts", full=full)
    if data.columns:
        _print_columns(console, data, full=full)


def _print_columns(console: Console, data: Data, *, full: bool) -> None:
    print_title(console, data.caption)
    names = data.columns
    listed = names if full or len(names) <= MOST_ROWS else names[: MOST_ROWS - 1]
    heads = [Column("name", gives=1)]
    heads += [Column(title, numeric=key != "dtype") for key, title in data.titles.items()]
    rows: list[list[str | Text]] = [[name, *_cells(data, name)] for name in listed]
    print_table(console, heads, rows)
    if len(listed) < len(names):
        console.print(Text(f"… {len(names) - len(listed):,} more, with --full", "dim"))


def _cells(data: Data, name: str) -> Iterator[Text]:
    for key in data.titles:
        facts = data.by_column[key]
        # Missing values are counted where there are any.
        absent = Text("0" if key == "missing_count" else words.ABSENT, "dim")
        yield words.shown(facts[name]) if name in facts else absent
