"""Brute-force evaluation of conditions: the meaning every store's queries must have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any as Anything
from typing import Protocol

from tallystick.query.comparing import (
    SORT_OF_TYPE,
    SORT_RANK,
    TEXT,
    Scalar,
    satisfies,
    scalar,
)
from tallystick.query.conditions import (
    All,
    Any,
    Builtin,
    Compare,
    Condition,
    Field,
    JsonText,
    Literal,
    Not,
    Op,
)
from tallystick.query.query import Sort
from tallystick.records.targets import Kind
from tallystick.values import Leaf


class Subject(Protocol):
    """One thing, as conditions see it."""

    kind: Kind

    def builtin(self, name: str) -> Anything:
        """The value of a built-in field: a scalar, None, or a tuple of scalars."""

    def leaves(self, step: str | None) -> Sequence[Leaf]:
        """The leaves of the current metadata, of the thing or of the run's step of this name."""

    def json_text(self, key: str, step: str | None) -> str | None:
        """The current value of a top-level key as wire JSON text; None where there is none."""


def matches(condition: Condition, subject: Subject) -> bool:
    """Whether `condition` holds of `subject`."""
    match condition:
        case All(conditions):
            return all(matches(part, subject) for part in conditions)
        case Any(conditions):
            return any(matches(part, subject) for part in conditions)
        case Not(part):
            return not matches(part, subject)
        case Compare(field, Op.NE, literals):
            return not matches(Compare(field, Op.EQ, literals), subject)
        case Compare(field, Op.IN, literals):
            return any(_compares(subject, field, Op.EQ, literal) for literal in literals)
        case Compare(field, Op.EXISTS):
            return _exists(subject, field)
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
        leaf.path == field.path or leaf.path.startswith(below)
        for leaf in subject.leaves(field.step)
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
    here = [leaf for leaf in subject.leaves(field.step) if leaf.path == field.path]
    if op is Op.HAS:
        return any(_leaf_compares(leaf, Op.EQ, literal) for leaf in here if leaf.position)
    return any(_leaf_compares(leaf, op, literal) for leaf in here if not leaf.position)


def _held(subject: Subject, field: Builtin) -> tuple[Literal, ...]:
    """What a built-in field holds: nothing, one, or several for the fields that do."""
    held = subject.builtin(field.name)
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


def sort_key(subject: Subject, sort: Sort) -> tuple[int, int, float | str]:
    """What to order by for one sort: missing (and what does not compare) is greatest.

    The direction is not applied here, since missing stays last in both.
    """
    value: Scalar | None
    if isinstance(sort.field, Builtin):
        held = subject.builtin(sort.field.name)
        value = None if isinstance(held, tuple) else scalar(held)
    else:
        value = next(
            (
                leaf_scalar(leaf)
                for leaf in subject.leaves(sort.field.step)
                if leaf.path == sort.field.path and leaf.position == 0
            ),
            None,
        )
    return (1, 0, 0) if value is None else (0, SORT_RANK[value[0]], value[1])
