"""Values as they are written on a command line."""

from __future__ import annotations

import re
import shlex
from typing import Any

import msgspec

from tallystick.errors import InvalidArgumentError, StoreCorruptError
from tallystick.values import decode

_NUMBER = r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?"
_NOT_FINITE = {"NaN": "nan", "Infinity": "inf", "-Infinity": "-inf"}
_JSON_BEGINS = re.compile(rf'[\[{{"]|({_NUMBER}|true|false|null|NaN|-?Infinity)$')
# Texts come first, so that words inside of them are left alone.
_TEXT_OR_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|(?<![\w.+-])(?:NaN|-?Infinity)(?![\w.])')


def parse_pair(text: str) -> tuple[str, Any]:
    """A key and its typed value, from `key=value`.

    Raises `InvalidArgumentError` for a text without `=`, and as `parse_value` does.
    """
    key, equals, value = text.partition("=")
    if not equals:
        raise InvalidArgumentError(
            f"Metadata is given as KEY=VALUE, such as accuracy=0.93; got {text!r}.", given=text
        )
    return key, parse_value(key, value)


def parse_value(key: str, text: str) -> Any:
    """The value that a text stands for: JSON's if it begins like JSON, else the text itself.

    `NaN`, `Infinity` and `-Infinity` are numbers, alone and within, as Python's JSON has them.
    Raises `InvalidArgumentError` for what begins like JSON and is none.
    """
    if not _JSON_BEGINS.match(text):
        return text
    try:
        return _decode(text)
    except ValueError as problem:
        quoted = shlex.quote(f"{key}={msgspec.json.encode(text).decode()}")
        raise InvalidArgumentError(
            f"The value of {key!r} begins like JSON and {problem} "
            f"If it is a text, put it in JSON's quotes: {quoted}.",
            given=text,
        ) from None


def parse_object(text: str) -> dict[str, Any]:
    """Keys and values, from a JSON object. Raises `InvalidArgumentError` for anything else."""
    try:
        values = _decode(text)
    except ValueError as problem:
        given = "is empty." if not text.strip() else f"{problem} Got {_beginning(text)}."
        raise InvalidArgumentError(
            f'--metadata is a JSON object of keys and values, such as {{"a": 1}}; it {given}',
            given=text,
        ) from None
    if not isinstance(values, dict):
        raise InvalidArgumentError(
            "--metadata is a JSON object of keys and values, such as "
            f'{{"a": 1}}; got {_beginning(text)}.',
            given=text,
        )
    return dict(values)


def _decode(text: str) -> Any:
    """The value in wire form. Raises `ValueError` saying what is wrong, from the verb on."""
    try:
        wire = _TEXT_OR_WORD.sub(_tagged, text).encode()
        msgspec.json.decode(wire)
        return decode(wire)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise ValueError(f"is none: {error}.".replace("..", ".")) from None
    except StoreCorruptError as error:
        raise ValueError(error.message.removeprefix("A stored value ")) from None


def _tagged(found: re.Match[str]) -> str:
    word = found.group()
    return f'{{"$float": "{_NOT_FINITE[word]}"}}' if word in _NOT_FINITE else word


def _beginning(text: str) -> str:
    return repr(text if len(text) <= 80 else text[:79] + "…")
