"""Filters on metadata: `"key:value"` and `"key:operator:value"`.

The key is what is before the first colon. It means a key of that very name, and if it has dots
also a place inside nested values. `"step::key:..."` looks at the last attempt of a run's step.
A key with a colon in it is written as a path in quotes: `'"a:b".c:gt:3'`.
"""

from __future__ import annotations

from datetime import datetime
from math import isnan
from typing import Any, NamedTuple

import msgspec

from tallystick.client.filters.literals import number, time
from tallystick.client.filters.operators import (
    OPPOSITE,
    ORDERING,
    TEXTUAL,
    Filter,
    Operator,
    parse_filter,
)
from tallystick.errors import InvalidArgumentError, InvalidQueryError, InvalidValueError
from tallystick.query import conditions
from tallystick.query.conditions import (
    All,
    Compare,
    Condition,
    JsonText,
    Literal,
    Metadata,
    Not,
    Op,
)
from tallystick.records.targets import Kind
from tallystick.values import encode, format_path, parse_path
from tallystick.values.keys import is_utf8
from tallystick.values.paths import read_segment

_EXPECTED = "write 'key:value' or 'key:operator:value', such as 'accuracy:gt:0.9'"


class Place(NamedTuple):
    """Where to look: paths of which any may hold the value, and the key they are under."""

    paths: tuple[str, ...]
    key: str
    step: str | None


def compare_metadata(kind: Kind, given: object) -> Condition:
    """The condition that current metadata satisfies the text `given`.

    Raises `InvalidQueryError` for a text that cannot be understood.
    """
    if not isinstance(given, str):
        raise _unreadable(given, f"is of type {type(given).__name__}")
    written, step, rest = _split(kind, given)
    return compare_at(place_of(written, step), parse_filter(f"run_metadata, {written}", rest))


def compare_at(place: Place, filter: Filter) -> Condition:
    """The condition that the value at `place` satisfies `filter`.

    What is not there satisfies `isnull` only: negations ask for another value.
    """
    if filter.operator is Operator.ISNULL:
        return Not(_is_something(place))
    if filter.operator is Operator.ISNOTNULL:
        return _is_something(place)
    if (positive := OPPOSITE.get(filter.operator)) is not None:
        return All((_exists(place), Not(compare_at(place, filter._replace(operator=positive)))))
    if filter.operator in (Operator.ONEOF, Operator.IN):
        return conditions.Any(tuple(_equals(place, item) for item in filter.operand))
    if (op := TEXTUAL.get(filter.operator)) is not None:
        return _textual(place, op, filter.operand)
    if (op := ORDERING.get(filter.operator)) is not None:
        return _anywhere(place, op, _ordered(filter))
    return _equals(place, filter.operand)


def place_of(written: str, step: str | None = None) -> Place:
    """What a key or path means. Raises `InvalidQueryError` where it cannot be read."""
    if not is_utf8(written):
        raise InvalidQueryError(f"The path {written!a} has a lone surrogate in it.", given=written)
    try:
        return _place(written, step)
    except InvalidArgumentError as error:
        raise InvalidQueryError(error.message, given=written) from None


def _split(kind: Kind, given: str) -> tuple[str, str | None, str]:
    """Path, step and what is after the colon."""
    end = _end(given, 0)
    step = None
    start = 0
    if given[end : end + 2] == "::":
        if kind is not Kind.RUN:
            raise _unreadable(given, "names a step, which only runs have")
        step, start = given[:end], end + 2
        end = _end(given, start)
    if end == start or end >= len(given) or step == "":
        raise _unreadable(given, "has no key and value with a colon between them")
    return given[start:end], step, given[end + 1 :]


def _end(given: str, start: int) -> int:
    """Where the key ends that begins at `start`."""
    if given[start : start + 1] != '"':
        found = given.find(":", start)
        return len(given) if found < 0 else found
    try:
        end = read_segment(given, start)[1]
        while given[end : end + 1] == ".":
            end = read_segment(given, end + 1)[1]
    except InvalidArgumentError as error:
        raise _unreadable(given, f"cannot be read: {error}") from None
    return end


