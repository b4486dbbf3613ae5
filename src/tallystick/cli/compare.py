"""`tally compare`."""

from __future__ import annotations

import sys
from typing import Annotated

from cyclopts import Parameter

from tallystick.cli.completing import run_names
from tallystick.cli.nouns import verb
from tallystick.cli.options import ReadingOptions, flag
from tallystick.cli.printing import plain
from tallystick.cli.printing.console import answers, page_width
from tallystick.cli.printing.pieces import print_lines
from tallystick.comparison.text import table_lines
from tallystick.errors import InvalidArgumentError

app = verb("compare")

Kind = Annotated[
    str | None,
    Parameter(help="What they are: runs, steps, artifacts or models. By default runs."),
]


@app.default
def compare(
    *things: Annotated[
        str,
        Parameter(
            help="2 to 500 of one kind, by name or id: RUN, RUN::STEP, ARTIFACT@VERSION, "
            "MODEL@VERSION.",
            completer=run_names,
        ),
    ],
    kind: Kind = None,
    where: Annotated[
        str | None, Parameter(help="And all that satisfy this condition, the newest first.")
    ] = None,
    baseline: Annotated[
        str | None,
        Parameter(help="What the others are measured by. By default the first."),
    ] = None,
    maximise: Annotated[
        tuple[str, ...] | None,
        Parameter(help="A path, or its last part, of which more is better."),
    ] = None,
    minimise: Annotated[
        tuple[str, ...] | None,
        Parameter(help="A path, or its last part, of which less is better."),
    ] = None,
    all: Annotated[bool, flag("Show rows that are the same, too.")] = False,
    csv: Annotated[bool, flag("Answer in CSV, for spreadsheets.")] = False,
    options: ReadingOptions = ReadingOptions(),
) -> None:
    """Put things of one kind beside each other, and show the rows in which they differ."""
    if csv and options.json:
        raise InvalidArgumentError("The answer is either --json or --csv; got both.")
    comparison = options.client.compare(
        things,
        kind=kind,
        where=where,
        baseline=baseline,
        maximise=maximise or (),
        minimise=minimise or (),
    )
    if options.json:
        plain.print_json(comparison.to_dict(every=all))
    elif csv:
        sys.stdout.write(comparison.to_csv(every=all) or "")
    else:
        print_lines(answers(), table_lines(comparison, every=all, width=page_width()))
