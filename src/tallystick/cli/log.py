"""`tally log`."""

from __future__ import annotations

import re
import sys
from typing import Annotated, Any

import msgspec
from cyclopts import Parameter

from tallystick.cli.nouns import verb
from tallystick.cli.options import Options
from tallystick.cli.printing.plain import print_json
from tallystick.cli.printing.words import count
from tallystick.cli.targets import About, described
from tallystick.errors import InvalidArgumentError, StoreCorruptError
from tallystick.tracking.entries import log_entries
from tallystick.values import decode

app = verb("log")

_NUMBER = r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?"
_JSON_BEGINS = re.compile(rf'[\[{{"]|({_NUMBER}|true|false|null)$')


@app.default
def log(
    *pairs: Annotated[
        str,
        Parameter(
            name="KEY=VALUE",
            help="A key and its value: a number, true, false, null, JSON (an object, an array, "
            "a text in quotes), or else text.",
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
    values = _from_json(metadata) if metadata is not None else {}
    for pair in pairs:
        key, value = _pair(pair)
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


def _pair(text: str) -> tuple[str, Any]:
    """A key and its typed value, from `key=value`."""
    key, equals, value = text.partition("=")
    if not equals:
        raise InvalidArgumentError(
            f"Metadata is given as KEY=VALUE, such as accuracy=0.93; got {text!r}.", given=text
        )
    return key, _value(key, value)


def _value(key: str, text: str) -> Any:
    """The value that a text stands for. What begins like JSON has to be JSON."""
    if not _JSON_BEGINS.match(text):
        return text
    try:
        return decode(text.encode())
    except (StoreCorruptError, UnicodeError) as error:
        quoted = msgspec.json.encode(text).decode()
        raise InvalidArgumentError(
            f"The value of {key!r} begins like JSON and is none: {error} "
            f"If it is a text, put it in JSON's quotes: '{key}={quoted}'.",
            given=text,
        ) from None


def _from_json(text: str) -> dict[str, Any]:
    """The object given by `--metadata`."""
    if text == "-":
        text = sys.stdin.read()
    try:
        values = decode(text.encode())
    except (StoreCorruptError, UnicodeError) as error:
        raise InvalidArgumentError(f"--metadata is no JSON: {error}", given=text) from None
    if not isinstance(values, dict):
        raise InvalidArgumentError(
            f"--metadata is a JSON object of keys and values; got {text!r}.", given=text
        )
    return dict(values)
