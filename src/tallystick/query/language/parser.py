"""The parser of conditions: recursive descent, one method a rule of the grammar."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from tallystick.errors import InvalidQueryError
from tallystick.query.checking import check_condition
from tallystick.query.conditions import EVERYTHING, All, Any, Condition, Not, Related
from tallystick.query.language.comparisons import Comparison
from tallystick.query.language.cursor import MAX_LENGTH, Cursor, cursor_over
from tallystick.query.language.operators import NOT
from tallystick.query.language.relatives import read_relatives
from tallystick.query.limits import check_size
from tallystick.records.targets import Kind

_DEEPEST = 64


def parse_where(text: str, kind: Kind, *, longest: int = MAX_LENGTH) -> Condition:
    """What the text asks of things of this kind; everything for a blank one.

    Raises `InvalidQueryError` for a text that is no query, or none about this kind. It knows the
    `column` from 1, and the text as `query`. A text of more than `longest` characters is refused
    unread; what people write is never so long, and what programs write may be.
    """
    cursor = cursor_over(text, longest=longest)
    if cursor.ends():
        return EVERYTHING
    condition = Parser(cursor, kind).alternatives()
    if not cursor.ends():
        raise cursor.expected("'and', 'or' or the end", hint=_after_condition(cursor))
    try:
        check_size(condition)
    except InvalidQueryError as error:
        raise cursor.pointing(error, at=0) from None
    return condition


def _after_condition(cursor: Cursor) -> str:
    found = cursor.text[cursor.at]
    if found == ")":
        return "It closes nothing."
    if cursor.text.startswith("&&", cursor.at) or found in "&,;":
        return "Write 'and' between conditions."
    return "Write 'or' between alternatives." if found == "|" else ""


class Parser:
    """Reads conditions on things of `kind`, each rule from where the cursor is."""

    def __init__(self, cursor: Cursor, kind: Kind, *, level: int = 0) -> None:
        self.cursor = cursor
        self.kind = kind
        self.level = level

    def alternatives(self) -> Condition:
        """Requirements with `or` between them, which binds weakest."""
        parts = [self._requirements()]
        while self.cursor.take_word("or"):
            parts.append(self._requirements())
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def _requirements(self) -> Condition:
        parts = [self._requirement()]
        while self.cursor.take_word("and"):
            parts.append(self._requirement())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _requirement(self) -> Condition:
        start = self.cursor.skip()
        if self.cursor.take_word(NOT):
            return Not(self._within(self._requirement, start))
        if self.cursor.take("("):
            return self.within_parentheses(start)
        if (word := self._constant()) is not None:
            return All(()) if word == "true" else Any(())
        if self.cursor.word() in ("and", "or"):
            raise self.cursor.expected("a condition", hint="A key of this name stands in quotes.")
        if self.cursor.ends() or self._closes():
            raise self.cursor.expected("a condition")
        return self._relatives(start) or Comparison(self.cursor, self.kind).condition()

    def _relatives(self, start: int) -> Condition | None:
        """What is asked of things upstream or downstream; None where something else begins."""
        asked = read_relatives(self.cursor)
        if asked is None:
            return None
        related = Related(asked.direction, asked.kind, EVERYTHING)
        try:
            check_condition(related, self.kind)
        except InvalidQueryError as error:
            raise self.cursor.pointing(error, at=start) from None
        if not self.cursor.take(")"):
            inner = Parser(self.cursor, asked.kind, level=self.level)
            related = replace(related, where=inner.within_parentheses(asked.at))
        return Not(related) if asked.none else related

    def within_parentheses(self, start: int) -> Condition:
        """Alternatives up to the parenthesis that closes, the one that opened being passed."""
        condition = self._within(self.alternatives, start)
        if not self.cursor.take(")"):
            raise self.cursor.expected(f"'and', 'or' or the ')' for column {start + 1}")
        return condition

    def _within(self, rule: Callable[[], Condition], start: int) -> Condition:
        """The rule one level deeper, for which there is room on Python's stack."""
        if self.level == _DEEPEST:
            raise self.cursor.failure(f"this is nested more than {_DEEPEST} levels deep", at=start)
        self.level += 1
        condition = rule()
        self.level -= 1
        return condition

    def _closes(self) -> bool:
        return self.cursor.text.startswith(")", self.cursor.skip())

    def _constant(self) -> str | None:
        """`true` or `false` where it stands for a condition, and not for a field of that name."""
        start = self.cursor.skip()
        word = self.cursor.take_word("true", "false")
        if word and (self.cursor.ends() or self.cursor.word() in ("and", "or") or self._closes()):
            return word
        self.cursor.at = start
        return None
