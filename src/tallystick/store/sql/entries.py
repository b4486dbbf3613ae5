"""Entries, which targets they belong to, and which of them are current.

A target's entries of a key are its current one, in `current_entries`, and the others, in
`earlier_entries`. So the first entry of a key on a target costs one row, and what is current is
one look-up however long the key's history is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

import msgspec

from tallystick.records.commands import LogMetadata
from tallystick.records.metadata import Entry
from tallystick.records.targets import Kind, Target
from tallystick.store.sql.connecting import Connection
from tallystick.store.sql.dictionary import Dictionary
from tallystick.store.sql.leaves import SqlLeaves
from tallystick.store.sql.records import Place, SqlRecords
from tallystick.store.sql.texts import as_list
from tallystick.store.sql.times import micros, time_of
from tallystick.values import wire_type


class Linkable(NamedTuple):
    """An entry that is about to belong to a target."""

    key: str
    key_pk: int
    logged_at: int
    sequence: int
    value: str


class Held(NamedTuple):
    """A target's current entry of a key, and the first it ever had."""

    sequence: int
    logged_at: int
    first: int


_LINKABLE = (
    "SELECT k.key, e.key, b.logged_at, e.sequence, e.value FROM {source} "
    "JOIN keys k ON k.pk = e.key {rest}"
)
_HELD = (
    "SELECT key, entry, logged_at, first_entry FROM current_entries "
    "WHERE kind = ? AND target = ? AND key {}"
)


class SqlEntries:
    """Reads and writes of entries within one transaction."""

    def __init__(self, connection: Connection, records: SqlRecords, dictionary: Dictionary) -> None:
        self._execute = connection.execute
        self._execute_many = connection.executemany
        self._records = records
        self._dictionary = dictionary
        self._leaves = SqlLeaves(connection, dictionary)

    def forget_leaves(self) -> None:
        """A transaction ended."""
        self._leaves.forget()

    def log(self, command: LogMetadata, change: int) -> None:
        """Store and link what the command says."""
        logged_at = micros(command.at)
        logged = self._store(command, change, logged_at)
        if not logged:
            return
        if command.output is None:
            for target in dict.fromkeys(command.targets):
                self._attach(target, logged)
            return
        step = self._records.at(command.targets[0])
        self._execute_many(
            "INSERT INTO output_entries VALUES (?, ?, ?)",
            [(step.pk, command.output, entry.sequence) for entry in logged],
        )

    def _store(self, command: LogMetadata, change: int, logged_at: int) -> list[Linkable]:
        if not command.entries:
            return []
        key_pks = self._dictionary.keys([new.key for new in command.entries])
        (last,) = self._execute("SELECT coalesce(max(sequence), 0) FROM entries").fetchone()
        logged = [
            Linkable(new.key, key_pk, logged_at, sequence, bytes(new.value).decode())
            for sequence, (new, key_pk) in enumerate(
                zip(command.entries, key_pks, strict=True), start=last + 1
            )
        ]
        self._execute_many(
            "INSERT INTO entries VALUES (?, ?, ?, ?, ?)",
            [
                (entry.sequence, change, entry.key_pk, wire_type(bytes(new.value)), entry.value)
                for entry, new in zip(logged, command.entries, strict=True)
            ],
        )
        self._execute(
            "INSERT INTO batches VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                change,
                last + 1,
                last + len(logged),
                logged_at,
                command.author,
                command.index,
                None if command.publisher is None else command.publisher.bytes,
                command.output,
            ),
        )
        return logged

    def _attach(self, target: Target, entries: Sequence[Linkable]) -> None:
        """Link the entries to the target, and make the newest of each key current there."""
        place = self._records.at(target)
        before = self._held(place, {entry.key_pk for entry in entries})
        held = dict(before)
        current: dict[int, Linkable] = {}
        earlier: list[tuple[int, int, int, int, int]] = []
        kind, pk, _ = place
        for entry in entries:
            key, at, sequence = entry.key_pk, entry.logged_at, entry.sequence
            now = held.get(key)
            if now is None:
                held[key] = Held(sequence, at, sequence)
                current[key] = entry
            elif now.sequence == sequence:
                continue
            elif (at, sequence) > (now.logged_at, now.sequence):
                earlier.append((kind, pk, key, now.logged_at, now.sequence))
                held[key] = Held(sequence, at, min(now.first, sequence))
                current[key] = entry
            else:
                earlier.append((kind, pk, key, at, sequence))
                held[key] = now._replace(first=min(now.first, sequence))
        changed = [(key, now) for key, now in held.items() if before.get(key) != now]
        self._write_current(place, changed)
        if earlier:
            self._execute_many(
                "INSERT INTO earlier_entries VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", earlier
            )
        if current:
            self._leaves.replace(place, current.values(), before)

    def _held(self, place: Place, key_pks: set[int]) -> dict[int, Held]:
        """What is current on the target, of these keys."""
        if len(key_pks) == 1:
            rows = self._execute(_HELD.format("= ?"), (place.kind, place.pk, *key_pks))
        else:
            which = _HELD.format("IN (SELECT value FROM json_each(?))")
            rows = self._execute(which, (place.kind, place.pk, as_list(key_pks)))
        return {key: Held(entry, at, first) for key, entry, at, first in rows}

    def _write_current(self, place: Place, changed: Iterable[tuple[int, Held]]) -> None:
        self._execute_many(
            "INSERT INTO current_entries VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (kind, target, key) DO UPDATE SET entry = excluded.entry, "
            "logged_at = excluded.logged_at, first_entry = excluded.first_entry",
            [(place.kind, place.pk, key, *now) for key, now in changed],
        )

    def publish_output(self, step_run: UUID, output: str, target: Target) -> frozenset[str]:
        """Link entries about this output to `target`; their keys."""
        about = self._waiting(step_run, "o.output = ?", output)
        if about:
            self._attach(target, about)
        return frozenset(entry.key for entry in about)

    def keep_outputs(self, step_run: UUID, published: frozenset[str]) -> None:
        """Link entries about outputs that never came to be to the step run."""
        kept = self._waiting(
            step_run, "o.output NOT IN (SELECT value FROM json_each(?))", as_list(sorted(published))
        )
        if kept:
            self._attach(Target(Kind.STEP_RUN, step_run), kept)

    def _waiting(self, step_run: UUID, which: str, parameter: str) -> list[Linkable]:
        step = self._records.place(Target(Kind.STEP_RUN, step_run))
        if step is None:
            return []
        statement = _LINKABLE.format(
            source="output_entries o JOIN entries e ON e.sequence = o.entry "
            "JOIN batches b ON b.change = e.change",
            rest=f"WHERE o.step = ? AND {which} ORDER BY e.sequence",
        )
        return [Linkable(*row) for row in self._execute(statement, (step.pk, parameter))]

    def carry(self, publisher: UUID, moves: dict[Target, Target]) -> None:
        """Link what `publisher` published on each source to its goal."""
        for source, goal in moves.items():
            place = self._records.place(source)
            if place is None:
                continue
            held = "kind = ? AND target = ? AND key = e.key AND entry = e.sequence"
            statement = _LINKABLE.format(
                source="batches b JOIN entries e "
                "ON e.sequence BETWEEN b.first_entry AND b.last_entry",
                rest="WHERE b.publisher = ? AND ("
                f"EXISTS (SELECT 1 FROM current_entries WHERE {held}) OR EXISTS (SELECT 1 FROM "
                f"earlier_entries WHERE {held} AND logged_at = b.logged_at)) ORDER BY e.sequence",
            )
            at = place[:2]
            rows = self._execute(statement, (publisher.bytes, *at, *at))
            if carried := [Linkable(*row) for row in rows]:
                self._attach(goal, carried)

    def forget(self, target: Target, place: Place) -> None:
        """Drop the links of a target that is gone."""
        for table in ("current_entries", "earlier_entries", "leaves"):
            self._execute(f"DELETE FROM {table} WHERE kind = ? AND target = ?", place[:2])
        if target.kind is Kind.STEP_RUN:
            self._execute("DELETE FROM output_entries WHERE step = ?", (place.pk,))


