"""Leaves: the rows a value has in the search index."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import msgspec

from tallystick.errors import StoreCorruptError
from tallystick.values._lift import TYPE_OF_TAG, Tree, lift
from tallystick.values.paths import format_segment
from tallystick.values.wire import parse

MAX_INDEXED_ELEMENTS = 100

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


class Leaf(NamedTuple):
    """One row: where a scalar is, and what it is to comparisons.

    `position` is 0 for what stands at the path itself, and counts a container's elements from 1.
    """

    path: str
    position: int
    type: str
    number: float | int | None
    text: str | None


def leaves(key: str, wire: bytes | msgspec.Raw) -> list[Leaf]:
    """The rows of a value that was logged under `key`, in the value's order, at least one.

    `docs/reference/values.md` says which rows there are and what is in their columns.

    Raises `StoreCorruptError` for bytes that are not a wire form.
    """
    rows: list[Leaf] = []
    _add(rows, format_segment(key), parse(wire))
    return rows


def flat(key: str, value: object) -> dict[str, Any]:
    """The value by path: dicts taken apart at every level, except empty ones, all else whole."""
    path = format_segment(key)
    if not isinstance(value, Mapping) or not value:
        return {path: value}
    parts: dict[str, Any] = {}
    for inner, item in value.items():
        parts |= {f"{path}.{below}": part for below, part in flat(inner, item).items()}
    return parts


def _add(rows: list[Leaf], path: str, tree: Tree) -> None:
    if scalar := _scalar(tree):
        rows.append(Leaf(path, 0, *scalar))
        return
    kind, payload = _container(tree)
    if kind != "dict":
        _add_elements(rows, path, kind, payload)
    elif payload:
        for key, item in payload:
            _add(rows, f"{path}.{format_segment(key)}", item)
    else:
        rows.append(Leaf(path, 0, kind, 0, None))


def _add_elements(rows: list[Leaf], path: str, kind: str, elements: list[Tree]) -> None:
    rows.append(Leaf(path, 0, kind, len(elements), None))
    for position, element in enumerate(elements[:MAX_INDEXED_ELEMENTS], start=1):
        if scalar := _scalar(element):
            rows.append(Leaf(path, position, *scalar))


def _container(tree: Tree) -> tuple[str, Any]:
    """The type of a container, and its elements or its pairs of key and value."""
    if type(tree) is list:
        return "list", tree
    tag = next(iter(tree), "")
    if tag[:1] == "$":
        return TYPE_OF_TAG[tag], tree[tag]
    return "dict", tree.items()


Columns = tuple[str, float | int | None, str | None]


def _scalar(tree: Tree) -> Columns | None:
    """Type, number and text of a scalar; None for a container."""
    kind = type(tree)
    if kind is float:
        return "float", tree, None
    if kind is str:
        return "str", None, _indexable(tree)
    if kind is bool:
        return "bool", int(tree), None
    if kind is int:
        return "int", tree, None
    if tree is None:
        return "None", None, None
    if kind is dict and len(tree) == 1:
        return _tagged_scalar(*next(iter(tree.items())))
    return None


def _tagged_scalar(tag: str, payload: Tree) -> Columns | None:
    if tag[:1] != "$":
        return None
    if tag not in TYPE_OF_TAG:
        raise StoreCorruptError(f"A stored value has the unknown tag {tag!r}.")
    columns = _TAGGED_COLUMNS.get(tag)
    return (TYPE_OF_TAG[tag], *columns(payload)) if columns else None


# PostgreSQL's text cannot hold NUL. The index shows its picture; the value itself keeps it.
def _indexable(text: str) -> str:
    return text.replace("\0", "\u2400") if "\0" in text else text


def _text(payload: str) -> tuple[None, str]:
    return None, _indexable(payload)


def _integer(payload: int | str) -> tuple[float | int, str | None]:
    if not isinstance(payload, str):
        return payload, None
    number: Any = lift({"$int": payload})
    try:
        return float(number), payload
    except OverflowError:
        return float("-inf" if number < 0 else "inf"), payload


def _float(payload: str) -> tuple[float | None, None]:
    return None if payload == "nan" else float(payload), None


def _datetime(payload: str) -> tuple[float, str]:
    time = datetime.fromisoformat(payload)
    aware = time if time.tzinfo else time.replace(tzinfo=UTC)
    return (aware - _EPOCH) / _SECOND, payload


def _date(payload: str) -> tuple[float, str]:
    return (date.fromisoformat(payload) - _EPOCH.date()) / _SECOND, payload


def _timedelta(payload: int | str) -> tuple[float, None]:
    return int(payload) / 1_000_000, None


_TAGGED_COLUMNS: dict[str, Callable[[Any], tuple[float | int | None, str | None]]] = {
    "$int": _integer,
    "$float": _float,
    "$uri": _text,
    "$path": _text,
    "$dtype": _text,
    "$size": _integer,
    "$datetime": _datetime,
    "$date": _date,
    "$timedelta": _timedelta,
    "$uuid": _text,
}
