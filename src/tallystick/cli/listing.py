"""What all lists have in common: their options, and how they are shown."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

from cyclopts import Parameter
from rich.text import Text

from tallystick.cli.columns import MISSING, Cells, Derive, chosen, title
from tallystick.cli.completing import paths_in
from tallystick.cli.hints import tell_unknown_tags, tell_what_is_nowhere
from tallystick.cli.options import Options
from tallystick.cli.printing import plain, words
from tallystick.cli.printing.console import answers, notes
from tallystick.cli.printing.tables import Column, print_table
from tallystick.client.collections.base import Collection
from tallystick.client.pages import Page
from tallystick.errors import InvalidArgumentError, QueryWarning

NEWEST_FIRST = "desc:created"


def sort_by(collection: str | None = None) -> Parameter:
    """An order, completed by the paths of things in a collection of the client."""
    return Parameter(
        help="Fields and metadata paths with commas between them, each with desc after it or "
        "not. By default the newest come first.",
        show_default=False,
        completer=None if collection is None else paths_in(collection),
    )


def columns_to_show(collection: str | None = None) -> Parameter:
    """Columns, completed in the same way."""
    return Parameter(
        help="Fields and metadata paths with commas between them; with a + before them they "
        "come after the usual ones.",
        completer=None if collection is None else paths_in(collection),
    )


@Parameter(name="*")
@dataclass(frozen=True)
class Listing:
    """How much of what matches is listed, in which order, and what is shown of it."""

    where: Annotated[
        str | None,
        Parameter(
            help="Only what satisfies this condition, such as "
            "'evaluation_metrics.accuracy > 0.9 and not tags has draft'."
        ),
    ] = None
    filter: Annotated[
        tuple[str, ...] | None,
        Parameter(
            help="Only what has this metadata: KEY:VALUE or KEY:OPERATOR:VALUE, such as "
            "evaluation_metrics.accuracy:gte:0.9. Several must all hold."
        ),
    ] = None
    sort: Annotated[str, sort_by()] = NEWEST_FIRST
    limit: Annotated[int, Parameter(help="How many at most; 0 for all.")] = 20
    columns: Annotated[str | None, columns_to_show()] = None

    def find(self, collection: Collection[Any], **filters: Any) -> Page[Any]:
        """A page of what satisfies the filters of the command and of this."""
        if self.limit < 0:
            raise InvalidArgumentError(
                f"--limit is how many to list, or 0 for all; got {self.limit}.", given=self.limit
            )
        given = {name: value for name, value in filters.items() if value is not None}
        if self.filter is not None:
            given["run_metadata"] = list(self.filter)
        with warnings.catch_warnings():
            # What follows says it, whether or not something is found.
            warnings.simplefilter("ignore", QueryWarning)
            page: Page[Any] = collection.find(
                self.where, sort=self.sort, limit=self.limit or None, **given
            )
        tell_what_is_nowhere(collection, self.where, self.filter or (), self.sort)
        if not page.total:
            tell_unknown_tags(collection, filters.get("tags") or ())
        return page


def print_list(
    options: Options,
    listing: Listing,
    page: Page[Any],
    collection: Collection[Any],
    usual: Sequence[str],
    derived: Mapping[str, Derive] | None = None,
) -> None:
    """The page as a table, or as JSON with everything about its things.

    With columns asked for, the JSON has those alone.
    """
    names = chosen(listing.columns, usual)
    if options.json and listing.columns is None:
        items = [plain.thing(thing) for thing in page]
        plain.print_json({"items": items, "total": page.total})
        return
    fields = (*collection.handle.record_type.__struct_fields__, *_computed(collection))
    cells = Cells(collection, page.items, fields, derived or {})
    columns = {name: cells.column(name) for name in names}
    if options.json:
        plain.print_json({"items": _items(columns, len(page)), "total": page.total})
    else:
        _print(columns, page)


def _computed(collection: Collection[Any]) -> tuple[str, ...]:
    return ("duration_s",) if hasattr(collection.handle.record_type, "duration_s") else ()


Columns = dict[str, tuple[str | None, list[Any]]]


def _items(columns: Columns, count: int) -> list[dict[str, Any]]:
    """Of each thing the columns by the name of their field, or the path; what it lacks is null."""
    return [
        {field or name: _in_json(field, values[row]) for name, (field, values) in columns.items()}
        for row in range(count)
    ]


def _in_json(field: str | None, value: Any) -> Any:
    if value is MISSING:
        return None
    return plain.plain(value) if field is None else plain.fact(value)


def _print(columns: Columns, page: Page[Any]) -> None:
    console = answers()
    heads = [
        Column(title(field or name), numeric=_is_numeric(field, values), gives=_gives(field))
        for name, (field, values) in columns.items()
    ]
    cells = [
        [_cell(field, value, terminal=console.is_terminal) for value in values]
        for field, values in columns.values()
    ]
    print_table(console, heads, zip(*cells, strict=True))
    if not page.total:
        notes().print("Nothing found.", style="dim")
    elif page.total > len(page):
        notes().print(f"{len(page):,} of {page.total:,} shown; --limit 0 lists all.", style="dim")


_NAMES = ("name", "artifact", "model", "version")
_WHOLE = ("status", "stage", "type", "number", "size_bytes", "sha256")


def _gives(field: str | None) -> int:
    """How early a column is shortened: names of the things last, and ids and the like never."""
    if field is None:
        return 1
    if field in _WHOLE or field == "id" or field.endswith(("_id", "_at", "_s")):
        return 0
    return 2 if field in _NAMES else 1


def _cell(field: str | None, value: Any, *, terminal: bool) -> Text:
    if value is MISSING:
        return Text(words.ABSENT, "dim")
    if field is None:
        return words.shown(value)
    return words.fact(field, value, terminal=terminal)


def _is_numeric(field: str | None, values: Sequence[Any]) -> bool:
    if field is not None and field.endswith("_at"):
        return False
    present = [value for value in values if value is not MISSING and value is not None]
    return bool(present) and all(
        isinstance(value, int | float | timedelta) and not isinstance(value, bool)
        for value in present
    )
