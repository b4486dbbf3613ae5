"""From the text of a filter to what it is compared with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tallystick.client.choices import one_of
from tallystick.client.filters.operators import OPPOSITE, ORDERING, TEXTUAL, Filter, Operator
from tallystick.errors import InvalidArgumentError, InvalidQueryError
from tallystick.query.conditions import Builtin, Compare, Condition, Literal, Not, Op
from tallystick.query.fields import FieldType, field_type
from tallystick.records.artifacts import ArtifactType, SaveType
from tallystick.records.models import STAGES
from tallystick.records.runs import Status
from tallystick.records.targets import Kind

_WORDS: dict[str, Iterable[StrEnum]] = {
    "status": Status,
    "stage": STAGES,
    "type": ArtifactType,
    "save_type": SaveType,
}
"""Fields that hold one of a few words; other words are refused, since they match nothing."""

_WITHOUT_TEXT = (FieldType.NUMBER, FieldType.TIME, FieldType.TRUTH)


def compare_builtin(kind: Kind, field: str, filter: Filter) -> Condition:
    """The condition that a built-in field of this kind satisfies `filter`.

    Raises `InvalidQueryError` for a value that the field cannot be compared with.
    """
    if (positive := OPPOSITE.get(filter.operator)) is not None:
        return Not(compare_builtin(kind, field, filter._replace(operator=positive)))
    if filter.operator is Operator.ISNULL:
        return Not(Compare(Builtin(field), Op.EXISTS))
    if (op := TEXTUAL.get(filter.operator)) is not None:
        if field_type(kind, field) in _WITHOUT_TEXT:
            raise InvalidQueryError(
                f"{filter.argument}: '{filter.operator}' is for text; use 'gt', 'gte', 'lt', "
                f"'lte' or a plain value. Got {filter.operand!r}.",
                given=filter.operand,
                argument=filter.argument,
            )
        return Compare(Builtin(field), op, (str(filter.operand),))
    if filter.operator in (Operator.ONEOF, Operator.IN):
        literals = tuple(_literal(kind, field, filter, item) for item in filter.operand)
        return Compare(Builtin(field), Op.IN, literals)
    op = ORDERING.get(filter.operator, Op.EQ)
    return Compare(Builtin(field), op, (_literal(kind, field, filter, filter.operand),))


def _literal(kind: Kind, field: str, filter: Filter, given: Any) -> Literal:
    """`given` as the field's type."""
    if (words := _WORDS.get(field)) is not None:
        try:
            return str(one_of(words, given, field))
        except InvalidArgumentError as error:
            raise InvalidQueryError(f"{filter.argument}: {error}", **error.facts) from None
    expected, convert = _CONVERT[field_type(kind, field)]
    try:
        return convert(given)
    except (TypeError, ValueError):
        raise InvalidQueryError(
            f"{filter.argument}= is compared with {expected}; got {given!r}.",
            given=given,
            argument=filter.argument,
        ) from None


def number(given: Any) -> int | float:
    """A number, maybe from its text. Raises `ValueError` and `TypeError`."""
    if isinstance(given, bool):
        raise TypeError
    if isinstance(given, int | float):
        return given
    try:
        return int(given)
    except ValueError:
        return float(given)


def time(given: Any) -> datetime:
    """A time, maybe from its text; without a zone it is UTC. Raises as `number` does."""
    moment = given if isinstance(given, datetime) else datetime.fromisoformat(given.strip())
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def truth(given: Any) -> bool:
    """True or False, maybe from its text. Raises as `number` does."""
    if isinstance(given, bool):
        return given
    return {"true": True, "false": False, "1": True, "0": False}[_lower(given)]


def _lower(given: Any) -> str:
    if not isinstance(given, str) or given.lower() not in ("true", "false", "1", "0"):
        raise ValueError
    return given.lower()


def _id(given: Any) -> UUID:
    if isinstance(held := getattr(given, "id", given), UUID):
        return held
    if not isinstance(given, str):
        raise TypeError
    return UUID(given)


def text(given: Any) -> str:
    """Text, a number as text, or what has a name. Raises `TypeError`."""
    if isinstance(given, str):
        return str(given)
    if isinstance(given, int | float) and not isinstance(given, bool):
        return str(given)
    if isinstance(named := getattr(given, "name", None), str):
        return named
    raise TypeError


_CONVERT: dict[FieldType, tuple[str, Callable[[Any], Literal]]] = {
    FieldType.ID: ("an id (a UUID)", _id),
    FieldType.IDS: ("an id (a UUID)", _id),
    FieldType.TEXT: ("text", text),
    FieldType.TEXTS: ("text", text),
    FieldType.NUMBER: ("a number", number),
    FieldType.TIME: ("a time such as '2026-01-31 12:00:00' (UTC)", time),
    FieldType.TRUTH: ("true or false", truth),
}
