"""Brute-force evaluation of conditions: the meaning every store's queries must have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any as Anything
from typing import Protocol

from tallystick.query.comparing import (
    SORT_OF_TYPE,
    SORT_RANK,
    TEXT,
    TIME,
    Scalar,
    micros,
    satisfies,
    scalar,
)
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
    Metadata,
    Not,
    Op,
    Parameter,
    Related,
)
from tallystick.query.cursors import Cursor, SortKey
from tallystick.query.query import Sort
from tallystick.records.targets import Kind
from tallystick.values import Leaf


class Subject(Protocol):
    """One thing, as conditions see it."""

    kind: Kind

    # With `step`, of the run's step of this name.

    def builtin(self, name: str, step: str | None) -> Anything:
        """The value of a built-in field: a scalar, None, or a tuple of scalars."""

    def leaves(self, step: str | None) -> Sequence[Leaf]:
        """The leaves of the current metadata."""

    def parameters(self, step: str | None) -> Sequence[Leaf]:
        """The leaves of the parameters."""

    def json_text(self, key: str, step: str | None) -> str | None:
        """The current value of a top-level key as wire JSON text; None where there is none."""

    def relatives(self, direction: Direction, kind: Kind) -> Iterable[Subject]:
        """What of a kind is upstream or downstream, each thing once."""


def matches(condition: Condition, subject: Subject) -> bool:
    """Whether `condition` holds of `subject`."""
    match condition:
        case All(conditions):
            return all(matches(part, subject) for part in conditions)
        case Any(conditions):
            return any(matches(part, subject) for part in conditions)
        case Not(part):
            return not matches(part, subject)
        case Related(direction, kind, where):
            return any(matches(where, each) for each in subject.relatives(direction, kind))
        case Compare(field, Op.NE, literals):
            return not matches(Compare(field, Op.EQ, literals), subject)
        case Compare(field, Op.IN, literals):
            return any(_compares(subject, field, Op.EQ, literal) for literal in literals)
        case Compare(field, Op.EXISTS):
            return _exists(subject, field)
        case Compare(Metadata() | Parameter() as field, Op.IS_NAN):
            return any(is_nan(leaf) for leaf in _at(subject, field) if not leaf.position)
        case Compare(field, op, (literal,)):
            return _compares(subject, field, op, literal)
        case _:
            raise TypeError(f"{condition!r} is not a condition that was checked.")


def _exists(subject: Subject, field: Field) -> bool:
    if isinstance(field, Builtin):
        return bool(_held(subject, field))
    if isinstance(field, JsonText):
        return subject.json_text(field.key, field.step) is not None
    below = field.path + "."
    return any(
        leaf.path == field.path or leaf.path.startswith(below) for leaf in _leaves(subject, field)
    )


def _compares(subject: Subject, field: Field, op: Op, literal: Literal) -> bool:
    if isinstance(field, Builtin):
        held = _held(subject, field)
        if literal is None and op is Op.EQ:
            return not held
        return any(satisfies(scalar(one), op, literal) for one in held)
    if isinstance(field, JsonText):
        text = subject.json_text(field.key, field.step)
        return text is not None and satisfies((TEXT, text), op, literal)
    here = _at(subject, field)
    if op is Op.HAS:
        return any(_leaf_compares(leaf, Op.EQ, literal) for leaf in here if leaf.position)
    return any(_leaf_compares(leaf, op, literal) for leaf in here if not leaf.position)


def _leaves(subject: Subject, field: Metadata | Parameter) -> Sequence[Leaf]:
    if isinstance(field, Parameter):
        return subject.parameters(field.step)
    return subject.leaves(field.step)


def _at(subject: Subject, field: Metadata | Parameter) -> list[Leaf]:
    """What is at the path itself, and the elements of what is there."""
    return [leaf for leaf in _leaves(subject, field) if leaf.path == field.path]


def _held(subject: Subject, field: Builtin) -> tuple[Literal, ...]:
    """What a built-in field holds: nothing, one, or several for the fields that do."""
    held = subject.builtin(field.name, field.step)
    if isinstance(held, tuple):
        return held
    return () if held is None else (held,)


def _leaf_compares(leaf: Leaf, op: Op, literal: Literal) -> bool:
    if literal is None and op is Op.EQ:
        return leaf.type == "None"
    return satisfies(leaf_scalar(leaf), op, literal)


def leaf_scalar(leaf: Leaf) -> Scalar | None:
    """A leaf as a comparable value; None for containers, None and NaN."""
    sort = SORT_OF_TYPE.get(leaf.type)
    if sort is None:
        return None
    held = leaf.text if sort == TEXT else leaf.number
    return None if held is None else (sort, held)


def is_nan(leaf: Leaf) -> bool:
    """Whether NaN was logged: a number that has none."""
    return leaf.type == "float" and leaf.number is None


def sort_key(subject: Subject, sort: Sort) -> SortKey:
    """What to order by for one sort: missing (and what does not compare) is greatest.

    The direction is not applied here, since missing stays last in both.
    """
    value: Scalar | None
    if isinstance(sort.field, Builtin):
        held = subject.builtin(sort.field.name, sort.field.step)
        if isinstance(held, datetime):
            return (0, SORT_RANK[TIME], micros(held))
        value = None if isinstance(held, tuple) else scalar(held)
    else:
        here = [leaf for leaf in _at(subject, sort.field) if not leaf.position]
        value = leaf_scalar(here[0]) if here else None
    return (1, 0, 0) if value is None else (0, SORT_RANK[value[0]], value[1])


def comes_after(keys: Sequence[SortKey], place: int, cursor: Cursor, sorts: Sequence[Sort]) -> bool:
    """Whether a thing with these keys and place among equals comes after the cursor's."""
    for key, other, sort in zip(keys, cursor.keys, sorts, strict=True):
        if key != other:
            later = key > other
            return later if key[0] != other[0] or not sort.descending else not later
    last_down = sorts[-1].descending if sorts else False
    return place < cursor.place if last_down else place > cursor.place
