"""Literals: the values that fields are compared with."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec

from tallystick.query.conditions import Literal
from tallystick.query.language.cursor import CURLY, VALUE_BREAKS, Cursor
from tallystick.query.language.moments import Day, read_moment
from tallystick.query.language.quantities import NUMBER, read_quantity
from tallystick.values import parse_path
from tallystick.values.keys import is_utf8

_NUMBER = re.compile(rf"[+-]?{NUMBER}(?:[eE][+-]?\d+)?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d+(?:_\d+)*|[+-]?0x[0-9a-f]+", re.IGNORECASE | re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_DATE_LIKE = re.compile(
    r"\d{4}-\d\d?-\d\d?T.*|\d{4}([-/.])\d{1,2}(\1\d{1,2})?|\d{1,2}([-/.])\d{1,2}\3\d{4}", re.ASCII
)
_SPELT: dict[str, Literal] = {"true": True, "false": False, "none": None, "null": None}
_MOST_DECIMAL_BITS = 2048
_FLOATS = ("inf", "+inf", "-inf", "nan")


class Value(NamedTuple):
    """A literal, where it stands, and the word it was written as; empty where it is quoted."""

    literal: Literal | Day
    at: int
    word: str

    @property
    def is_bare_text(self) -> bool:
        """Whether it is a word that is nothing but text."""
        return bool(self.word) and isinstance(self.literal, str)


def read_text(cursor: Cursor) -> Value:
    """A text; a bare word is one, whatever it looks like."""
    at = cursor.skip()
    if cursor.is_at_quote():
        return Value(cursor.quoted(), at, "")
    word = _word(cursor)
    cursor.at += len(word)
    return Value(word, at, word)


def read_word(cursor: Cursor) -> Value:
    """A text as `read_text` reads it, or the bare word for None."""
    value = read_text(cursor)
    is_none = bool(value.word) and _SPELT.get(value.word.lower(), "") is None
    return value._replace(literal=None) if is_none else value


def read_value(cursor: Cursor) -> Value:
    """A literal of any sort."""
    at = cursor.skip()
    if cursor.is_at_quote():
        return Value(cursor.quoted(), at, "")
    if cursor.take("-("):
        return Value(_negative_duration(cursor), at, cursor.text[at : cursor.at])
    word = _word(cursor)
    literal, cursor.at = _literal(cursor, word)
    return Value(literal, at, cursor.text[at : cursor.at])


def _word(cursor: Cursor) -> str:
    word = cursor.peek(VALUE_BREAKS)
    if not word:
        hint = (
            "Lists stand in parentheses." if cursor.text[cursor.at : cursor.at + 1] == "[" else ""
        )
        raise cursor.expected("a value", hint=hint)
    cursor.check_quotes(word)
    return word


def _literal(cursor: Cursor, word: str) -> tuple[Literal | Day, int]:
    """What the word is, with those after it that belong to it, and where that ends."""
    end = cursor.at + len(word)
    if _UUID.fullmatch(word):
        return UUID(word), end
    for read in (read_moment, read_quantity):
        try:
            found = read(cursor.text, cursor.at)
        except ValueError:
            raise cursor.failure(f"{word!r} is no time: there is no such day or hour") from None
        except OverflowError:
            raise cursor.failure(f"{word!r} is beyond all times and durations") from None
        if found is not None and _ends(cursor.text, found[1]):
            return found
    if _NUMBER.fullmatch(word) or _WHOLE.fullmatch(word):
        return _number(cursor, word), end
    if _DATE_LIKE.fullmatch(word):
        raise cursor.failure(
            f"times are written 2026-01-31 or 2026-01-31T12:00, got {word!r}. "
            f"Write {quoted(word)} to compare with text"
        )
    if word.lower() in _SPELT:
        return _SPELT[word.lower()], end
    if word.lower() in _FLOATS:
        return float(word), end
    return word, end


def _ends(text: str, end: int) -> bool:
    return end == len(text) or text[end] in VALUE_BREAKS


def _number(cursor: Cursor, word: str) -> int | float:
    if not _WHOLE.fullmatch(word):
        return float(word)
    try:
        return int(word, 16 if "0x" in word[:3].lower() else 10)
    except ValueError:
        raise cursor.failure(f"this number has {len(word)} digits, which is too many") from None


def _negative_duration(cursor: Cursor) -> timedelta:
    value = read_value(cursor)
    if not isinstance(value.literal, timedelta):
        raise cursor.failure("expected a duration after -(, such as -(90s)", at=value.at)
    if not cursor.take(")"):
        raise cursor.expected("')' after the duration")
    return -value.literal


def format_integer(number: int) -> str:
    """All digits; in base 16 where Python may refuse so many decimal ones."""
    return str(number) if number.bit_length() <= _MOST_DECIMAL_BITS else hex(number)


def readable(path: str) -> str:
    """The path as queries read it: in quotes what they take for a word processor's quotes."""
    if CURLY.isdisjoint(path):
        return path
    return ".".join(quoted(segment) for segment in parse_path(path))


def quoted(text: str) -> str:
    """The text in quotes."""
    # Halves of characters, which no store knows, are written as escapes.
    return msgspec.json.encode(text).decode() if is_utf8(text) else json.dumps(text)
