"""What built-in fields hold, and how it is written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from tallystick.errors import InvalidQueryError, close_matches
from tallystick.query.checking import HELD_AS, TEXTUAL, fits
from tallystick.query.conditions import Builtin, Literal, Op, Relative
from tallystick.query.fields import FieldType, held_type
from tallystick.query.language.cursor import Cursor
from tallystick.query.language.literals import Value, quoted, read_text, read_value, read_word
from tallystick.query.language.moments import Day
from tallystick.records.artifacts import ArtifactType, SaveType
from tallystick.records.models import Stage
from tallystick.records.runs import Status
from tallystick.records.targets import Kind
from tallystick.values import StorageSize

WORDS: dict[str, dict[str, str]] = {
    "status": {word.value: word.value for word in Status},
    # "latest" names a version, and is none of the stages they stand in.
    "stage": {word.value: word.value for word in Stage if word is not Stage.LATEST},
    "type": {word.name.lower().replace("_", "-"): word.value for word in ArtifactType},
    "save_type": {word.value: word.value for word in SaveType},
}
"""Built-in fields that hold one of a few words: as people write them, and as they are recorded."""

ORDERING = frozenset({Op.LT, Op.LE, Op.GT, Op.GE})

SOME_TIME = datetime(2026, 1, 31, tzinfo=UTC)
"""Any time will do to check what is asked."""

_TEXTS = (FieldType.TEXT, FieldType.TEXTS)
_IDS = (FieldType.ID, FieldType.IDS)
_DURATION = "Write 90, 90s or 2h30m."
_ADVICE_ON = {"duration": _DURATION, "duration_s": _DURATION, "size_bytes": "Write 5000 or 5 MiB."}
_ADVICE = {
    FieldType.TIME: "Write 2026-01-31, 2026-01-31T12:00, -7d or today, without quotes.",
    FieldType.TRUTH: "Write true or false, without quotes.",
    FieldType.NUMBER: "Write a number such as 5 or 0.5, without quotes.",
}


class Held:
    """A built-in field of things of a kind, and what may be compared with it."""

    def __init__(self, cursor: Cursor, kind: Kind, field: Builtin) -> None:
        self._cursor = cursor
        self._kind = kind
        self._field = field
        self._held = held_type(kind, field)
        self._words = WORDS.get(field.name)

    def read(self, op: Op) -> Value:
        """The value that comes next, as what the field holds: texts look like anything.

        Raises `InvalidQueryError` for what the field never holds.
        """
        if op in TEXTUAL:
            return read_text(self._cursor)
        holds_text = self._held in _TEXTS and op not in ORDERING
        value = read_word(self._cursor) if holds_text else read_value(self._cursor)
        if value.word and self._words is not None:
            value = self._one_word(self._words, op, value)
        elif value.is_bare_text and self._held in _IDS:
            raise self._failure(
                f"{self._field.name!r} is a whole id, got {value.word!r}. "
                f"Write '{self._field.name} startswith {value.word}' for its beginning",
                value,
            )
        literal = SOME_TIME if isinstance(value.literal, Day | Relative) else value.literal
        if literal is None and op is not Op.HAS:
            return value
        if not fits(self._kind, self._field, literal):
            raise self._misfit(value)
        return value

    def _one_word(self, words: dict[str, str], op: Op, value: Value) -> Value:
        if op in ORDERING:
            raise self._failure(
                f"{self._field.name!r} is one of a few words, which have no order; "
                "use '=', '!=' or 'in'",
                value,
            )
        word = value.word.lower()
        recorded = words.get(word) or {one.lower(): one for one in words.values()}.get(word)
        if recorded is not None:
            return value._replace(literal=recorded)
        if value.literal is None:
            return value
        near = close_matches(word, words)
        meant = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
        raise self._failure(
            f"{self._field.name!r} is one of {', '.join(words)}; got {value.word!r}.{meant}", value
        )

    def _misfit(self, value: Value) -> InvalidQueryError:
        kind = self._kind if self._field.step is None else Kind.STEP_RUN
        name = self._field.name
        advice = _ADVICE_ON.get(name) or _ADVICE.get(self._held, "")
        if self._held in _TEXTS and value.word:
            advice = f"Write {quoted(value.word)} to compare with text."
        return self._failure(
            f"{name!r} of {kind.one} is {HELD_AS[self._held]}, which {_described(value)} "
            f"cannot be compared with. {advice}".rstrip(),
            value,
        )

    def _failure(self, problem: str, value: Value) -> InvalidQueryError:
        return self._cursor.failure(problem, at=value.at, given=value.literal)


def _described(value: Value) -> str:
    """A value, for people: its sort, and how it was written."""
    return f"{_sort(value.literal)} {value.word or quoted(str(value.literal))}".lstrip()


def _sort(literal: Literal | Day) -> str:
    match literal:
        case bool() | None:
            return ""
        case StorageSize():
            return "the size"
        case int() | float():
            return "the number"
        case timedelta():
            return "the duration"
        case UUID():
            return "the id"
        case str():
            return "the text"
        case _:
            return "the time"
