"""`tally log`."""

from __future__ import annotations

import sys
from typing import Annotated

from cyclopts import Parameter

from tallystick.cli.literals import parse_object, parse_pair
from tallystick.cli.nouns import verb
from tallystick.cli.options import Options
from tallystick.cli.printing.plain import print_json
from tallystick.cli.printing.words import count
from tallystick.cli.targets import About, described
from tallystick.errors import InvalidArgumentError
from tallystick.tracking.entries import log_entries

app = verb("log")


@app.default
def log(
    *pairs: Annotated[
        str,
        Parameter(
            name="KEY=VALUE",
            help="A key and its value: a number (NaN, Infinity and -Infinity among them), true, "
            "false, null, JSON (an object, an array, a text in quotes), or else text.",
        ),
    ],
    metadata: Annotated[
        str | None,
        Parameter(
            help="A JSON object of keys and values; - reads it from standard input.",
            allow_leading_hyphen=True,
        ),
    ] = None,
    index: Annotated[
        float | None, Parameter(help="The point's position in its series, such as the epoch.")
    ] = None,
    about: About = About(),
    options: Options = Options(),
) -> None:
    """Log metadata on a run, a step, an artifact version or a model version.

    All keys of a call are logged, or none. What was logged before under a key is its history.
    """
    values = {}
    if metadata is not None:
        values = parse_object(sys.stdin.read() if metadata == "-" else metadata)
    for pair in pairs:
        key, value = parse_pair(pair)
        if key in values:
            raise InvalidArgumentError(f"The key {key!r} is given twice.", given=key)
        values[key] = value
    if not values:
        raise InvalidArgumentError("There is nothing to log; give KEY=VALUE or --metadata.")
    handle = about.handle(options)
    log_entries(options.client.session, (handle.target,), values, index=index)
    if options.json:
        print_json({"kind": handle.kind, "id": str(handle.id), "keys": list(values)})
    else:
        print(f"Logged {count(len(values), 'key')} on {described(handle)}.")
