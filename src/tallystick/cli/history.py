"""`tally history`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from cyclopts import Parameter
from rich.console import Console
from rich.text import Text

from tallystick.cli.columns import MISSING, inside
from tallystick.cli.nouns import verb
from tallystick.cli.options import ReadingOptions
from tallystick.cli.printing import plain, words
from tallystick.cli.printing.console import answers, notes, printable
from tallystick.cli.printing.tables import Column, print_table
from tallystick.cli.targets import About, described
from tallystick.client.entries import MetadataEntry
from tallystick.client.handles import Handle
from tallystick.errors import InvalidArgumentError
from tallystick.values import parse_path

app = verb("history")


@app.default
def history(
    key: Annotated[
        str, Parameter(help="The key, or a path to a place inside its values: metrics.accuracy.")
    ],
    /,
    *,
    limit: Annotated[int, Parameter(help="How many of the newest at most; 0 for all.")] = 100,
    about: About = About(),
    options: ReadingOptions = ReadingOptions(),
) -> None:
    """Show every value that was logged under a key, oldest first."""
    if limit < 0:
        raise InvalidArgumentError(f"--limit is how many to show, or 0 for all; got {limit}.")
    handle = about.handle(options)
    entries, path = _entries(handle, key)
    points = [(one, inside(one.value, path)) for one in entries][-limit:]
    if options.json:
        plain.print_json({"key": key, "total": len(entries), "entries": _in_json(points)})
        return
    console = answers()
    if console.is_terminal:
        notes().print(Text(f"{printable(key)} of {printable(described(handle))}", "dim"))
    _print(console, points)
    if len(points) < len(entries):
        notes().print(f"the last {len(points):,} of {len(entries):,} shown", style="dim")


def _entries(handle: Handle[Any], key: str) -> tuple[Sequence[MetadataEntry], tuple[str, ...]]:
    """The entries of the key that is meant, and where in their values to look."""
    metadata = handle.run_metadata
    if key not in metadata:
        step, double, written = key.rpartition("::")
        try:
            first, *path = parse_path(written)
        except InvalidArgumentError:
            first, path = written, []
        if path and step + double + first in metadata:
            return metadata.history(step + double + first), tuple(path)
    return metadata.history(key), ()


Points = Sequence[tuple[MetadataEntry, Any]]


def _in_json(points: Points) -> list[dict[str, Any]]:
    return [
        {**plain.entry(one.record), "value": None if value is MISSING else plain.plain(value)}
        for one, value in points
    ]


def _print(console: Console, points: Points) -> None:
    indexed = any(one.index is not None for one, _ in points)
    columns = [Column("index", numeric=True)] if indexed else []
    columns += [Column("value", gives=2), Column("logged"), Column("author", gives=1)]
    print_table(console, columns, [_row(console, *point, indexed=indexed) for point in points])


def _row(console: Console, one: MetadataEntry, value: Any, *, indexed: bool) -> list[Text | str]:
    place = words.ABSENT if one.index is None else f"{one.index:g}"
    return [
        *([place] if indexed else []),
        words.ABSENT if value is MISSING else words.shown(value),
        words.fact("logged_at", one.logged_at, terminal=console.is_terminal),
        one.author,
    ]
