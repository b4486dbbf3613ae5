"""Whether two values are the same: equal, and of the same type at every depth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tallystick.values import encode

_SCALAR = frozenset({int, str, bool, type(None)})


def all_same(values: Sequence[Any]) -> bool:
    """Whether every value is the same as the first."""
    first = values[0]
    kind = type(first)
    if kind in _SCALAR:
        return all(type(value) is kind and value == first for value in values)
    return all(value is first or same(first, value) for value in values)


def same(one: Any, other: Any) -> bool:
    """Whether the values are equal and of the same type, and so is all that is in them.

    `1`, `1.0` and `True` are three values, a text and a `Uri` two. NaN is the same as NaN, and a
    moment is the same in every zone. The order of a dict's keys does not count.
    """
    kind = type(one)
    if type(other) is not kind:
        return False
    if kind is float:
        return bool(one == other or (one != one and other != other))  # noqa: PLR0124  NaN
    if kind is dict:
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if kind in (list, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if kind in (set, frozenset):
        return sorted(map(encode, one)) == sorted(map(encode, other))
    return bool(one == other)