def _place(written: str, step: str | None) -> Place:
    if written.startswith('"'):
        segments = parse_path(written)
        return Place((format_path(segments),), segments[0] if len(segments) == 1 else "", step)
    paths = [format_path([written])]
    if "." in written:
        paths.append(_nested(written))
    return Place(tuple(path for path in paths if path), written, step)


def _nested(written: str) -> str:
    """Dots taken as ways into nested values; empty where they cannot be."""
    try:
        return format_path(parse_path(written))
    except InvalidArgumentError:
        segments = written.split(".")
        return format_path(segments) if all(segments) else ""


def _anywhere(place: Place, op: Op, *literals: Literal) -> Condition:
    parts = [Compare(Metadata(path, place.step), op, literals) for path in place.paths]
    return parts[0] if len(parts) == 1 else conditions.Any(tuple(parts))


def _exists(place: Place) -> Condition:
    return _anywhere(place, Op.EXISTS)


def _is_something(place: Place) -> Condition:
    return All((_exists(place), Not(_anywhere(place, Op.EQ, None))))


def _textual(place: Place, op: Op, text: str) -> Condition:
    said = _anywhere(place, op, _unquoted(text))
    if op is not Op.CONTAINS or not place.key:
        return said
    return conditions.Any((said, Compare(JsonText(place.key, place.step), op, (text,))))


def _equals(place: Place, operand: Any) -> Condition:
    decoded = _json(operand) if isinstance(operand, str) else operand
    if isinstance(decoded, dict | list):
        if not place.key:
            raise InvalidQueryError(
                "Dicts and lists are compared as a whole under their key, not inside of others; "
                f"compare what is in them. Got {operand!r}.",
                given=operand,
            )
        return Compare(JsonText(place.key, place.step), Op.IN, _whole(decoded))
    return _anywhere(place, Op.IN, *_readings(operand))


def _whole(decoded: Any) -> tuple[str, ...]:
    """JSON texts of a dict or list: as the value it is, and as a wire form that was copied."""
    copied = msgspec.json.encode(decoded).decode()
    try:
        return (encode(decoded).decode(), copied)
    except InvalidValueError:
        return (copied,)


def _readings(operand: Any) -> tuple[Literal, ...]:
    """What a filter's text may mean: the text itself, and what it is as JSON or as a time."""
    if not isinstance(operand, str):
        return (operand, _text_of(operand))
    readings: list[Literal] = [operand]
    decoded = _json(operand)
    if decoded is not msgspec.UNSET:
        readings.append(decoded)
    elif (moment := _time(operand)) is not None:
        readings.append(moment)
    return tuple(readings)


def _text_of(value: Any) -> str:
    return msgspec.json.encode(value).decode() if not isinstance(value, datetime) else str(value)


def _json(text: str) -> Any:
    """The text as JSON; UNSET where it is none."""
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return msgspec.UNSET


def _unquoted(text: str) -> str:
    decoded = _json(text)
    return decoded if isinstance(decoded, str) else text


def _time(text: str) -> datetime | None:
    try:
        return time(text) if len(text) >= len("2026-01-31") else None
    except ValueError:
        return None


def _ordered(filter: Filter) -> Literal:
    """The number or time to be above or below of."""
    for convert in (number, time):
        try:
            made: Literal = convert(filter.operand)
        except (TypeError, ValueError, AttributeError):
            continue
        if not (isinstance(made, float) and isnan(made)):
            return made
    raise InvalidQueryError(
        f"{filter.argument}: '{filter.operator}' compares with a number or a time such as "
        f"'2026-01-31 12:00:00'; got {filter.operand!r}.",
        given=filter.operand,
    )


def _unreadable(given: object, problem: str) -> InvalidQueryError:
    return InvalidQueryError(f"The metadata filter {given!r} {problem}; {_EXPECTED}.", given=given)
