"""One comparison: a field, an operator and its values."""

from __future__ import annotations

from math import isnan

from tallystick.errors import InvalidQueryError
from tallystick.query.checking import TEXTUAL, check_condition
from tallystick.query.conditions import All, Builtin, Compare, Condition, Literal, Not, Op
from tallystick.query.language.cursor import Cursor
from tallystick.query.language.days import compare_with, compare_with_one_of
from tallystick.query.language.fields import read_field
from tallystick.query.language.holding import ORDERING, SOME_TIME, Held
from tallystick.query.language.literals import Value, quoted, read_text, read_value
from tallystick.query.language.moments import Day
from tallystick.query.language.operators import BETWEEN, IS, NOT, Operator, read_operator
from tallystick.query.now import at
from tallystick.records.targets import Kind


class Comparison:
    """Reads a comparison of a field of `kind`, and checks that it makes sense."""

    def __init__(self, cursor: Cursor, kind: Kind) -> None:
        self.cursor = cursor
        self.kind = kind
        self.place = read_field(cursor, kind)
        self.field = self.place.field
        self._check(Compare(self.field, Op.EXISTS), self.place.at)

    def condition(self) -> Condition:
        """What it asks."""
        operator = read_operator(self.cursor)
        condition = self._meant(operator)
        return Not(condition) if operator.negated else condition

    def _meant(self, operator: Operator) -> Condition:
        op = operator.op
        if op is None:
            return self._state() if operator.word == IS else self._between()
        if op is Op.EXISTS:
            return Compare(self.field, op)
        if op is Op.IN:
            return self._one_of()
        value = self._value(op, operator.word)
        return compare_with(self.field, op, value.literal)

    def _state(self) -> Condition:
        negated = bool(self.cursor.take_word(NOT))
        start = self.cursor.skip()
        word = self.cursor.take_word("missing", "none", "null", "nan")
        if word == "missing":
            exists = Compare(self.field, Op.EXISTS)
            return exists if negated else Not(exists)
        if word == "nan":
            condition = Compare(self.field, Op.IS_NAN)
            self._check(condition, start)
            return Not(condition) if negated else condition
        if word:
            condition = Compare(self.field, Op.NE if negated else Op.EQ, (None,))
            self._check(condition, start)
            return condition
        hint = "Write '=' before other values." if not self.cursor.ends() else ""
        raise self.cursor.expected("'missing', 'none' or 'nan' after 'is'", hint=hint)

    def _between(self) -> Condition:
        low = self._value(Op.GE, BETWEEN)
        if not self.cursor.take_word("and"):
            raise self.cursor.expected("'and' and the greater value of 'between'")
        high = self._value(Op.LE, BETWEEN)
        return All(
            (
                compare_with(self.field, Op.GE, low.literal),
                compare_with(self.field, Op.LE, high.literal),
            )
        )

    def _one_of(self) -> Condition:
        if not self.cursor.take("("):
            raise self.cursor.expected(
                "'(' and the values to choose from", hint='As in: in (3, "x")'
            )
        literals: list[Literal | Day] = []
        while not self.cursor.take(")"):
            if literals and not self.cursor.take(","):
                raise self.cursor.expected("',' or ')'")
            literals.append(self._value(Op.EQ, "in").literal)
        return compare_with_one_of(self.field, tuple(literals))

    def _value(self, op: Op, word: str) -> Value:
        if isinstance(self.field, Builtin):
            value = Held(self.cursor, self.kind, self.field).read(op)
        else:
            value = read_text(self.cursor) if op in TEXTUAL else read_value(self.cursor)
        self._check_word(op, word, value)
        self._check(compare_with(self.field, op, value.literal), value.at)
        return value

    def _check_word(self, op: Op, word: str, value: Value) -> None:
        """Refuse what would be understood, and not as it was meant."""
        if isinstance(value.literal, float) and isnan(value.literal):
            raise self.cursor.failure(f"'{word}' never holds for nan; write 'is nan'", at=value.at)
        if op is not Op.GLOB and value.is_bare_text and set(value.word) & {"*", "?"}:
            raise self.cursor.failure(
                f"'{word}' knows no patterns; use '~', or write {quoted(value.word)} "
                "for these very characters",
                at=value.at,
            )
        if op in ORDERING and value.is_bare_text:
            raise self.cursor.failure(
                f"'{word}' compares with a number, size, duration or time, got {value.word!r}. "
                f"Write {quoted(value.word)} to compare with text; fields cannot be compared "
                "with each other",
                at=value.at,
            )

    def _check(self, condition: Condition, start: int) -> None:
        """Point at what the check of queries does not like."""
        try:
            check_condition(at(condition, SOME_TIME), self.kind)
        except InvalidQueryError as error:
            raise self.cursor.pointing(error, at=start) from None
