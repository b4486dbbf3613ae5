"""Which entries a target has, and which of them are current.

A target's entries of a key are its current one, which is in `current_values`, and the others, in
`earlier_entries`. So the first entry of a key on a target costs one row, and what is current is
one look-up however long the key's history is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from msgspec import Raw

from tallystick.store.sql.connecting import Connection
from tallystick.store.sql.dictionary import Dictionary
from tallystick.store.sql.leaves import CONTAINERS, PARAMETERS_KEY, LeafRow, parameter_rows
from tallystick.store.sql.path_types import PathTypes
from tallystick.store.sql.records import Place
from tallystick.store.sql.texts import as_list

_MOST_REMEMBERED = 20_000


class Linkable(NamedTuple):
    """An entry that is about to belong to targets, with the rows it has where it is current."""

    key: int
    logged_at: int
    sequence: int
    rows: list[LeafRow]


Held: TypeAlias = tuple[int, int, int, str]
"""A target's current entry of a key: its number, its time, the number of the key's first entry
there, and the type of its value."""

_HELD = (
    "SELECT key, entry, logged_at, first_entry, type FROM current_values "
    "WHERE kind = ? AND target = ? AND key {} AND entry IS NOT NULL"
)
_HELD_ONE, _HELD_MANY = _HELD.format("= ?"), _HELD.format("IN (SELECT value FROM json_each(?))")
_GONE = "RETURNING path, position, type, sort, number"
_CLEAR = f"DELETE FROM current_values WHERE kind = ? AND target = ? AND key = ? {_GONE}"
_REMOVE = f"DELETE FROM current_values WHERE kind = ? AND target = ? {_GONE}"
_WRITE = (
    "INSERT INTO current_values (kind, target, key, path, position, type, sort, number, text, "
    "entry, logged_at, first_entry, indexed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (kind, target, key, path, position) DO UPDATE SET type = excluded.type, "
    "sort = excluded.sort, number = excluded.number, text = excluded.text, "
    "entry = excluded.entry, logged_at = excluded.logged_at, first_entry = excluded.first_entry"
)
_WRITE_EARLIER = "INSERT INTO earlier_entries VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
_WRITE_FIRST = (
    "UPDATE current_values SET first_entry = ? WHERE kind = ? AND target = ? AND key = ? "
    "AND entry IS NOT NULL"
)


class _Writes:
    """Rows to write, gathered so that each table is written once for all targets and keys."""

    def __init__(self) -> None:
        self.stale: list[tuple[int, int, int]] = []
        self.values: list[tuple[object, ...]] = []
        self.earlier: list[tuple[int, int, int, int]] = []
        self.firsts: list[tuple[int, int, int, int]] = []


class Currents:
    """Writes of what targets have, in one transaction after the other."""

    def __init__(
        self, connection: Connection, dictionary: Dictionary, path_types: PathTypes
    ) -> None:
        self._execute = connection.execute
        self._execute_many = connection.executemany
        self._dictionary = dictionary
        self._path_types = path_types
        self._remembered: dict[tuple[int, int], dict[int, Held]] = {}
        self._count = 0

    def forget(self) -> None:
        """Others may have written: what is remembered may not be so any more."""
        self._remembered.clear()
        self._count = 0

    def attach(self, places: Sequence[Place], entries: Sequence[Linkable]) -> None:
        """Link the entries to each target, and make the newest of each key current there."""
        for part in _each_key_once(entries):
            writes = _Writes()
            for place in places:
                self._attach(place, part, writes)
            for stale in writes.stale:
                self._path_types.count(self._execute(_CLEAR, stale), -1)
            if writes.values:
                self._execute_many(_WRITE, writes.values)
            if writes.earlier:
                self._execute_many(_WRITE_EARLIER, writes.earlier)
            if writes.firsts:
                self._execute_many(_WRITE_FIRST, writes.firsts)

    def _attach(self, place: Place, entries: Sequence[Linkable], writes: _Writes) -> None:
        kind, pk, project, indexed = place
        held = self._held(place, entries)
        path_pks = self._dictionary.paths(project, kind)
        for key, logged_at, sequence, rows in entries:
            now = held.get(key)
            type_ = rows[0][2]
            is_alike = False
            if now is None:
                first = sequence
            elif now[0] == sequence:
                continue
            elif (logged_at, sequence) > (now[1], now[0]):
                first = min(now[2], sequence)
                writes.earlier.append((kind, pk, now[0], key))
                # One row in the place of one of its type, as a training loop writes it.
                is_alike = now[3] == type_ and type_ not in CONTAINERS
                if not is_alike:
                    writes.stale.append((kind, pk, key))
            else:
                writes.earlier.append((kind, pk, sequence, key))
                if sequence < now[2]:
                    writes.firsts.append((sequence, kind, pk, key))
                    held[key] = (now[0], now[1], sequence, now[3])
                continue
            held[key] = (sequence, logged_at, first, type_)
            own: tuple[int | None, ...] = (sequence, logged_at, first)
            for path, *columns in rows:
                path_pk = path_pks.get(path)
                if path_pk is None:
                    path_pk = self._dictionary.path(project, kind, key, path)
                writes.values.append((kind, pk, key, path_pk, *columns, *own, indexed))
                own = (None, None, None)
            if not is_alike:
                # From path to number, as they are written and as they are deleted.
                self._path_types.count((row[3:8] for row in writes.values[-len(rows) :]), 1)

    def _held(self, place: Place, entries: Sequence[Linkable]) -> dict[int, Held]:
        """What is current on the target, at least of these keys; changes to it are remembered."""
        at = place[:2]
        if self._count > _MOST_REMEMBERED:
            self.forget()
        known = self._remembered.get(at)
        if known is None:
            known = self._remembered[at] = {}
        asked = [entry.key for entry in entries if entry.key not in known]
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
        kind, pk, project, indexed = place
        (key,) = self._dictionary.keys([PARAMETERS_KEY])
        known = self._dictionary.paths(project, kind)
        rows = []
        for path, *columns in parameter_rows(parameters):
            path_pk = known.get(path) or self._dictionary.path(project, kind, key, path)
            rows.append((kind, pk, key, path_pk, *columns, None, None, None, indexed))
        self._path_types.count((row[3:8] for row in rows), 1)
        self._execute_many(_WRITE, rows)

    def remove(self, place: Place) -> None:
        """Drop the links of a target that is gone."""
        at = place[:2]
        self._remembered.pop(at, None)
        self._path_types.count(self._execute(_REMOVE, at), -1)
        self._execute("DELETE FROM earlier_entries WHERE kind = ? AND target = ?", at)


def _each_key_once(entries: Sequence[Linkable]) -> Iterator[Sequence[Linkable]]:
    """The entries in parts, each of which has a key at most once."""
    while entries:
        part = {entry.key: entry for entry in reversed(entries)}
        if len(part) == len(entries):
            yield entries
            return
        yield tuple(part.values())
        taken = {entry.sequence for entry in part.values()}
        entries = [entry for entry in entries if entry.sequence not in taken]
