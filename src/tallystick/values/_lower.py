"""Python values to trees: what the JSON library writes, with tags for the types JSON lacks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from math import isfinite
from typing import Any
from uuid import UUID

import msgspec

from tallystick.values._foreign import convert
from tallystick.values._integers import format_integer, is_safe
from tallystick.values._lift import Tree, lift
from tallystick.values._refusal import (
    ELEMENT,
    MAX_DEPTH,
    MAX_SIZE_BYTES,
    RefusedError,
    TooManyElementsError,
    type_text,
)
from tallystick.values.keys import is_utf8
from tallystick.values.types import DType, Path, StorageSize, Uri

# How many more elements the value may have, in a list so that all levels share it.
Room = list[int]

_dumps = msgspec.json.Encoder().encode


def value_to_tree(value: object) -> Tree:
    """The value's tree.

    Raises `RefusedError` for a part that metadata cannot hold, and `TooManyElementsError`.
    """
    # Each element takes two bytes at the least: itself and what separates it from the next.
    return lower(value, [MAX_SIZE_BYTES // 2], MAX_DEPTH)


def lower(value: object, room: Room, depth: int) -> Tree:
    """The tree of a part; `depth` is how many levels of containers it may have."""
    kind = type(value)
    if scalar := _SCALARS.get(kind):
        return scalar(value)
    if container := _CONTAINERS.get(kind):
        return container(value, room, depth)
    converted = convert(value)
    if type(converted) not in _SCALARS and type(converted) not in _CONTAINERS:
        # An enum may have a member of another enum as its value, and so on, though not for ever.
        _check_depth(value, depth)
        depth -= 1
    return lower(converted, room, depth)


def _lower_int(value: int) -> Tree:
    return value if is_safe(value) else {"$int": format_integer(value)}


def _lower_float(value: float) -> Tree:
    return value if isfinite(value) else {"$float": repr(value)}


def _lower_str(value: str) -> Tree:
    return value if value.isascii() else _checked_text(value)


def _checked_text(text: str, *, what: str = "is text") -> str:
    if is_utf8(text):
        return text
    problem = f"{what} with a lone surrogate in it, which UTF-8 cannot hold"
    raise RefusedError(str, problem, "Pass text.encode('utf-8', 'replace').decode().")


def _lower_integer(value: int) -> Tree:
    return value if is_safe(value) else format_integer(value)


def _microseconds(value: timedelta) -> int:
    return (value.days * 86_400 + value.seconds) * 1_000_000 + value.microseconds


def _lower_list(value: list[Any], room: Room, depth: int) -> Tree:
    # A copy in one step, so that another thread may go on changing the list.
    tree = value.copy()
    _lower_elements(value, tree, room, depth)
    return tree


def _lower_tuple(value: tuple[Any, ...], room: Room, depth: int) -> Tree:
    tree = list(value)
    _lower_elements(value, tree, room, depth)
    return {"$tuple": tree}


def _lower_elements(value: object, tree: list[Any], room: Room, depth: int) -> None:
    _enter(value, len(tree), room, depth)
    index = 0
    try:
        for index, item in enumerate(tree):
            scalar = _SCALARS.get(type(item))
            tree[index] = scalar(item) if scalar else lower(item, room, depth - 1)
    except RefusedError as refused:
        refused.within(value, index)
        raise


def _lower_set(tag: str, value: set[Any], room: Room, depth: int) -> Tree:
    _enter(value, len(value), room, depth)
    try:
        trees = [_lower_member(item, room, depth - 1) for item in value.copy()]
    except RefusedError as refused:
        refused.within(value, ELEMENT)
        raise
    members = {_dumps(tree): tree for tree in trees}
    return {tag: [members[wire] for wire in sorted(members)]}


def _lower_member(item: object, room: Room, depth: int) -> Tree:
    tree = lower(item, room, depth)
    # A frozen dataclass can be in a set; the dict it becomes cannot.
    if type(tree) in (list, dict):
        try:
            hash(lift(tree))
        except TypeError:
            problem = f"is of type {type_text(type(item))}, which cannot be in a set as metadata"
            raise RefusedError(type(item), problem, "Pass a list instead of the set.") from None
    return tree


def _lower_dict(value: dict[Any, Any], room: Room, depth: int) -> Tree:
    tree = value.copy()
    _enter(value, len(tree), room, depth)
    for key in tree:
        if type(key) is not str or not key.isascii():
            tree = {_text_key(key): item for key, item in tree.items()}
            break
    tagged = False
    key = ""
    try:
        for key, item in tree.items():
            scalar = _SCALARS.get(type(item))
            tree[key] = scalar(item) if scalar else lower(item, room, depth - 1)
            if key[:1] == "$":
                tagged = True
    except RefusedError as refused:
        refused.within(value, key)
        raise
    return {"$dict": list(tree.items())} if tagged else tree


def _text_key(key: object) -> str:
    if isinstance(key, str):
        return _checked_text(str.__str__(key), what="has a key")
    problem = f"has the key {key!r:.60} of type {type_text(type(key))}, and keys are text"
    raise RefusedError(type(key), problem, "Pass str(key).")


def _enter(container: object, length: int, room: Room, depth: int) -> None:
    # One check for both: a list of a billion numbers, and ten lists that hold each other ten times.
    room[0] -= length
    if room[0] < 0:
        raise TooManyElementsError(MAX_SIZE_BYTES - 2 * room[0])
    _check_depth(container, depth)


def _check_depth(container: object, depth: int) -> None:
    if depth <= 0:
        problem = f"is nested more than {MAX_DEPTH} levels deep"
        raise RefusedError(type(container), problem, "Flatten it, or save it as an artifact.")


_SCALARS: dict[type, Callable[[Any], Tree]] = {
    type(None): lambda value: value,
    bool: lambda value: value,
    int: _lower_int,
    float: _lower_float,
    str: _lower_str,
    Uri: lambda value: {"$uri": _checked_text(str.__str__(value))},
    Path: lambda value: {"$path": _checked_text(str.__str__(value))},
    DType: lambda value: {"$dtype": _checked_text(str.__str__(value))},
    StorageSize: lambda value: {"$size": _lower_integer(int(value))},
    datetime: lambda value: {"$datetime": value.isoformat()},
    date: lambda value: {"$date": value.isoformat()},
    timedelta: lambda value: {"$timedelta": _lower_integer(_microseconds(value))},
    UUID: lambda value: {"$uuid": str(value)},
}

_CONTAINERS: dict[type, Callable[[Any, Room, int], Tree]] = {
    list: _lower_list,
    tuple: _lower_tuple,
    set: partial(_lower_set, "$set"),
    frozenset: partial(_lower_set, "$frozenset"),
    dict: _lower_dict,
}
