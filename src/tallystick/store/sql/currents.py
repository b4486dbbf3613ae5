"""Which entries a target has, and which of them are current.

What is current of a key on a target is one row of `current_values`, however long its history is;
that row and blocks (`blocks.py`) know the other entries.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from msgspec import Raw

from tallystick.store.sql.blocks import At, Blocks, as_entries
from tallystick.store.sql.connection import Connection
from tallystick.store.sql.dictionary import Dictionary
from tallystick.store.sql.leaves import CONTAINERS, PARAMETERS_KEY, LeafRow, parameter_rows
from tallystick.store.sql.marks import Marks, Place
from tallystick.store.sql.path_types import PathTypes
from tallystick.store.sql.texts import NUMBERS, as_list
from tallystick.store.thinning import BLOCK

_MOST_REMEMBERED = 20_000


class Linkable(NamedTuple):
    """An entry that is about to belong to targets, with the rows it has where it is current."""

    key: int
    logged_at: int
    sequence: int
    rows: list[LeafRow]


Held: TypeAlias = tuple[int, int, str, int, int | None, int, str | None]
"""What a target has of a key.

Of the current entry its number, its time, and the type of its value; the number of the first entry,
and of the oldest if it is another; how many blocks are full, and the entries since as JSON, None
where that is only the current one.
"""

_HELD = (
    "SELECT key, entry, logged_at, type, first_entry, oldest, sealed, recent FROM current_values "
    "WHERE kind = ? AND target = ? AND key {} AND entry IS NOT NULL"
)
_HELD_ONE, _HELD_MANY = _HELD.format("= ?"), _HELD.format(f"IN ({NUMBERS})")
_GONE = "RETURNING path, position, type, sort, number"
_CLEAR = f"DELETE FROM current_values WHERE kind = ? AND target = ? AND key = ? {_GONE}"
_REMOVE = f"DELETE FROM current_values WHERE kind = ? AND target = ? {_GONE}"
_WRITE = (
    "INSERT INTO current_values (kind, target, key, path, position, type, sort, number, text, "
    "rest, entry, logged_at, first_entry, indexed) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (kind, target, key, path, position) DO UPDATE SET type = excluded.type, "
    "sort = excluded.sort, number = excluded.number, text = excluded.text, "
    "rest = excluded.rest, entry = excluded.entry, logged_at = excluded.logged_at, "
    "first_entry = excluded.first_entry"
)
_WRITE_KEY = (
    _WRITE.replace("indexed)", "indexed, oldest, sealed, recent)").replace("?)", "?, ?, ?, ?)")
    + ", oldest = excluded.oldest, sealed = excluded.sealed, recent = excluded.recent"
)
_WRITE_AGAIN = (
    "UPDATE current_values SET type = ?, sort = ?, number = ?, text = ?, rest = ?, entry = ?, "
    "logged_at = ?, sealed = ?, recent = ? "
    "WHERE kind = ? AND target = ? AND key = ? AND path = ? AND position = 0"
)
_WRITE_LATE = (
    "UPDATE current_values SET first_entry = ?, oldest = ?, sealed = ?, recent = ? "
    "WHERE kind = ? AND target = ? AND key = ? AND entry IS NOT NULL"
)
_TIME = "SELECT logged_at FROM entries WHERE sequence = ?"


class _Writes:
    """Rows to write, gathered so that each table is written once for all targets and keys."""

    def __init__(self) -> None:
        self.stale: list[tuple[int, int, int]] = []
        self.keys: list[tuple[object, ...]] = []
        self.again: list[tuple[object, ...]] = []
        self.inner: list[tuple[object, ...]] = []
        self.late: list[tuple[object, ...]] = []


class Currents:
    """Writes of what targets have, in one transaction after the other."""

    def __init__(
        self,
        connection: Connection,
        dictionary: Dictionary,
        path_types: PathTypes,
        marks: Marks,
    ) -> None:
        self._execute = connection.execute
        self._execute_many = connection.executemany
        self._dictionary = dictionary
        self._path_types = path_types
        self._marks = marks
        self.blocks = Blocks(connection)
        self._remembered: dict[tuple[int, int], dict[int, Held]] = {}
        self._count = 0

    def forget(self) -> None:
        """Others may have written: what is remembered may not be so any more."""
        self._remembered.clear()
        self._count = 0

    def attach(self, places: Sequence[Place], entries: Sequence[Linkable]) -> None:
        """Link entries, which are newer than all others by their numbers, to each target.

        Each is of another key. The newest of each key by time is current then.
        """
        for entry in entries:
            self.blocks.remember(entry.sequence, entry.rows)
        writes = _Writes()
        keys = [entry.key for entry in entries]
        goals = [(place, self._held(place, keys)) for place in places]
        for entry in entries:
            for place, held in goals:
                self._attach(place, held, entry, writes)
        for place in places:
            self._marks.touch(place)
        self._write(writes)

    def _attach(self, place: Place, held: dict[int, Held], new: Linkable, writes: _Writes) -> None:
        key, logged_at, sequence, rows = new
        now = held.get(key)
        type_ = rows[0][2]
        if now is None:
            held[key] = begun = (sequence, logged_at, type_, sequence, None, 0, None)
            self._write_values(place, new, begun, writes)
            return
        entry, time, was, first, oldest, sealed, recent = now
        kind, target, project, *_ = place
        is_newest = logged_at >= time
        if recent is None:
            recent = f"[{entry},{sequence}]"
        elif recent.count(",") < BLOCK - 1:
            recent = f"{recent[:-1]},{sequence}]"
        else:
            self.blocks.seal((kind, target, key), sealed, recent)
            sealed += 1
            recent = None if is_newest else f"[{sequence}]"
        if not is_newest:
            self._marks.came_late(place, key, (sequence,))
            if logged_at < self._time(first if oldest is None else oldest):
                oldest = sequence
            held[key] = (entry, time, was, first, oldest, sealed, recent)
            writes.late.append((first, oldest, sealed, recent, kind, target, key))
            return
        held[key] = became = (sequence, logged_at, type_, first, oldest, sealed, recent)
        # One row in the place of one of its type, as a training loop writes it.
        if type_ == was and type_ not in CONTAINERS:
            path, _, *columns = rows[0]
            known = self._dictionary.paths(project, kind).get(path)
            path_pk = known or self._dictionary.path(project, kind, key, path)
            own = (sequence, logged_at, sealed, recent)
            writes.again.append((*columns, *own, kind, target, key, path_pk))
            return
        writes.stale.append((kind, target, key))
        self._write_values(place, new, became, writes)

    def link(self, place: Place, entries: Sequence[Linkable]) -> None:
        """Link entries that were stored before to a target; those that it has are passed over."""
        writes = _Writes()
        ordered = sorted(entries, key=attrgetter("key", "sequence"))
        for key, several in groupby(ordered, key=attrgetter("key")):
            self._link(place, key, list(several), writes)
        self._write(writes)

    def _link(self, place: Place, key: int, entries: list[Linkable], writes: _Writes) -> None:
        """Put entries of a key where they belong among the others, in order of their numbers."""
        at = (*place[:2], key)
        held = self._held(place, [key])
        now = held.get(key)
        known = self.linked(place, [key])
        new = [entry for entry in entries if entry.sequence not in known]
        if not new:
            return
        if place.made != self._marks.change or len(new) > 1 or now is not None:
            self._marks.came_late(place, key, [entry.sequence for entry in new])
            self._marks.touch(place)
        ages = {entry.sequence: (entry.logged_at, entry.sequence) for entry in new}
        type_, was_sealed = "", 0
        if now is not None:
            entry, time, type_, first, known_oldest, was_sealed, _ = now
            known_oldest = first if known_oldest is None else known_oldest
            ages[known_oldest] = (self._time(known_oldest), known_oldest)
            ages[entry] = (time, entry)
        (logged_at, current), (_, oldest) = max(ages.values()), min(ages.values())
        chosen = next((entry for entry in new if entry.sequence == current), None)
        every = sorted(known.union(ages))
        stays = bisect_left(every, new[0].sequence) // BLOCK
        sealed = self._seal(at, every, min(stays, was_sealed))
        recent = every[sealed * BLOCK :]
        held[key] = became = (
            current,
            logged_at,
            type_ if chosen is None else chosen.rows[0][2],
            every[0],
            None if oldest == every[0] else oldest,
            sealed,
            None if recent == [current] else as_list(recent),
        )
        if chosen is None:
            writes.late.append((*became[3:], *at))
            return
        if now is not None:
            writes.stale.append(at)
        self._write_values(place, chosen, became, writes)

    def _seal(self, at: At, every: Sequence[int], stay: int) -> int:
        """Make all blocks of these entries but the first few, which stay; how many there are."""
        sealed = (len(every) - 1) // BLOCK
        self.blocks.cut(at, stay * BLOCK)
        for number in range(stay, sealed):
            self.blocks.seal(at, number, as_list(every[number * BLOCK : (number + 1) * BLOCK]))
        return sealed

    def _write_values(self, place: Place, entry: Linkable, now: Held, writes: _Writes) -> None:
        """The rows of an entry that is current from now on."""
        kind, pk, project, indexed, _ = place
        path_pks = self._dictionary.paths(project, kind)
        key = entry.key
        written, counted = writes.keys, list[tuple[object, ...]]()
        current, logged_at, _, first, *others = now
        own: tuple[object, ...] = (current, logged_at, first, indexed)
        history: tuple[object, ...] = tuple(others)
        for path, *columns in entry.rows:
            path_pk = path_pks.get(path)
            if path_pk is None:
                path_pk = self._dictionary.path(project, kind, key, path)
            written.append((kind, pk, key, path_pk, *columns, *own, *history))
            counted.append((path_pk, *columns[:4]))
            written, own, history = writes.inner, (None, None, None, indexed), ()
        self._path_types.count(counted, 1)

    def _write(self, writes: _Writes) -> None:
        self.blocks.flush()
        for stale in writes.stale:
            self._path_types.count(self._execute(_CLEAR, stale), -1)
        if writes.keys:
            self._execute_many(_WRITE_KEY, writes.keys)
        if writes.again:
            self._execute_many(_WRITE_AGAIN, writes.again)
        if writes.inner:
            self._execute_many(_WRITE, writes.inner)
        if writes.late:
            self._execute_many(_WRITE_LATE, writes.late)

    def _time(self, entry: int) -> int:
        row: tuple[int] = self._execute(_TIME, (entry,)).fetchone()
        return row[0]

    def _held(self, place: Place, keys: Sequence[int]) -> dict[int, Held]:
        """What the target has, at least of these keys; changes to it are remembered."""
        at = place[:2]
        if self._count > _MOST_REMEMBERED:
            self.forget()
        known = self._remembered.get(at)
        if known is None:
            known = self._remembered[at] = {}
        asked = [key for key in keys if key not in known]
        if not asked:
            return known
        if len(asked) == 1:
            rows = self._execute(_HELD_ONE, (*at, asked[0]))
        else:
            rows = self._execute(_HELD_MANY, (*at, as_list(asked)))
        self._count += len(asked)
        for key, *held in rows:
            known[key] = tuple(held)
        return known

    def attach_parameters(self, place: Place, parameters: Mapping[str, Raw]) -> None:
        """Put the parameters of a new target into the index; they never change."""
        kind, pk, project, indexed, _ = place
        (key,) = self._dictionary.keys([PARAMETERS_KEY])
        known = self._dictionary.paths(project, kind)
        rows = []
        for path, *columns in parameter_rows(parameters):
            path_pk = known.get(path) or self._dictionary.path(project, kind, key, path)
            rows.append((kind, pk, key, path_pk, *columns, None, None, None, indexed))
        self._path_types.count((row[3:8] for row in rows), 1)
        self._execute_many(_WRITE, rows)

    def linked(self, place: Place, keys: Sequence[int]) -> set[int]:
        """The numbers of all entries of these keys on a target."""
        held = self._held(place, keys)
        return {
            entry
            for key in keys
            if (now := held.get(key))
            for entry in (
                *self.blocks.entries((*place[:2], key)),
                *as_entries(now[-1], now[0]),
            )
        }

    def remove(self, place: Place) -> None:
        """Drop the links of a target that is gone."""
        at = place[:2]
        self._remembered.pop(at, None)
        self._path_types.count(self._execute(_REMOVE, at), -1)
        self.blocks.remove(*at)
