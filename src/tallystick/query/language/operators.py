"""Operators: the symbols and words between a field and its values."""

from __future__ import annotations

from typing import NamedTuple

from tallystick.errors import InvalidQueryError, close_matches
from tallystick.query.conditions import Op
from tallystick.query.language.cursor import Cursor

SYMBOLS = ("==", "!=", "<=", ">=", "!~", "=", "<", ">", "~")
"""The longer before those that they begin with."""

_OF_SYMBOL = {"==": Op.EQ, "!~": Op.GLOB}

WORDS = {
    "in": Op.IN,
    "has": Op.HAS,
    "contains": Op.CONTAINS,
    "startswith": Op.STARTSWITH,
    "endswith": Op.ENDSWITH,
    "exists": Op.EXISTS,
}
BETWEEN, IS, NOT = "between", "is", "not"

_HABITS = {
    "=~": "'~', which knows * and ?",
    "<>": "'!='",
    "=>": "'>='",
    "=<": "'<='",
    "===": "'='",
    "!==": "'!='",
    ":": "'=', or '::' after a step",
    ".": "the path without blanks around its dots",
    "upstream": "'any upstream' or 'no upstream'",
    "downstream": "'any downstream' or 'no downstream'",
    ":=": "'='",
    "&&": "'and'",
    "||": "'or'",
    "like": "'~', which knows * and ?",
    "ilike": "'~', which knows * and ?",
    "matches": "'~', which knows * and ?",
    "glob": "'~', which knows * and ?",
    "equals": "'='",
    "eq": "'='",
    "ne": "'!='",
    "gt": "'>'",
    "gte": "'>='",
    "ge": "'>='",
    "lt": "'<'",
    "lte": "'<='",
    "le": "'<='",
    "includes": "'has' for lists and 'contains' for text",
    "isnull": "'is missing', or 'is none' for what was logged as None",
    "missing": "'is missing'",
    "null": "'is none'",
    "none": "'is none'",
    "nan": "'is nan'",
}
"""What people write out of habit, and how it is written here."""


_ALL = ("=", "!=", "<", "<=", ">", ">=", "~", "!~", *WORDS, BETWEEN, IS)
_KNOWN = f"Known: {', '.join(_ALL)}."


class Operator(NamedTuple):
    """How to compare. `op` is None for `between` and `is`, which mean several conditions."""

    op: Op | None
    word: str
    negated: bool = False


def read_operator(cursor: Cursor) -> Operator:
    """The operator that comes next, with the `not` before it."""
    cursor.skip()
    for symbol in SYMBOLS:
        if cursor.text.startswith(symbol, cursor.at) and not _goes_on(cursor, symbol):
            cursor.at += len(symbol)
            return Operator(_OF_SYMBOL.get(symbol) or Op(symbol), symbol, symbol == "!~")
    negated = bool(cursor.take_word(NOT))
    if word := cursor.take_word(*WORDS):
        return Operator(WORDS[word], word, negated)
    if cursor.take_word(BETWEEN):
        return Operator(None, BETWEEN, negated)
    if not negated and cursor.take_word(IS):
        return Operator(None, IS)
    raise _unknown(cursor, negated=negated)


def _goes_on(cursor: Cursor, symbol: str) -> bool:
    """Whether the symbol is the beginning of one that is none here."""
    return any(
        cursor.text.startswith(habit, cursor.at)
        for habit in ("=~", "<>", "=>", "=<", "===", "!==")
        if len(habit) > len(symbol)
    )


def _unknown(cursor: Cursor, *, negated: bool) -> InvalidQueryError:
    if cursor.ends():
        return cursor.expected("an operator", hint=_KNOWN)
    found = _symbols(cursor) or cursor.peek() or cursor.text[cursor.at]
    if habit := _HABITS.get(found.lower()):
        return cursor.failure(f"there is no operator {found!r}; write {habit}")
    if negated:
        known = [*WORDS, BETWEEN]
        return cursor.expected("an operator after 'not'", hint=f"Known: {', '.join(known)}.")
    near = close_matches(found.lower(), _ALL)
    meant = f"Did you mean {' or '.join(map(repr, near))}?" if near else _KNOWN
    return cursor.expected("an operator", hint=meant)


def _symbols(cursor: Cursor) -> str:
    end = cursor.at
    while cursor.text[end : end + 1] in tuple("=<>!~&|:"):
        end += 1
    return cursor.text[cursor.at : end]
