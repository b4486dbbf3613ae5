"""The rows of a value that is current: one for its key, and one per scalar inside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Raw

from tallystick.query.comparing import SORT_OF_TYPE, SORT_RANK, TEXT
from tallystick.values import format_path, leaves

SORTS: dict[str, int] = SORT_RANK
"""The number of each sort, in the order of sorts."""

TEXT_INDEXED = 200
"""Characters of a text that the indexes hold (see `schema.py`); the others are its `rest`."""

PARAMETERS_KEY = "::parameters"
"""The key that parameters are indexed under; no one can log it, since it has `::` in it."""

PARAMETERS = format_path((PARAMETERS_KEY,))
"""The path that those of parameters begin with."""

_SORT_OF_TYPE: dict[str, int] = {name: SORTS[sort] for name, sort in SORT_OF_TYPE.items()}
_TEXT = SORTS[TEXT]

CONTAINERS = frozenset({"dict", "list", "tuple", "set", "frozenset"})
"""Types of values that can have other rows than that of their key."""

LeafRow: TypeAlias = tuple[str, int, str, int | None, float | None, str | None, str | None]
"""Path, position, type, sort, number, text and its rest: what a leaf is to comparisons.

It has a number, a text, or nothing that compares, and then no sort. What a text has beyond its
first characters, which the indexes hold, is the rest.
"""


def leaf_rows(key: str, wire: bytes) -> list[LeafRow]:
    """The rows of a value logged under `key`; the first stands for the key itself.

    A dict with something in it has no leaf of its own, and gets a row that compares with nothing.
    """
    rows = [_row(*leaf) for leaf in leaves(key, wire)]
    # Only what is an object in JSON can be a dict.
    if wire[:1] == b"{" and rows[0][0] != (root := format_path((key,))):
        rows.insert(0, (root, 0, "dict", None, None, None, None))
    return rows


def parameter_rows(parameters: Mapping[str, Raw]) -> list[LeafRow]:
    """The rows of parameters: those of their leaves, each below `PARAMETERS`."""
    return [
        _row(f"{PARAMETERS}.{leaf.path}", *leaf[1:])
        for name, value in parameters.items()
        for leaf in leaves(name, value)
    ]


def _row(path: str, position: int, type_: str, number: float | None, text: str | None) -> LeafRow:
    sort = _SORT_OF_TYPE.get(type_)
    if sort == _TEXT and text is not None:
        rest = text[TEXT_INDEXED:] if len(text) > TEXT_INDEXED else None
        return (path, position, type_, sort, None, text[:TEXT_INDEXED], rest)
    # What has no number (NaN) is in no order.
    return (path, position, type_, None if number is None else sort, number, None, None)
