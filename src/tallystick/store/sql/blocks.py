"""Blocks: what is known of many entries of a key on a target without reading them.

The entries that a key has on a target are counted in the order of their numbers. Sixteen make a
block, four blocks a larger one, and so on; `store/thinning.py` says what for. A block is written
when the entry after it comes, and never again, so that logging costs hardly more. The entries since
then are in `recent` of `current_values`; these and the lists of the smallest blocks are all that
belongs to the target.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple, TypeAlias

import msgspec

from tallystick.query.comparing import NUMBER
from tallystick.store.sql.connection import Connection
from tallystick.store.sql.leaves import SORTS, LeafRow, leaf_rows
from tallystick.store.sql.reading import listed_entries
from tallystick.store.sql.texts import as_list
from tallystick.store.thinning import BLOCK, WIDENING

At: TypeAlias = tuple[int, int, int]
"""A kind, a target of that kind, and a key."""

_NUMBER = SORTS[NUMBER]
_MOST_REMEMBERED = 4_096
_MOST_ROWS = 8

SUMMARY = "points, numbers, least, least_entry, greatest, greatest_entry, other_entry"
OF_KEY = "FROM history_blocks WHERE kind = ? AND target = ? AND key = ?"
_WRITE = (
    f"INSERT INTO history_blocks (kind, target, key, size, number, inside, {SUMMARY}, entries) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_PARTS = (
    f"SELECT inside, {SUMMARY} {OF_KEY} AND size = ? AND number BETWEEN ? AND ? ORDER BY number"
)
_LISTS = f"SELECT entries {OF_KEY} AND size = {BLOCK} AND inside = '' ORDER BY number"
_VALUES = listed_entries("k.key, e.value", " JOIN keys k ON k.pk = e.key")
_as_entries = msgspec.json.Decoder(list[int]).decode


class Summary(NamedTuple):
    """Points in the order of their entries: how many, and which of them stand for all.

    `least` and `greatest` are of the `numbers` among them, the first of equal ones; `other_entry`
    is the first point that is no number. What there is none of is None.
    """

    points: int
    numbers: int
    least: float | None
    least_entry: int | None
    greatest: float | None
    greatest_entry: int | None
    other_entry: int | None


def number_of(row: LeafRow) -> float | None:
    """The number that thinning sees in a leaf."""
    return row[4] if row[3] == _NUMBER else None


def summary_of(entries: Sequence[int], numbers: Sequence[float | None]) -> Summary:
    """Points by their entries and numbers."""
    known = [number for number in numbers if number is not None]
    if not known:
        return Summary(len(entries), 0, None, None, None, None, entries[0])
    least, greatest = min(known), max(known)
    return Summary(
        len(entries),
        len(known),
        least,
        entries[numbers.index(least)],
        greatest,
        entries[numbers.index(greatest)],
        entries[numbers.index(None)] if len(known) < len(entries) else None,
    )


def together(parts: Sequence[Summary]) -> Summary:
    """The points of several, in the order of their entries."""
    if len(parts) == 1:
        return parts[0]
    # Of equal ones `min` and `max` give the first.
    numbered = [part for part in parts if part[1]]
    low, high = (min(numbered, key=_least), max(numbered, key=_greatest)) if numbered else _NONE
    others = [part[6] for part in parts if part[6] is not None]
    return Summary(
        sum([part[0] for part in parts]),
        sum([part[1] for part in parts]),
        *low[2:4],
        *high[4:6],
        others[0] if others else None,
    )


_least, _greatest = itemgetter(2), itemgetter(4)
_NONE = (Summary(0, 0, None, None, None, None, None),) * 2


class Blocks:
    """Reads and writes of blocks, in one transaction after the other."""

    def __init__(self, connection: Connection) -> None:
        self._execute = connection.execute
        self._execute_many = connection.executemany
        self._young: dict[int, Sequence[LeafRow]] = {}
        self._old: dict[int, Sequence[LeafRow]] = {}
        self._summed: tuple[str, dict[str, Summary]] = ("", {})
        self._unwritten: list[tuple[object, ...]] = []
        self._complete: list[tuple[At, int, int]] = []

    def remember(self, entry: int, rows: Sequence[LeafRow]) -> None:
        """The leaves of an entry, which a block will need soon."""
        if len(rows) <= _MOST_ROWS:
            if len(self._young) >= _MOST_REMEMBERED:
                self._old, self._young = self._young, {}
            self._young[entry] = rows

    def undone(self) -> None:
        """The numbers of entries since the transaction began will be those of others."""
        self._young, self._old, self._summed = {}, {}, ("", {})
        self._unwritten.clear()
        self._complete.clear()

    def seal(self, at: At, number: int, entries: str) -> None:
        """The block of this number is of these entries, a list of their numbers as JSON.

        It is written by `flush`.
        """
        # Step and run mostly have the same entries.
        if self._summed[0] != entries:
            self._summed = (entries, self._sum(entries))
        self._add(at, BLOCK, number, self._summed[1], entries)

    def _add(
        self, at: At, size: int, number: int, summaries: dict[str, Summary], entries: str | None
    ) -> None:
        for inside, summary in summaries.items():
            listed = None if inside else entries
            self._unwritten.append((*at, size, number, inside, *summary, listed))
        if number % WIDENING == WIDENING - 1:
            self._complete.append((at, size, number))

    def flush(self) -> None:
        """Write the blocks that are sealed, and larger ones where four of a size are complete."""
        while self._unwritten:
            self._execute_many(_WRITE, self._unwritten)
            self._unwritten.clear()
            complete, self._complete = self._complete, []
            for at, size, number in complete:
                parts: dict[str, list[Summary]] = {}
                asked = (*at, size, number - WIDENING + 1, number)
                for inside, *summary in self._execute(_PARTS, asked):
                    parts.setdefault(inside, []).append(Summary(*summary))
                whole = {inside: together(several) for inside, several in parts.items()}
                self._add(at, size * WIDENING, number // WIDENING, whole, None)

    def _sum(self, listed: str) -> dict[str, Summary]:
        """What entries have, whole and inside of their values."""
        entries = _as_entries(listed)
        held = self._leaves(entries)
        # The first row is that of the key.
        summaries = {"": summary_of(entries, [number_of(rows[0]) for rows in held])}
        inner: dict[str, tuple[list[int], list[float | None]]] = {}
        for entry, rows in zip(entries, held, strict=True):
            if len(rows) == 1:
                continue
            begin = len(rows[0][0]) + 1
            for row in rows[1:]:
                if row[1] == 0:
                    those, numbers = inner.setdefault(row[0][begin:], ([], []))
                    those.append(entry)
                    numbers.append(number_of(row))
        return summaries | {inside: summary_of(*points) for inside, points in inner.items()}

    def _leaves(self, entries: Sequence[int]) -> list[Sequence[LeafRow]]:
        """The rows of each entry."""
        young, old = self._young, self._old
        held = [young.get(entry) or old.get(entry) for entry in entries]
        if None in held:
            rows = self._execute(_VALUES, (as_list(entries),))
            held = [leaf_rows(key, value.encode()) for key, value in rows]
        return held  # type: ignore[return-value]  # none is missing now

    def cut(self, at: At, count: int) -> None:
        """Blocks with entries after the first so many are not there any more."""
        self._execute(f"DELETE {OF_KEY} AND (number + 1) * size > ?", (*at, count))

    def entries(self, at: At) -> list[int]:
        """The numbers of the entries in blocks, in order."""
        return [entry for (part,) in self._execute(_LISTS, at) for entry in _as_entries(part)]

    def remove(self, kind: int, target: int) -> None:
        """The target is gone."""
        self._execute("DELETE FROM history_blocks WHERE kind = ? AND target = ?", (kind, target))


def as_entries(recent: str | None, current: int) -> list[int]:
    """The entries since the last block, as `current_values` has them."""
    return [current] if recent is None else _as_entries(recent)
