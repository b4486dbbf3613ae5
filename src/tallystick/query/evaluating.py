"""Brute-force evaluation of conditions: the meaning every store's queries must have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any as Anything
from typing import Protocol

from tallystick.query.comparing import (
    SORT_OF_TYPE,
    SORT_RANK,
    Scalar,
    check_operands,
    satisfies,
    scalar,
)
from tallystick.query.conditions import (
    All,
    Any,
    Builtin,
    Compare,
    Condition,
    JsonText,
    Metadata,
    Not,
    Op,
)
from tallystick.query.fields import field_type
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


def check(condition: Condition, kind: Kind) -> None:
    """`InvalidQueryError` where the condition could not be evaluated on this kind."""
    match condition:
        case All(conditions) | Any(conditions):
            for part in conditions:
                check(part, kind)
        case Not(part):
            check(part, kind)
        case Compare(field, op, values):
            check_operands(op, values)
            if isinstance(field, Builtin):
                field_type(kind, field.name)


def matches(condition: Condition, subject: Subject) -> bool:
    """Whether `condition` holds of `subject`."""
    match condition:
        case All(conditions):
            return all(matches(part, subject) for part in conditions)
        case Any(conditions):
            return any(matches(part, subject) for part in conditions)
        case Not(part):
            return not matches(part, subject)
        case Compare(field, op, values):
            if op is Op.NE:
                return not matches(Compare(field, Op.EQ, values), subject)
            return _compare(subject, field, op, values)


def _compare(
    subject: Subject, field: Builtin | Metadata | JsonText, op: Op, values: tuple[Anything, ...]
) -> bool:
    if isinstance(field, Builtin):
        held = subject.builtin(field.name)
        several = held if isinstance(held, tuple) else () if held is None else (held,)
        if op is Op.EXISTS:
            return bool(several)
        if op is Op.EQ and values[0] is None:
            return not several
        return any(satisfies(scalar(one), op, values) for one in several)
    if isinstance(field, JsonText):
        text = subject.json_text(field.key, field.step)
        return text is not None and (op is Op.EXISTS or satisfies(("text", text), op, values))
    return _compare_leaves(subject.leaves(field.step), field.path, op, values)


def _compare_leaves(
    leaves: Sequence[Leaf], path: str, op: Op, values: tuple[Anything, ...]
) -> bool:
    if op is Op.EXISTS:
        return any(leaf.path == path or leaf.path.startswith(path + ".") for leaf in leaves)
    here = [leaf for leaf in leaves if leaf.path == path]
    if op is Op.HAS:
        return any(satisfies(leaf_scalar(leaf), Op.EQ, values) for leaf in here if leaf.position)
    first = next((leaf for leaf in here if leaf.position == 0), None)
    if first is None:
        return False
    if op in (Op.EQ, Op.IN) and None in values and first.type == "None":
        return True
    return satisfies(leaf_scalar(first), op, values)


def leaf_scalar(leaf: Leaf) -> Scalar | None:
    """A leaf as a comparable value; None for containers, None and NaN."""
    sort = SORT_OF_TYPE.get(leaf.type)
    if sort is None:
        return None
    held = leaf.text if sort == "text" else leaf.number
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
