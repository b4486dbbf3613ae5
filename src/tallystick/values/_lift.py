"""Trees to Python values: the inverse of `_lower`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from tallystick.errors import StoreCorruptError
from tallystick.values._integers import parse_integer
from tallystick.values.types import DType, Path, StorageSize, Uri

# None, bool, int, float, str, list, dict; types that JSON lacks are dicts with one key, a tag.
Tree: TypeAlias = Any


class Tag(NamedTuple):
    """What a tag says: the type, the JSON types that may stand under it, how to read them."""

    name: str
    payload: tuple[type, ...]
    lift: Callable[[Any], Any]

    @property
    def is_scalar(self) -> bool:
        return list not in self.payload


# Any rather than Value: types that depend on tags cannot be followed by a checker.
def lift(tree: Tree) -> Any:
    """The value a tree stands for. Raises `StoreCorruptError` if it stands for none."""
    kind = type(tree)
    if kind is list:
        return [lift(item) for item in tree]
    if kind is not dict:
        return tree
    tag = tag_of(tree)
    if tag is None:
        return {key: lift(item) for key, item in tree.items()}
    payload = payload_of(tree, tag)
    try:
        return TAGS[tag].lift(payload)
    except (TypeError, ValueError, OverflowError) as error:
        raise StoreCorruptError(f"A stored value has a bad {tag}: {error}.") from None


def tag_of(tree: dict[str, Tree]) -> str | None:
    """The tag of a tagged type, and None for a plain dict.

    Raises `StoreCorruptError` for an unknown tag, and for one that has company.
    """
    for key in tree:
        if key[:1] == "$":
            if len(tree) > 1 or key not in TAGS:
                raise StoreCorruptError(
                    f"A stored value has the keys {', '.join(map(repr, tree))}; "
                    f"known tags, each alone, are {', '.join(TAGS)}."
                )
            return key
    return None


def payload_of(tree: dict[str, Tree], tag: str) -> Tree:
    """What stands under the tag. Raises `StoreCorruptError` if it is not of the tag's JSON type."""
    payload = tree[tag]
    if type(payload) not in TAGS[tag].payload:
        raise StoreCorruptError(f"A stored value has a bad {tag}: {str(payload)[:80]!r}.")
    if tag == "$dict":
        return _checked_pairs(payload)
    return payload


def _checked_pairs(payload: list[Tree]) -> list[Tree]:
    for pair in payload:
        if type(pair) is not list or len(pair) != 2 or type(pair[0]) is not str:
            raise StoreCorruptError(f"A stored value has a bad pair in $dict: {str(pair)[:80]!r}.")
    if len({key for key, _ in payload}) < len(payload):
        raise StoreCorruptError("A stored value has a $dict with a key that occurs twice.")
    return payload


def _integer(payload: int | str) -> int:
    return parse_integer(payload) if isinstance(payload, str) else payload


def _float(payload: str) -> float:
    if payload not in ("nan", "inf", "-inf"):
        raise ValueError(f"{payload!r} is not nan, inf or -inf")
    return float(payload)


def _timedelta(payload: int | str) -> timedelta:
    return timedelta(microseconds=_integer(payload))


_TEXT = (str,)
_INTEGER = (int, str)
_ELEMENTS = (list,)

TAGS: dict[str, Tag] = {
    "$int": Tag("int", _TEXT, _integer),
    "$float": Tag("float", _TEXT, _float),
    "$uri": Tag("Uri", _TEXT, Uri),
    "$path": Tag("Path", _TEXT, Path),
    "$dtype": Tag("DType", _TEXT, DType),
    "$size": Tag("StorageSize", _INTEGER, lambda payload: StorageSize(_integer(payload))),
    "$datetime": Tag("datetime", _TEXT, datetime.fromisoformat),
    "$date": Tag("date", _TEXT, date.fromisoformat),
    "$timedelta": Tag("timedelta", _INTEGER, _timedelta),
    "$uuid": Tag("UUID", _TEXT, UUID),
    "$tuple": Tag("tuple", _ELEMENTS, lambda payload: tuple(map(lift, payload))),
    "$set": Tag("set", _ELEMENTS, lambda payload: set(map(lift, payload))),
    "$frozenset": Tag("frozenset", _ELEMENTS, lambda payload: frozenset(map(lift, payload))),
    "$dict": Tag("dict", _ELEMENTS, lambda payload: {key: lift(item) for key, item in payload}),
}