_ENTRY = (
    "e.sequence, e.change, k.key, e.type, e.value, "
    "b.logged_at, b.author, b.series_index, b.publisher, b.output"
)
_JOINED = "JOIN batches b ON b.change = e.change JOIN keys k ON k.pk = e.key"
_HISTORY = (
    f"SELECT {_ENTRY} FROM entries e {_JOINED} WHERE e.sequence IN ("
    "SELECT entry FROM current_entries WHERE kind = ?1 AND target = ?2 AND key = ?3 UNION ALL "
    "SELECT entry FROM earlier_entries WHERE kind = ?1 AND target = ?2 AND key = ?3) "
    "ORDER BY b.logged_at, e.sequence"
)
_CURRENT = (
    f"SELECT {_ENTRY}, c.target FROM current_entries c JOIN entries e ON e.sequence = c.entry "
    f"{_JOINED} WHERE c.kind = ? AND c.target IN (SELECT value FROM json_each(?)) "
    "ORDER BY c.target, c.first_entry"
)


def history(connection: Connection, place: Place, key: str) -> tuple[Entry, ...]:
    """Entries of the key on a target, oldest first."""
    row = connection.execute("SELECT pk FROM keys WHERE key = ?", (key,)).fetchone()
    if row is None:
        return ()
    parameters = (place.kind, place.pk, row[0])
    return tuple([_entry(*row) for row in connection.execute(_HISTORY, parameters)])


def current(connection: Connection, kind: int, pks: Sequence[int]) -> dict[int, tuple[Entry, ...]]:
    """The current entries of each of these targets, in order of their keys' first entries."""
    found: dict[int, list[Entry]] = {pk: [] for pk in pks}
    for *columns, pk in connection.execute(_CURRENT, (kind, as_list(pks))):
        found[pk].append(_entry(*columns))
    return {pk: tuple(entries) for pk, entries in found.items()}


def _entry(
    sequence: int,
    change: int,
    key: str,
    type_: str,
    value: str,
    logged_at: int,
    author: str,
    index: float | None,
    publisher: bytes | None,
    output: str | None,
) -> Entry:
    return Entry(
        sequence=sequence,
        change=change,
        key=key,
        type=type_,
        value=msgspec.Raw(value),
        logged_at=time_of(logged_at),
        author=author,
        index=index,
        publisher=None if publisher is None else UUID(bytes=publisher),
        output=output,
    )
