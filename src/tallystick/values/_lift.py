"""Trees to Python values: the inverse of `_lower`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from tallystick.errors import StoreCorruptError
from tallystick.values.types import DType, Path, StorageSize, Uri

# None, bool, int, float, str, list, dict; types that JSON lacks are dicts with one key, a tag.
Tree: TypeAlias = Any


# Any rather than Value: types that depend on tags cannot be followed by a checker.
def lift(tree: Tree) -> Any:
    """The value a tree stands for. Raises `StoreCorruptError` if it stands for none."""
    kind = type(tree)
    if kind is list:
        return [lift(item) for item in tree]
    if kind is not dict:
        return tree
    for key in tree:
        if key[:1] == "$":
            return _lift_tagged(tree)
    return {key: lift(item) for key, item in tree.items()}


def _lift_tagged(tree: dict[str, Tree]) -> Any:
    tag, *others = tree
    lifter = _LIFT.get(tag)
    if others or lifter is None:
        raise StoreCorruptError(
            f"A stored value has the keys {', '.join(map(repr, tree))}; "
            f"known tags, each alone, are {', '.join(_LIFT)}."
        )
    try:
        return lifter(tree[tag])
    except (TypeError, ValueError, OverflowError) as error:
        raise StoreCorruptError(f"A stored value has a bad {tag}: {error}.") from None


def _lift_integer(payload: int | str) -> int:
    if isinstance(payload, str):
        return int(payload, 16 if "0x" in payload[:3] else 10)
    return int(_typed(payload, int))


def _lift_float(payload: str) -> float:
    if payload not in ("nan", "inf", "-inf"):
        raise ValueError(f"{payload!r} is not nan, inf or -inf")
    return float(payload)


def _lift_text(kind: type[str]) -> Callable[[str], Any]:
    return lambda payload: kind(_typed(payload, str))


def _lift_items(kind: Callable[[list[Any]], Any]) -> Callable[[list[Tree]], Any]:
    return lambda payload: kind([lift(item) for item in _typed(payload, list)])


def _lift_dict(payload: list[list[Any]]) -> dict[str, Any]:
    return {_typed(key, str): lift(item) for key, item in _typed(payload, list)}


def _typed(payload: Any, kind: type) -> Any:
    if type(payload) is not kind:
        raise TypeError(f"{payload!r} is not of type {kind.__name__}")
    return payload


_LIFT: dict[str, Callable[[Any], Any]] = {
    "$int": _lift_integer,
    "$float": _lift_float,
    "$uri": _lift_text(Uri),
    "$path": _lift_text(Path),
    "$dtype": _lift_text(DType),
    "$size": lambda payload: StorageSize(_lift_integer(payload)),
    "$datetime": datetime.fromisoformat,
    "$date": date.fromisoformat,
    "$timedelta": lambda payload: timedelta(microseconds=_lift_integer(payload)),
    "$uuid": lambda payload: UUID(_typed(payload, str)),
    "$tuple": _lift_items(tuple),
    "$set": _lift_items(set),
    "$frozenset": _lift_items(frozenset),
    "$dict": _lift_dict,
}

TYPE_OF_TAG = {
    "$int": "int",
    "$float": "float",
    "$uri": "Uri",
    "$path": "Path",
    "$dtype": "DType",
    "$size": "StorageSize",
    "$datetime": "datetime",
    "$date": "date",
    "$timedelta": "timedelta",
    "$uuid": "UUID",
    "$tuple": "tuple",
    "$set": "set",
    "$frozenset": "frozenset",
    "$dict": "dict",
}
