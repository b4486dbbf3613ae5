"""What is known about the data of an artifact: what people said, then what was found out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from tallystick.cli.printing import words
from tallystick.cli.printing.cards import MOST_ROWS, print_cards, print_nothing, print_title
from tallystick.cli.printing.tables import Column, print_table
from tallystick.client.metadata import RunMetadata

_FIRST_FACT = "storage_size"
_COLUMNS = "columns"
_BY_COLUMN = {
    "dtype": "type",
    "missing_count": "missing",
    "min": "min",
    "max": "max",
    "mean": "mean",
    "std": "std",
}
"""Facts that tables of data have by column, with the title of each."""


def print_data(console: Console, metadata: RunMetadata, *, full: bool) -> None:
    """What was logged in cards, then the facts, of tables with a row for each of their columns."""
    if not metadata:
        print_nothing(console)
        return
    facts = _facts(metadata)
    logged = {key: metadata[key] for key in metadata if key not in facts}
    counts = {key: len(metadata.history(key)) for key in logged}
    print_cards(console, logged, counts=counts, full=full)
    columns = facts.get(_COLUMNS)
    if not isinstance(columns, list) or not isinstance(facts.get("dtype"), dict):
        print_cards(console, facts, title="facts", full=full)
        return
    by_column = {key: facts.pop(key) for key in _BY_COLUMN if isinstance(facts.get(key), dict)}
    del facts[_COLUMNS]
    print_cards(console, facts, title="facts", full=full)
    names = [str(name) for name in columns]
    total = int(facts.get("column_count", len(names)))
    _print_columns(console, names, total, by_column, full=full)


def _facts(metadata: RunMetadata) -> dict[str, Any]:
    """What the materializer found, which is recorded with the version, its size first."""
    if _FIRST_FACT not in metadata:
        return {}
    first = metadata.entry(_FIRST_FACT)
    entries = {key: metadata.entry(key) for key in metadata}
    return {
        key: metadata[key]
        for key, entry in entries.items()
        if entry.change == first.change and entry.sequence >= first.sequence
    }


def _print_columns(
    console: Console,
    names: Sequence[str],
    total: int,
    facts: Mapping[str, Mapping[str, Any]],
    *,
    full: bool,
) -> None:
    shown = {key: title for key, title in _BY_COLUMN.items() if facts.get(key)}
    heads = [Column("name", gives=1)]
    heads += [Column(title, numeric=key != "dtype") for key, title in shown.items()]
    described = f", the first {len(names):,} described" if len(names) < total else ""
    complete = ", none with missing values" if facts.get("missing_count") == {} else ""
    print_title(console, words.count(total, "column") + described + complete)
    listed = names if full or len(names) <= MOST_ROWS else names[: MOST_ROWS - 1]
    rows: list[list[str | Text]] = [[name, *_cells(name, facts, shown)] for name in listed]
    print_table(console, heads, rows)
    if len(listed) < len(names):
        console.print(Text(f"… {len(names) - len(listed):,} more, with --full", "dim"))


def _cells(
    name: str, facts: Mapping[str, Mapping[str, Any]], keys: Iterable[str]
) -> Iterator[Text]:
    for key in keys:
        # Missing values are counted where there are any.
        absent = Text("0" if key == "missing_count" else words.ABSENT, "dim")
        yield words.shown(facts[key][name]) if name in facts[key] else absent
