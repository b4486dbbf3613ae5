"""Histories of a key on a target, thinned by what blocks know.

The rule is that of `store/thinning.py`. However long a history is, what is read is a few thousand
blocks, and the entries that are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from itertools import groupby
from typing import NamedTuple

from tallystick.query.comparing import NUMBER, SORT_OF_TYPE
from tallystick.query.history import HistoryQuery, split_path
from tallystick.records.metadata import Entry
from tallystick.records.reading import History
from tallystick.records.targets import Target
from tallystick.store.sql.blocks import (
    OF_KEY,
    SUMMARY,
    At,
    Summary,
    as_entries,
    summary_of,
    together,
)
from tallystick.store.sql.connection import Connection
from tallystick.store.sql.marks import Place
from tallystick.store.sql.past import Moment
from tallystick.store.sql.past.entries import KeyThen, history_then
from tallystick.store.sql.reading import LINKED, chosen, history, listed_entries
from tallystick.store.sql.texts import as_list
from tallystick.store.thinning import BLOCK, WIDENING, block_size, bucket_sizes, thinned
from tallystick.values import format_path, leaf_at, parse_path

_BEGIN_NUMBERS = frozenset("-0123456789")
_HELD = (
    "SELECT k.pk, c.entry, coalesce(c.oldest, c.first_entry), c.sealed, c.recent "
    "FROM keys k JOIN current_values c ON c.key = k.pk "
    "WHERE k.key = ? AND c.kind = ? AND c.target = ? AND c.entry IS NOT NULL"
)
_LEVEL = (
    f"SELECT number, {SUMMARY} {OF_KEY} AND size = ? AND number >= ? AND number < ? "
    "AND inside = ? ORDER BY number"
)
_VALUES = (
    f"SELECT e.sequence, e.value FROM ({LINKED}) h CROSS JOIN entries e ON e.sequence = h.entry"
)
_VALUES_AT = listed_entries("e.sequence, e.value")

Segments = tuple[str, ...]
"""A path into the values of a key, without the key."""

Shown = tuple[tuple[Entry, ...], int, int]
"""What is shown, of how many points, and the size of buckets."""


class _Nowhere(Enum):
    """What an entry has at a path where it has no leaf."""

    NOWHERE = "nowhere"


_NOWHERE = _Nowhere.NOWHERE
_Number = float | _Nowhere | None
"""What a point is to thinning; None for one that is no number."""


def history_of(
    connection: Connection,
    target: Target,
    place: Place,
    query: HistoryQuery,
    moment: Moment | None = None,
) -> History:
    """The history of the key, or of the path, on one target, with a moment as of then."""
    key, path = query.key, format_path((query.key,))
    found = _held(connection, place, key, moment)
    if found is None and (split := split_path(query.key)):
        key, path = split
        found = _held(connection, place, key, moment)
    entries, total, bucket = ((), 0, 1) if found is None else found.shown(path, query.points)
    return History(target=target, key=key, path=path, entries=entries, total=total, bucket=bucket)


def _held(
    connection: Connection, place: Place, key: str, moment: Moment | None
) -> _KeyHistory | _Thinned | None:
    row = connection.execute(_HELD, (key, *place[:2])).fetchone()
    if row is None:
        return None
    key_pk, current, oldest, sealed, recent = row
    since = as_entries(recent, current)
    if moment is not None:
        then = KeyThen(moment, *place[:2], key_pk)
        if then.has_late:
            entries = history_then(moment, place, key)
            return _Thinned(entries) if entries else None
        if oldest > moment.entry:
            return None
        sealed, since = then.last(sealed, since)
        current = since[-1]
    return _KeyHistory(connection, place, key, key_pk, (oldest, current), sealed, since)


class _Thinned(NamedTuple):
    """Entries of a key that are all here."""

    entries: tuple[Entry, ...]

    def shown(self, path: str, points: int | None) -> Shown:
        """The history at a path, thinned to so many points."""
        return thinned(self.entries, path, points)


class _KeyHistory(NamedTuple):
    """The entries of a key on a target: how many blocks are full, and the entries since."""

    connection: Connection
    place: Place
    key: str
    key_pk: int
    ends: tuple[int, int]
    sealed: int
    recent: list[int]

    def shown(self, path: str, points: int | None) -> Shown:
        """The history at a path, thinned to so many points."""
        inside = parse_path(path)[1:]
        count = self.sealed * BLOCK + len(self.recent)
        if points is None or count <= points:
            return self._whole(inside)
        sizes = bucket_sizes(count, points)
        if block_size(sizes[0]) == 1:
            return self._thinned_entries(inside, points, sizes)
        return self._thinned_blocks(inside, points, sizes)

    def _whole(self, inside: Segments) -> Shown:
        every = history(self.connection, self.place, self.key)
        # Numbers grow: what came after the newest of these is not of them.
        held = tuple([entry for entry in every if entry.sequence <= self.recent[-1]])
        entries = _with_leaf(held, inside)
        return entries, len(entries), 1

    def _thinned_entries(self, inside: Segments, points: int, sizes: list[int]) -> Shown:
        every = self.connection.execute(_VALUES, self._at)
        rows = sorted(row for row in every if row[0] <= self.recent[-1])
        entries = [entry for entry, _ in rows]
        numbers = [_number(value, inside) for _, value in rows]
        total = len(rows) - numbers.count(_NOWHERE)
        if total <= points:
            return self._whole(inside)

        def buckets(size: int) -> Iterator[Summary | None]:
            for end in range(size, len(rows) + size, size):
                yield _summary(entries[end - size : end], numbers[end - size : end])

        return self._fitting(buckets, inside, points, sizes, total)

    def _thinned_blocks(self, inside: Segments, points: int, sizes: list[int]) -> Shown:
        there = list(self._summaries(inside, block_size(sizes[0])))
        total = sum(summary.points for _, summary in there)
        if total <= points:
            return self._whole(inside)

        def buckets(size: int) -> Iterator[Summary | None]:
            for _, blocks in groupby(there, key=lambda block: block[0] // size):
                yield together([summary for _, summary in blocks])

        return self._fitting(buckets, inside, points, sizes, total)

    def _fitting(
        self,
        buckets: Callable[[int], Iterator[Summary | None]],
        inside: Segments,
        points: int,
        sizes: list[int],
        total: int,
    ) -> Shown:
        """What buckets of the first size keep whose points fit, and the ends."""
        attempts = ((size, _kept(buckets(size))) for size in sizes)
        size, kept = next(attempt for attempt in attempts if len(attempt[1]) + 2 <= points)
        entries = chosen(self.connection, self.key, kept.union(self.ends))
        return _with_leaf(entries, inside), total, size

    def _summaries(self, inside: Segments, size: int) -> Iterator[tuple[int, Summary]]:
        """Blocks of that size, of smaller ones what is left, and the points since the last.

        With the place of their first entry among those of the key.
        """
        path = format_path(inside) if inside else ""
        begin, end = 0, self.sealed * BLOCK
        while size >= BLOCK:
            asked = (*self._at, size, begin // size, end // size, path)
            for number, *summary in self.connection.execute(_LEVEL, asked):
                yield number * size, Summary(*summary)
            begin = end // size * size
            size //= WIDENING
        rows = self.connection.execute(_VALUES_AT, (as_list(self.recent),))
        for place, (entry, value) in enumerate(rows, start=end):
            if bucket := _summary([entry], [_number(value, inside)]):
                yield place, bucket

    @property
    def _at(self) -> At:
        return (*self.place[:2], self.key_pk)


def _kept(buckets: Iterable[Summary | None]) -> set[int]:
    return {
        entry
        for bucket in buckets
        if bucket is not None
        for entry in (bucket.least_entry, bucket.greatest_entry, bucket.other_entry)
        if entry is not None
    }


def _number(value: str, inside: Segments) -> _Number:
    # Almost all are plain numbers, and then nothing has to be taken apart.
    if not inside and value[0] in _BEGIN_NUMBERS:
        return float(value)
    leaf = leaf_at(value.encode(), inside)
    if leaf is None:
        return _NOWHERE if inside else None
    return leaf[1] if SORT_OF_TYPE.get(leaf[0]) == NUMBER else None


def _summary(entries: Sequence[int], numbers: Sequence[_Number]) -> Summary | None:
    """The points among entries; None where there are none."""
    if _NOWHERE in numbers:
        pairs = zip(entries, numbers, strict=True)
        there = [(entry, number) for entry, number in pairs if number is not _NOWHERE]
        if not there:
            return None
        entries, numbers = zip(*there, strict=True)
    return summary_of(entries, numbers)  # type: ignore[arg-type]  # none is nowhere now


def _with_leaf(entries: tuple[Entry, ...], inside: Segments) -> tuple[Entry, ...]:
    """Those of the entries that are points of a path."""
    if not inside:
        return entries
    return tuple([entry for entry in entries if leaf_at(entry.value, inside) is not None])
