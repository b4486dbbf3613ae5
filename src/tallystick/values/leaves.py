"""Leaves: the rows a value has in the search index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

import msgspec

from tallystick.errors import StoreCorruptError
from tallystick.values._integers import format_integer, is_safe
from tallystick.values._lift import TAGS, Tree, lift, payload_of, tag_of
from tallystick.values.paths import format_segment
from tallystick.values.types import DType, Path, StorageSize, Uri
from tallystick.values.wire import parse

MAX_INDEXED_ELEMENTS = 100

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)

Number: TypeAlias = float | int | None


class Leaf(NamedTuple):
    """One row: where a scalar is, and what it is to comparisons.

    `position` is 0 for what stands at the path itself, and counts a container's elements from 1.
    """

    path: str
    position: int
    type: str
    number: Number
    text: str | None


def leaves(key: str, wire: bytes | msgspec.Raw) -> list[Leaf]:
    """The rows of a value that was logged under `key`, in the value's order, at least one.

    `docs/reference/values.md` says which rows there are and what is in their columns.

    Raises `StoreCorruptError` for what would be indexed and is not of a wire form.
    """
    rows: list[Leaf] = []
    try:
        _add(rows, format_segment(key), parse(wire))
    except RecursionError:
        raise StoreCorruptError("A stored value is nested too deep.") from None
    return rows


def leaf_at(wire: bytes | msgspec.Raw, segments: Sequence[str]) -> tuple[str, Number] | None:
    """Type and number of the leaf at a path into a value; None where there is no leaf.

    What `leaves` says of that path, without looking at what is beside it.
    """
    tree = parse(wire)
    for segment in segments:
        items = _items(tree)
        if items is None or segment not in items:
            return None
        tree = items[segment]
    if scalar := _scalar(tree):
        return scalar[:2]
    if (items := _items(tree)) is not None:
        return None if items else ("dict", 0)
    if type(tree) is list:
        return "list", len(tree)
    (tag,) = tree
    return TAGS[tag].name, len(payload_of(tree, tag))


def _items(tree: Tree) -> dict[str, Tree] | None:
    """What a dict holds, tagged or not; None for all else."""
    if type(tree) is not dict:
        return None
    tag = tag_of(tree)
    if tag == "$dict":
        return dict(payload_of(tree, tag))
    return tree if tag is None else None


def flat(key: str, value: object) -> dict[str, Any]:
    """The value by path: dicts taken apart at every level, empty ones and all else whole."""
    parts: dict[str, Any] = {}
    _flatten(parts, format_segment(key), value)
    return parts


def _flatten(parts: dict[str, Any], path: str, value: object) -> None:
    if isinstance(value, dict) and value:
        for key, item in value.items():
            _flatten(parts, f"{path}.{format_segment(key)}", item)
    else:
        parts[path] = value


def _add(rows: list[Leaf], path: str, tree: Tree) -> None:
    if scalar := _scalar(tree):
        rows.append(Leaf(path, 0, *scalar))
    elif type(tree) is list:
        _add_elements(rows, path, "list", tree)
    elif (tag := tag_of(tree)) is None:
        _add_items(rows, path, tree.items())
    elif tag == "$dict":
        _add_items(rows, path, payload_of(tree, tag))
    else:
        _add_elements(rows, path, TAGS[tag].name, payload_of(tree, tag))


def _add_items(rows: list[Leaf], path: str, items: Iterable[tuple[str, Tree]]) -> None:
    if not items:
        rows.append(Leaf(path, 0, "dict", 0, None))
    for key, item in items:
        _add(rows, f"{path}.{format_segment(key)}", item)


def _add_elements(rows: list[Leaf], path: str, kind: str, elements: list[Tree]) -> None:
    rows.append(Leaf(path, 0, kind, len(elements), None))
    for position, element in enumerate(elements[:MAX_INDEXED_ELEMENTS], start=1):
        if scalar := _scalar(element):
            rows.append(Leaf(path, position, *scalar))


Columns: TypeAlias = tuple[str, Number, str | None]


def _scalar(tree: Tree) -> Columns | None:
    """Type, number and text of a scalar; None for a container."""
    columns = _COLUMNS.get(type(tree))
    if columns is None and type(tree) is dict:
        tag = tag_of(tree)
        if tag and TAGS[tag].is_scalar:
            return _scalar(lift(tree))
    return columns(tree) if columns else None


def _integer(name: str, value: int) -> Columns:
    if is_safe(value):
        return name, int(value), None
    try:
        return name, float(value), format_integer(int(value))
    except OverflowError:
        return name, float("-inf" if value < 0 else "inf"), format_integer(int(value))


# PostgreSQL's text cannot hold NUL. The index has a picture of it; the value itself keeps it.
def _text(name: str, value: str) -> Columns:
    return name, None, value.replace("\0", "\u2400") if "\0" in value else str.__str__(value)


def _datetime(value: datetime) -> Columns:
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return "datetime", (aware - _EPOCH) / _SECOND, value.isoformat()


def _date(value: date) -> Columns:
    return "date", (value - _EPOCH.date()) / _SECOND, value.isoformat()


_COLUMNS: dict[type, Callable[[Any], Columns]] = {
    type(None): lambda value: ("None", value, None),
    bool: lambda value: ("bool", int(value), None),
    int: lambda value: _integer("int", value),
    # NaN is equal to nothing and has no place in an order, and so is no number to the index.
    float: lambda value: ("float", value if value == value else None, None),  # noqa: PLR0124
    str: lambda value: _text("str", value),
    Uri: lambda value: _text("Uri", value),
    Path: lambda value: _text("Path", value),
    DType: lambda value: _text("DType", value),
    StorageSize: lambda value: _integer("StorageSize", value),
    datetime: _datetime,
    date: _date,
    timedelta: lambda value: ("timedelta", value / _SECOND, None),
    UUID: lambda value: ("UUID", None, str(value)),
}
