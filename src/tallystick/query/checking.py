"""Whether a query makes sense, found out before any store is asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from types import NoneType
from typing import Any as Anything
from uuid import UUID

from tallystick.errors import InvalidArgumentError, InvalidQueryError
from tallystick.query.conditions import (
    All,
    Any,
    Builtin,
    Compare,
    Condition,
    Direction,
    Field,
    JsonText,
    Literal,
    Not,
    Op,
    Parameter,
    Related,
)
from tallystick.query.fields import SEVERAL, FieldType, held_type
from tallystick.query.limits import check_size
from tallystick.query.paths import PathQuery
from tallystick.query.query import Query, Sort
from tallystick.records.targets import Kind
from tallystick.values import StorageSize, format_path, parse_path
from tallystick.values.keys import is_utf8

LONGEST_PATTERN = 10_000
"""Characters of a pattern; databases have their own bounds above."""

TEXTUAL = frozenset({Op.CONTAINS, Op.STARTSWITH, Op.ENDSWITH, Op.GLOB})
WITH_PARAMETERS = (Kind.RUN, Kind.STEP_RUN)
WITH_RELATIVES = (Kind.RUN, Kind.STEP_RUN, Kind.ARTIFACT_VERSION, Kind.MODEL_VERSION)

_LITERALS = (NoneType, bool, int, float, str, datetime, timedelta, UUID)

HELD_AS = {
    FieldType.ID: "an id",
    FieldType.TEXT: "text",
    FieldType.NUMBER: "a number",
    FieldType.TIME: "a time",
    FieldType.TRUTH: "true or false",
    FieldType.TEXTS: "texts",
    FieldType.IDS: "ids",
}

_UNITS: dict[type, tuple[str, ...]] = {
    timedelta: ("duration", "duration_s"),
    StorageSize: ("size_bytes",),
}
"""Literals with a unit, and the built-in fields that have it."""

_FITS: dict[FieldType, Callable[[Literal], bool]] = {
    FieldType.ID: lambda literal: isinstance(literal, str | UUID),
    FieldType.TEXT: lambda literal: isinstance(literal, str),
    FieldType.NUMBER: lambda literal: (
        isinstance(literal, int | float | timedelta) and not isinstance(literal, bool)
    ),
    FieldType.TIME: lambda literal: isinstance(literal, datetime),
    FieldType.TRUTH: lambda literal: isinstance(literal, bool),
    FieldType.TEXTS: lambda literal: isinstance(literal, str),
    FieldType.IDS: lambda literal: isinstance(literal, str | UUID),
}


def check_query(query: Query) -> None:
    """`InvalidQueryError` where a store could not say what `query` means."""
    _check_text(query.project)
    check_size(query.where, query.sort)
    check_condition(query.where, query.kind)
    for sort in query.sort:
        if not isinstance(sort, Sort):
            raise InvalidQueryError(f"An order is made of Sort(...); got {sort!r}.", given=sort)
        _check_field(sort.field, query.kind)
        if isinstance(sort.field, Builtin) and held_type(query.kind, sort.field) in SEVERAL:
            raise InvalidQueryError(
                f"{query.kind.one.capitalize()} has several {sort.field.name}, so that things "
                "cannot be sorted by them.",
                given=sort.field.name,
            )
    if query.offset < 0 or (query.limit is not None and query.limit < 0):
        raise InvalidQueryError(
            f"A page begins at 0 or later and holds 0 or more; got offset {query.offset} "
            f"and limit {query.limit}.",
            offset=query.offset,
            limit=query.limit,
        )
    if query.after is not None and query.offset:
        raise InvalidQueryError(
            f"A page begins after another one or at an offset; got both, and offset "
            f"{query.offset}. Leave the offset out.",
            offset=query.offset,
        )


def check_condition(condition: Condition, kind: Kind) -> None:
    """`InvalidQueryError` where `condition` could not be evaluated on things of this kind."""
    match condition:
        case All(conditions) | Any(conditions):
            for part in conditions:
                check_condition(part, kind)
        case Not(part):
            check_condition(part, kind)
        case Related(direction, other, where):
            _check_relatives(kind, direction)
            _check_relatives(other, direction)
            check_condition(where, other)
        case Compare(field, op, literals):
            _check_field(field, kind)
            _check_literals(op, literals)
            if op is Op.IS_NAN:
                _check_may_be_nan(field)
            elif isinstance(field, Builtin):
                _check_fit(kind, field, op, literals)
            elif isinstance(field, JsonText):
                _check_json_text(field, op, literals)


def _check_relatives(kind: Kind, direction: Direction) -> None:
    if kind not in WITH_RELATIVES:
        several = ", ".join(f"{each.words}s" for each in WITH_RELATIVES[:-1])
        raise InvalidQueryError(
            f"Nothing is {direction} of {kind.one}, and it of nothing; lineage is of {several} "
            f"and {WITH_RELATIVES[-1].words}s.",
            given=kind,
        )


def _check_field(field: Field, kind: Kind) -> None:
    step = field.step
    _check_text(step or "")
    if step is not None and kind is not Kind.RUN:
        raise InvalidQueryError(
            f"Only runs have steps to look at; {kind.one} has no step {step!r}.", given=step
        )
    if isinstance(field, Builtin):
        held_type(kind, field)
    elif isinstance(field, JsonText):
        _check_text(field.key)
    else:
        _check_path(field.path)
    if isinstance(field, Parameter) and kind not in WITH_PARAMETERS:
        raise InvalidQueryError(
            f"Runs and step runs have parameters; {kind.one} has none.", given=field.path
        )


def _check_path(path: str) -> None:
    _check_text(path)
    try:
        written = format_path(parse_path(path))
    except InvalidArgumentError as error:
        raise InvalidQueryError(error.message, **error.facts) from None
    if written != path:
        raise InvalidQueryError(
            f"The path {path!r} has quotes that it does not need; write {written!r}, "
            "or let format_path() do it.",
            given=path,
        )


def _check_literals(op: Op, literals: tuple[Literal, ...]) -> None:
    """Where the number or sort of literals does not fit the operator, whatever the field."""
    wanted = {Op.EXISTS: 0, Op.IS_NAN: 0, Op.IN: None}.get(op, 1)
    if wanted is not None and len(literals) != wanted:
        raise InvalidQueryError(
            f"Operator '{op}' takes {wanted or 'no'} value, but {len(literals)} were given."
        )
    for literal in literals:
        if not isinstance(literal, _LITERALS):
            raise InvalidQueryError(
                f"Fields are compared with text, numbers, truth values and times; "
                f"got {_shown(literal)}.",
                given=literal,
            )
        if op in TEXTUAL and not isinstance(literal, str):
            raise InvalidQueryError(
                f"Operator '{op}' compares with text, but {literal!r} was given.", given=literal
            )
        if literal is None and op not in (Op.EQ, Op.NE, Op.IN, Op.HAS):
            raise InvalidQueryError(
                f"Operator '{op}' cannot compare with nothing; use 'exists', or '=' for "
                "what was logged as None."
            )
        if isinstance(literal, str):
            _check_text(literal)
            _check_pattern(op, literal)


def _check_pattern(op: Op, text: str) -> None:
    if op is Op.GLOB and len(text) > LONGEST_PATTERN:
        raise InvalidQueryError(
            f"A pattern has at most {LONGEST_PATTERN:,} characters; this one has {len(text):,}. "
            "Use 'contains' or 'startswith' for long texts.",
            length=len(text),
        )


# No index holds them, and not every database takes them.
def _check_text(text: str) -> None:
    if "\0" in text or not is_utf8(text):
        raise InvalidQueryError(
            f"The text {text!a} has a NUL character or a lone surrogate in it, "
            "which nothing can be compared with.",
            given=text,
        )


def _check_may_be_nan(field: Field) -> None:
    if isinstance(field, Builtin | JsonText):
        name = field.name if isinstance(field, Builtin) else field.key
        raise InvalidQueryError(
            f"'{Op.IS_NAN}' asks metadata and parameters; {name!r} is never NaN here.", given=name
        )


def _check_fit(kind: Kind, field: Builtin, op: Op, literals: tuple[Literal, ...]) -> None:
    """Where a built-in field never holds what it is compared with."""
    held = held_type(kind, field)
    if op is Op.HAS and held not in SEVERAL:
        raise InvalidQueryError(
            f"'{op}' asks fields that hold several, and {field.name!r} of {kind.one} is "
            f"{HELD_AS[held]}. Use '='.",
            given=field.name,
        )
    if op in TEXTUAL and held in (FieldType.NUMBER, FieldType.TIME, FieldType.TRUTH):
        raise InvalidQueryError(
            f"Operator '{op}' is for text; {field.name!r} of {kind.one} is {HELD_AS[held]}.",
            given=field.name,
        )
    for literal in literals:
        absent = literal is None and op is not Op.HAS
        if not absent and not fits(kind, field, literal):
            raise InvalidQueryError(
                f"{field.name!r} of {kind.one} is {HELD_AS[held]}, which {_shown(literal)} "
                "cannot be compared with.",
                given=literal,
            )


def fits(kind: Kind, field: Builtin, literal: Literal) -> bool:
    """Whether the field may hold such a value; sizes and durations fit fields of their unit."""
    if not _FITS[held_type(kind, field)](literal):
        return False
    return all(field.name in names for unit, names in _UNITS.items() if isinstance(literal, unit))


def _check_json_text(field: JsonText, op: Op, literals: tuple[Literal, ...]) -> None:
    for literal in literals:
        if not isinstance(literal, str):
            raise InvalidQueryError(
                f"The JSON text of {field.key!r} is compared with text, not {_shown(literal)}.",
                given=literal,
            )
    if op is Op.HAS:
        raise InvalidQueryError(f"The JSON text of {field.key!r} is one text; use 'contains'.")


def _shown(literal: Anything) -> str:
    plain = isinstance(literal, datetime | timedelta | StorageSize | UUID)
    return f"{str(literal) if plain else repr(literal)} ({type(literal).__name__})"


def check_path_query(query: PathQuery) -> None:
    """`InvalidQueryError` where a store could not say what `query` means."""
    check_query(Query(kind=query.kind, project=query.project, where=query.where, sort=()))
    _check_text(query.prefix)
    for name, least in (("limit", 0), ("values", 0), ("sample", 1)):
        given = getattr(query, name)
        if given is not None and given < least:
            raise InvalidQueryError(
                f"{name} says how many, so it is {least} or more; got {given}.", given=given
            )
