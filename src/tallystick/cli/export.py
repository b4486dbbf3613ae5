"""What `tally runs export` and the same of other nouns have in common."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from tallystick.cli.columns import chosen
from tallystick.cli.listing import NEWEST_FIRST
from tallystick.cli.options import ReadingOptions
from tallystick.cli.printing import plain, words
from tallystick.cli.printing.console import answers
from tallystick.client.collections.base import Collection
from tallystick.client.views.text import size
from tallystick.errors import EntityExistsError, InvalidArgumentError

Goal = Annotated[
    Path,
    Parameter(
        name="--to", help="The file; its ending says what it holds: .parquet, .csv or .jsonl."
    ),
]


@Parameter(name="*")
@dataclass(frozen=True)
class Exporting:
    """Which rows and columns, and whether a file may be replaced."""

    where: Annotated[str | None, Parameter(help="Only what satisfies this condition.")] = None
    columns: Annotated[
        str | None,
        Parameter(
            help="Fields, paths and groups of paths with commas between them. By default every "
            "field, and every path that what is exported has."
        ),
    ] = None
    sort: Annotated[
        str,
        Parameter(
            help="Fields and paths with commas between them, each with desc after it or not. By "
            "default the newest come first.",
            show_default=False,
        ),
    ] = NEWEST_FIRST
    limit: Annotated[int, Parameter(help="How many at most; 0 for all.")] = 0
    overwrite: Annotated[
        bool,
        Parameter(
            name=("--overwrite", "--force"),
            help="Replace the file if there is one.",
            negative=(),
            show_default=False,
        ),
    ] = False


def export(
    options: ReadingOptions, collection: Collection[Any], goal: Path, exporting: Exporting
) -> None:
    """Write the file, and say what is in it; on a terminal also how far it has come."""
    if exporting.limit < 0:
        raise InvalidArgumentError(
            f"--limit is how many rows to write, or 0 for all; got {exporting.limit}.",
            given=exporting.limit,
        )
    columns = None if exporting.columns is None else chosen(exporting.columns, ())
    try:
        with _progress(collection, exporting) as progress:
            written = collection.export(
                goal,
                exporting.where,
                columns=columns,
                sort=exporting.sort,
                limit=exporting.limit or None,
                overwrite=exporting.overwrite,
                progress=progress,
            )
    except EntityExistsError as error:
        text = error.message.replace("pass overwrite=True", "add --overwrite")
        raise EntityExistsError(text, **error.facts) from None
    if options.json:
        plain.print_json({**written._asdict(), "path": str(written.path)})
    else:
        rows = words.count(written.rows, collection.kind.words)
        held = f"{rows} in {words.count(written.columns, 'column')}"
        answers().print(f"{written.path} holds {held}, {size(written.size_bytes)}.")


@contextlib.contextmanager
def _progress(
    collection: Collection[Any], exporting: Exporting
) -> Iterator[Callable[[int], None] | None]:
    """Says on a terminal how far it has come, until this is left; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    total = collection.find(exporting.where, limit=1).total
    most = min(total, exporting.limit or total)

    def say(done: int) -> None:
        print(f"\r{done:,} of {most:,} written", end="", file=sys.stderr, flush=True)

    try:
        yield say
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
