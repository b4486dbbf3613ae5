"""What `tally runs paths` and the same of other nouns have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from tallystick.cli.completing import client_of
from tallystick.cli.options import ReadingOptions, flag
from tallystick.cli.printing import plain
from tallystick.cli.printing.console import answers, notes
from tallystick.cli.printing.tables import Column, print_table
from tallystick.client.collections.base import Collection
from tallystick.client.paths import Paths
from tallystick.errors import InvalidArgumentError

if TYPE_CHECKING:
    from cyclopts.completion import CompletionContext

_MOST_COMPLETED = 200


@Parameter(name="*")
@dataclass(frozen=True)
class Discovery:
    """Whose paths, how many, and how much about each."""

    where: Annotated[str | None, Parameter(help="Only paths of what satisfies this condition.")] = (
        None
    )
    limit: Annotated[int, Parameter(help="How many at most; 0 for all.")] = 100
    values: Annotated[
        int, Parameter(help="How many of the most common texts and truth values of each.")
    ] = 5
    exact: Annotated[
        bool, flag("Look at everything, however long it takes, instead of a sample.")
    ] = False


def prefix_of(collection: str) -> Parameter:
    """What is known of a path's name, of things in a collection of the client."""

    def complete(context: CompletionContext) -> list[str]:
        found: Collection[Any] = getattr(client_of(context), collection)
        return list(found.paths(prefix=context.incomplete, limit=_MOST_COMPLETED, values=0))

    return Parameter(
        help="What is known of the name: its beginning, that of a part of it, or anything in it.",
        completer=complete,
    )


def print_paths(
    options: ReadingOptions, collection: Collection[Any], prefix: str, discovery: Discovery
) -> None:
    """The paths as a table, or as JSON."""
    if discovery.limit < 0:
        raise InvalidArgumentError(
            f"--limit is how many to show, or 0 for all; got {discovery.limit}.",
            given=discovery.limit,
        )
    limit = discovery.limit or None
    found = collection.paths(
        discovery.where,
        prefix=prefix,
        limit=limit,
        values=discovery.values,
        exact=discovery.exact,
    )
    if options.json:
        plain.print_json(found.to_dict())
    else:
        _print(found, limit)


def _print(found: Paths, limit: int | None) -> None:
    console = answers()
    counts = found.columns[1]
    columns = [
        Column(title, numeric=title == counts, gives=int(title in ("types", "values")))
        for title in found.columns
    ]
    print_table(console, columns, found.rows())
    if not found:
        notes().print("Nothing found.", style="dim")
    if len(found) == limit:
        notes().print(f"The first {limit:,} are shown; --limit 0 shows all.", style="dim")
