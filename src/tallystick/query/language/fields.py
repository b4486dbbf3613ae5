"""Fields: `status`, `metadata.accuracy`, `"top-1 (%)"`, `step("train").loss`."""

from __future__ import annotations

from typing import NamedTuple

from tallystick.errors import InvalidQueryError, close_matches
from tallystick.query.conditions import Builtin, Field, JsonText, Metadata, Parameter
from tallystick.query.fields import FIELDS
from tallystick.query.language.cursor import Cursor
from tallystick.records.targets import Kind
from tallystick.values import format_path

METADATA, PARAMETERS, STEP, JSON = "metadata", "parameters", "step", "json"

RESERVED = (METADATA, PARAMETERS)
"""First segments of a path that say where it leads."""


class Place(NamedTuple):
    """A field, and where it stands in the text."""

    field: Field
    at: int
    is_bare: bool = False
    """Whether it is metadata and does not say so, so that it may be a misspelt field."""


def read_field(cursor: Cursor, kind: Kind) -> Place:
    """The field that begins here, of things of this kind."""
    at = cursor.skip()
    step: str | None = None
    if _calls(cursor, STEP):
        step = _argument(cursor, STEP, "the name of a step")
        if not cursor.take("."):
            raise cursor.expected(f"a dot and a field after {STEP}({step!r})")
        kind = _kind_of_step(cursor, kind, at)
    if _calls(cursor, JSON):
        return Place(JsonText(_argument(cursor, JSON, "a key"), step), at)
    first, is_quoted = _segment(cursor)
    if not is_quoted and cursor.text.startswith("(", cursor.at):
        raise _no_function(cursor, first, at)
    if not is_quoted and is_number(first):
        raise cursor.failure(
            "the field stands before the value; a key that is a number stands in quotes", at=at
        )
    if step is None and cursor.text.startswith("::", cursor.at):
        cursor.at += len("::")
        _kind_of_step(cursor, kind, at)
        return Place(Metadata(format_path([_segment(cursor)[0], *_rest(cursor)]), first), at)
    rest = _rest(cursor)
    if not is_quoted and first in RESERVED and rest:
        named = Metadata if first == METADATA else Parameter
        return Place(named(format_path(rest), step), at)
    if not is_quoted and not rest and first in FIELDS[kind]:
        return Place(Builtin(first, step), at)
    return Place(Metadata(format_path([first, *rest]), step), at, is_bare=not is_quoted)


def _kind_of_step(cursor: Cursor, kind: Kind, at: int) -> Kind:
    if kind is not Kind.RUN:
        raise cursor.failure(
            f"only runs have steps to look at, and this is about {kind.one}", at=at
        )
    return Kind.STEP_RUN


def _calls(cursor: Cursor, function: str) -> bool:
    """Pass over `function(`, if it is what comes next."""
    start = cursor.skip()
    if cursor.take_word(function) and cursor.take("("):
        return True
    cursor.at = start
    return False


def is_number(word: str) -> bool:
    """Whether a word reads as a number, or the beginning of one."""
    return word.lstrip("-").isdecimal()


def _no_function(cursor: Cursor, name: str, at: int) -> InvalidQueryError:
    near = close_matches(name.lower(), (STEP, JSON))
    meant = f" Did you mean {near[0]!r}?" if near else ""
    return cursor.failure(
        f'there is no function {name!r}; known are {STEP}("name") and {JSON}("key").{meant}', at=at
    )


def _argument(cursor: Cursor, function: str, what: str) -> str:
    if cursor.take(")"):
        cursor.at -= 1
        raise cursor.expected(f'{what}, as in {function}("name")')
    name, _ = _segment(cursor)
    if not cursor.take(")"):
        raise cursor.expected(f"')' after {function}({name!r}")
    return name


def _rest(cursor: Cursor) -> list[str]:
    segments = []
    while cursor.text[cursor.at : cursor.at + 1] == ".":
        cursor.at += 1
        if cursor.text[cursor.at : cursor.at + 1].isspace():
            raise cursor.failure("a path goes on right after its dot")
        segments.append(_segment(cursor)[0])
    return segments


def _segment(cursor: Cursor) -> tuple[str, bool]:
    """One segment of a path, and whether it is in quotes."""
    if cursor.is_at_quote():
        return cursor.quoted(), True
    word = cursor.peek()
    if not word:
        hint = "" if cursor.ends() else "Names with odd characters stand in quotes."
        raise cursor.expected("a field", hint=hint)
    cursor.check_quotes(word)
    cursor.at += len(word)
    return word, False
