"""`tally why`."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from tallystick.cli.compare import Kind
from tallystick.cli.completing import run_names
from tallystick.cli.nouns import verb
from tallystick.cli.options import ReadingOptions
from tallystick.cli.printing import plain
from tallystick.cli.printing.console import answers, page_width
from tallystick.cli.printing.pieces import print_lines
from tallystick.comparison.causes.text import reasons_lines

app = verb("why")


@app.default
def why(
    before: Annotated[
        str, Parameter(help="The one that is known, named as for compare.", completer=run_names)
    ],
    after: Annotated[
        str, Parameter(help="The one that is another and should not be.", completer=run_names)
    ],
    /,
    *,
    kind: Kind = None,
    options: ReadingOptions = ReadingOptions(),
) -> None:
    """Say why two runs differ: the recorded causes upstream, ranked, with what they moved.

    Artifacts are explained by the steps that made them, models by their newest runs.
    """
    explanation = options.client.explain_difference(before, after, kind=kind)
    if options.json:
        plain.print_json(explanation.to_dict())
    else:
        print_lines(answers(), reasons_lines(explanation, width=page_width()))
