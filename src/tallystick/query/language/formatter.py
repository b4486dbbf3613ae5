"""Conditions and sorts as text, in the one canonical form."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from tallystick.query.conditions import (
    All,
    Any,
    Builtin,
    Compare,
    Condition,
    Field,
    JsonText,
    Literal,
    Metadata,
    Not,
    Op,
    Parameter,
    Related,
    Relative,
)
from tallystick.query.language.fields import JSON, METADATA, PARAMETERS, RESERVED, STEP, is_number
from tallystick.query.language.literals import format_integer, quoted, readable
from tallystick.query.language.moments import day_of, format_moment
from tallystick.query.language.normal import normal
from tallystick.query.language.quantities import format_duration, format_size
from tallystick.query.language.relatives import WORD_OF
from tallystick.query.query import Sort
from tallystick.values import StorageSize

_NEGATED = {
    Op.IN: "not in",
    Op.HAS: "not has",
    Op.CONTAINS: "not contains",
    Op.STARTSWITH: "not startswith",
    Op.ENDSWITH: "not endswith",
    Op.GLOB: "!~",
    Op.EXISTS: "is missing",
    Op.IS_NAN: "is not nan",
}


def format_where(condition: Condition) -> str:
    """The condition as canonical text, which `parse_where` reads as the same condition.

    The text means the same whatever fields later releases have. What text cannot tell apart is
    written alike, as `normal` has it.
    """
    return _format(normal(condition))


def format_sort(sorts: Iterable[Sort]) -> str:
    """The order as canonical text, which `parse_sort` reads as the same; empty for none."""
    return ", ".join(
        _format_field(sort.field) + (" desc" if sort.descending else "") for sort in sorts
    )


def _format(condition: Condition) -> str:
    match condition:
        case All(()):
            return "true"
        case Any(()):
            return "false"
        case All(parts):
            return _span(condition) or " and ".join(_within(part, All, Any) for part in parts)
        case Any(parts):
            return " or ".join(_within(part, Any) for part in parts)
        case Not(part):
            return _format_not(part)
        case Related(direction, kind, where):
            return f"any {direction} {WORD_OF[kind]} ({_format(where)})"
        case Compare(field, op, literals):
            return f"{_format_field(field)} {_format_asked(op, literals)}"
        case _:
            raise TypeError(f"{condition!r} is not a condition.")


def _within(condition: Condition, *weaker: type) -> str:
    """A condition within another, in parentheses where it would fall apart without."""
    text = _format(condition)
    whole = isinstance(condition, All | Any) and not condition.conditions
    if isinstance(condition, weaker) and not whole and not _span(condition):
        return f"({text})"
    return text


def _format_not(part: Condition) -> str:
    if isinstance(part, Compare) and (word := _NEGATED.get(part.op)):
        values = (
            f" {_format_values(part.op, part.values)}" if part.values or part.op is Op.IN else ""
        )
        return f"{_format_field(part.field)} {word}{values}"
    if isinstance(part, Related):
        return f"no{_format(part).removeprefix('any')}"
    return _span(part, negated=True) or f"not {_within(part, All, Any)}"


def _format_asked(op: Op, literals: tuple[Literal, ...]) -> str:
    if op in (Op.EXISTS, Op.IS_NAN):
        return op.value
    if literals == (None,) and op in (Op.EQ, Op.NE):
        return "is none" if op is Op.EQ else "is not none"
    return f"{op} {_format_values(op, literals)}"


def _format_values(op: Op, literals: tuple[Literal, ...]) -> str:
    # From the beginning of a day, and before it, is said of the day as well.
    as_day = op in (Op.GE, Op.LT)
    texts = [_format_literal(one, as_day=as_day) for one in literals]
    return f"({', '.join(texts)})" if op is Op.IN else texts[0]


def _span(condition: Condition, *, negated: bool = False) -> str:
    """A field between two values, or on a day; empty for conditions that ask something else."""
    match condition:
        case All((Compare(field, Op.GE, (low,)), Compare(other, Op.LE, (high,)))) if field == other:
            word = "not between" if negated else "between"
            values = f"{_format_literal(low, as_day=True)} and {_format_literal(high)}"
            return f"{_format_field(field)} {word} {values}"
        case All((Compare(field, Op.GE, (begin,)), Compare(other, Op.LT, (end,)))) if (
            field == other and (day := day_of(begin, end))
        ):
            return f"{_format_field(field)} {'!=' if negated else '='} {day}"
        case _:
            return ""


def _format_field(field: Field) -> str:
    step = "" if field.step is None else f"{STEP}({quoted(field.step)})."
    match field:
        case Builtin(name):
            return step + name
        case Parameter(path):
            return f"{step}{PARAMETERS}.{readable(path)}"
        case JsonText(key):
            return f"{step}{JSON}({quoted(key)})"
        case Metadata(path):
            return step + _format_path(path)


def _format_path(path: str) -> str:
    """The path, after its prefix where it could be the name of something else."""
    path = readable(path)
    first, dot, _ = path.partition(".")
    clashes = first in RESERVED or is_number(first) or not dot
    return f"{METADATA}.{path}" if clashes and not path.startswith('"') else path


def _format_literal(literal: Literal, *, as_day: bool = False) -> str:
    match literal:
        case None:
            return "none"
        case bool():
            return str(literal).lower()
        case StorageSize() if literal >= 0:
            return format_size(literal)
        case int():
            return format_integer(int(literal))
        case float():
            return repr(float(literal))
        case datetime() | Relative():
            return format_moment(literal, as_day=as_day)
        case timedelta():
            text = format_duration(literal)
            return f"-({text})" if literal < timedelta(0) else text
        case UUID():
            return str(literal)
        case _:
            return quoted(literal)
