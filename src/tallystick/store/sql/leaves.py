"""The search index: one row per scalar in a current value."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Protocol

from tallystick.query.comparing import SORT_OF_TYPE, SORT_RANK, TEXT
from tallystick.store.sql.connecting import Connection
from tallystick.store.sql.dictionary import Dictionary
from tallystick.store.sql.records import Place
from tallystick.values import Leaf, leaves

SORTS: dict[str, int] = SORT_RANK
"""The number of each sort, in the order of sorts."""

TEXT_INDEXED = 200
"""Characters of a text that the search index holds (see `schema.py`)."""

_SORT_OF_TYPE: dict[str, int] = {name: SORTS[sort] for name, sort in SORT_OF_TYPE.items()}
_TEXT = SORTS[TEXT]

Row = tuple[int, int, int, int, int, str, int | None, float | int | None, str | None]


class Value(Protocol):
    """A key's new current value."""

    @property
    def key(self) -> str: ...
    @property
    def key_pk(self) -> int: ...
    @property
    def sequence(self) -> int: ...
    @property
    def value(self) -> str: ...


class SqlLeaves:
    """Writes of leaves within one transaction."""

    def __init__(self, connection: Connection, dictionary: Dictionary) -> None:
        self._execute_many = connection.executemany
        self._dictionary = dictionary
        # A call's entries go to several targets, and have the same leaves on each.
        self._recent: dict[int, list[Leaf]] = {}

    def forget(self) -> None:
        """A transaction ended: entries get their numbers anew if it was undone."""
        self._recent.clear()

    def replace(self, place: Place, values: Iterable[Value], before: Container[int]) -> None:
        """The leaves of each key are those of its value; `before` are keys that may have some."""
        values = list(values)
        old = [(place.kind, place.pk, v.key_pk) for v in values if v.key_pk in before]
        if old:
            self._execute_many("DELETE FROM leaves WHERE kind = ? AND target = ? AND key = ?", old)
        self._execute_many(
            "INSERT INTO leaves VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [row for value in values for row in self._rows(place, value)],
        )

    def _rows(self, place: Place, value: Value) -> Iterator[Row]:
        kind, pk, project = place
        found = self._recent.get(value.sequence)
        if found is None:
            found = self._recent[value.sequence] = leaves(value.key, value.value.encode())
        paths = self._dictionary.paths(project, kind, value.key_pk, [leaf.path for leaf in found])
        for path, leaf in zip(paths, found, strict=True):
            sort = _SORT_OF_TYPE.get(leaf.type)
            if sort == _TEXT:
                number, text = None, leaf.text
            else:
                number, text = leaf.number, None
            if number is None and text is None:
                sort = None
            yield (kind, pk, value.key_pk, path, leaf.position, leaf.type, sort, number, text)
