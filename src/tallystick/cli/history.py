"""`tally history`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from cyclopts import Parameter
from rich.console import Console
from rich.text import Text

from tallystick.cli.nouns import verb
from tallystick.cli.options import ReadingOptions
from tallystick.cli.printing import plain, words
from tallystick.cli.printing.charts import chart, dotted
from tallystick.cli.printing.console import answers, notes, printable
from tallystick.cli.printing.tables import Column, print_table
from tallystick.cli.targets import About, described
from tallystick.client.entries import MetadataEntry
from tallystick.client.handles import Handle
from tallystick.client.histories import MetadataHistory, is_number
from tallystick.client.views.series import all_indexed, line_of
from tallystick.errors import InvalidArgumentError

app = verb("history")

_NEWEST = 100
_WIDEST, _HEIGHT = 100, 8
_SMALL = 24
_DOTS_ACROSS = 2


@app.default
def history(
    key: Annotated[
        str, Parameter(help="The key, or a path to a place inside its values: metrics.accuracy.")
    ],
    /,
    *,
    points: Annotated[
        int | None,
        Parameter(
            help="So many points of the whole history at most, its extremes among them, in place "
            "of the newest."
        ),
    ] = None,
    limit: Annotated[
        int | None,
        Parameter(help=f"How many of the newest at most, by default {_NEWEST}; 0 for all."),
    ] = None,
    where: Annotated[
        str | None,
        Parameter(
            help="In place of one thing: the runs that satisfy this condition, a line for each."
        ),
    ] = None,
    about: About = About(),
    options: ReadingOptions = ReadingOptions(),
) -> None:
    """Show every value that was logged under a key, oldest first, on a terminal with a chart."""
    newest = _NEWEST if limit is None else limit
    if newest < 0:
        raise InvalidArgumentError(f"--limit is how many to show, or 0 for all; got {limit}.")
    if where is not None:
        _show_runs(key, where, points, newest, about, options)
        return
    if points is not None and limit is not None:
        raise InvalidArgumentError(
            "--points shows the whole history and --limit its newest entries; give one of them.",
            given=(points, limit),
        )
    handle = about.handle(options)
    found = handle.run_metadata.history(key, points=points)
    shown = found if points is not None else found[-newest:]
    if options.json:
        plain.print_json({"key": key, **_in_json(found, shown)})
        return
    console = answers()
    if console.is_terminal:
        notes().print(Text(f"{printable(key)} of {printable(described(handle))}", "dim"))
        _print_chart(console, handle, key, found)
    _print(console, shown)
    if found.thinned:
        notes().print(found.rule, style="dim")
    elif len(shown) < len(found):
        notes().print(f"the last {len(shown):,} of {len(found):,} shown", style="dim")


def _in_json(found: MetadataHistory, shown: Sequence[MetadataEntry]) -> dict[str, Any]:
    return {
        "total": found.total,
        "bucket": found.bucket,
        "entries": [
            {**plain.entry(one.record), "type": one.type.value, "value": plain.plain(one.value)}
            for one in shown
        ],
    }


def _print_chart(console: Console, handle: Handle[Any], key: str, found: MetadataHistory) -> None:
    """The whole history, if it can be drawn here: two points for each dot across."""
    if not _can_draw(console):
        return
    width = min(console.width, _WIDEST)
    most = width * _DOTS_ACROSS * 2
    if found.thinned and len(found) < most:
        found = handle.run_metadata.history(key, points=most)
    line = line_of(found, most, by_index=all_indexed(found))
    for row in chart(line, width, _HEIGHT):
        console.print(Text(row))


def _can_draw(console: Console) -> bool:
    return console.is_terminal and console.encoding.lower().startswith("utf")


def _print(console: Console, shown: Sequence[MetadataEntry]) -> None:
    indexed = any(one.index is not None for one in shown)
    columns = [Column("index", numeric=True)] if indexed else []
    columns += [Column("value", gives=2), Column("logged"), Column("author", gives=1)]
    print_table(console, columns, [_row(console, one, indexed=indexed) for one in shown])


def _row(console: Console, one: MetadataEntry, *, indexed: bool) -> list[Text | str]:
    place = words.ABSENT if one.index is None else f"{one.index:g}"
    return [
        *([place] if indexed else []),
        words.shown(one.value),
        words.fact("logged_at", one.logged_at, terminal=console.is_terminal),
        one.author,
    ]


def _show_runs(
    key: str,
    where: str,
    points: int | None,
    newest: int,
    about: About,
    options: ReadingOptions,
) -> None:
    """A line for each run, the newest first; in JSON everything."""
    if about != About():
        raise InvalidArgumentError(
            "--where finds runs; give it or say which thing is meant, not both.", given=where
        )
    runs = options.client.runs
    page = runs.find(where, limit=newest or None)
    # A line needs the ends and the extremes, which thinning keeps.
    most = points if points is not None or options.json else _SMALL * _DOTS_ACROSS * 2
    found = runs.history(page, key, points=most)
    if options.json:
        items = [
            {"id": str(run.id), "name": run.name, **_in_json(one, one)}
            for run, one in found.items()
        ]
        plain.print_json({"key": key, "items": items, "total": page.total})
        return
    _print_runs({run: one for run, one in found.items() if one})
    if not page.total:
        notes().print("Nothing found.", style="dim")
    elif without := [run for run, one in found.items() if not one]:
        notes().print(
            f"{words.count(len(without), 'run')} without {printable(key)} left out", style="dim"
        )


def _print_runs(found: dict[Handle[Any], MetadataHistory]) -> None:
    console = answers()
    columns = [Column("run", gives=2), Column("points", numeric=True)]
    columns += [Column(name, numeric=True, gives=1) for name in ("least", "greatest", "newest")]
    drawn = _can_draw(console)
    if drawn:
        columns.append(Column("history"))
    by_index = all(all_indexed(one) for one in found.values())
    rows = []
    for run, one in found.items():
        numbers = [entry.value for entry in one if is_number(entry.value)]
        cells = [run.name, f"{one.total:,}"]
        extremes = (min(numbers), max(numbers)) if numbers else ()
        row: list[str | Text] = [*cells, *map(words.shown, extremes), words.shown(one[-1].value)]
        row[2:2] = [words.ABSENT] * (2 - len(extremes))
        if drawn:
            row.append("".join(dotted(line_of(one, most=200, by_index=by_index), _SMALL, 1)))
        rows.append(row)
    print_table(console, columns, rows)
