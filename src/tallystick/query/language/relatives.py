"""The words before a condition on what is upstream or downstream."""

from __future__ import annotations

from typing import NamedTuple

from tallystick.errors import InvalidQueryError, close_matches
from tallystick.query.conditions import Direction
from tallystick.query.language.cursor import Cursor
from tallystick.query.language.operators import WORDS as OPERATORS
from tallystick.records.targets import Kind

WORD_OF = {
    Kind.RUN: "run",
    Kind.STEP_RUN: "step",
    Kind.ARTIFACT_VERSION: "artifact",
    Kind.MODEL_VERSION: "model",
}
"""What things in lineage are called in queries."""

_KINDS = {word: kind for kind, word in WORD_OF.items()}
_QUANTIFIERS = ("any", "no")


class Relatives(NamedTuple):
    """Things of a kind in a direction: any of them, or none; and where their condition begins."""

    direction: Direction
    kind: Kind
    none: bool
    at: int


def read_relatives(cursor: Cursor) -> Relatives | None:
    """The words up to the parenthesis, which is passed over; None where a field begins instead."""
    start = cursor.skip()
    quantifier = cursor.take_word(*_QUANTIFIERS)
    direction = cursor.take_word(*Direction) if quantifier else ""
    if not direction:
        if quantifier and (problem := _misspelt(cursor)):
            raise problem
        cursor.at = start
        return None
    word = cursor.take_word(*_KINDS, *(f"{word}s" for word in _KINDS))
    if not word:
        near = close_matches(cursor.word(), list(_KINDS), most=1)
        hint = f"Did you mean {near[0]!r}?" if near else ""
        raise cursor.expected("what to look for: run, step, artifact or model", hint=hint)
    at = cursor.skip()
    if not cursor.take("("):
        raise cursor.expected(f"'(' and a condition on the {word}")
    return Relatives(Direction(direction), _KINDS[word.removesuffix("s")], quantifier == "no", at)


def _misspelt(cursor: Cursor) -> InvalidQueryError | None:
    """The error for what is no test of a field called `any`."""
    word = cursor.word()
    if not word or word in (*OPERATORS, "not", "is", "between"):
        return None
    near = close_matches(word, [each.value for each in Direction], most=1)
    hint = f"Did you mean {near[0]!r}?" if near else ""
    return cursor.expected("'upstream' or 'downstream'", hint=hint)
