"""Entries: stored when logged, linked to targets then or later."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from tallystick.records.commands import LogMetadata
from tallystick.records.targets import Kind, Target
from tallystick.store.sql.connection import Connection
from tallystick.store.sql.currents import Currents, Linkable
from tallystick.store.sql.dictionary import Dictionary
from tallystick.store.sql.leaves import leaf_rows
from tallystick.store.sql.marks import Place
from tallystick.store.sql.path_types import PathTypes
from tallystick.store.sql.records import SqlRecords
from tallystick.store.sql.texts import TEXTS, as_list
from tallystick.store.sql.times import micros
from tallystick.store.thinning import BLOCK

_COLUMNS = "change, key, type, value, logged_at, author, series_index, publisher, output"
_INSERT_NEXT = f"INSERT INTO entries ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_INSERT = f"INSERT INTO entries ({_COLUMNS}, sequence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"

_LINKABLE = (
    "SELECT k.key, e.value, e.key, e.logged_at, e.sequence FROM {} JOIN keys k ON k.pk = e.key "
)
_ABOUT = _LINKABLE.format("output_entries o JOIN entries e ON e.sequence = o.entry")
_OF_TARGET = (
    "SELECT l.value AS entry FROM history_blocks b, json_each(b.entries) l "
    f"WHERE b.kind = ?2 AND b.target = ?3 AND b.size = {BLOCK} UNION ALL "
    "SELECT l.value FROM current_values c, json_each(coalesce(c.recent, json_array(c.entry))) l "
    "WHERE c.kind = ?2 AND c.target = ?3 AND c.entry IS NOT NULL"
)
_PUBLISHED = (
    f"SELECT p.entry FROM ({_OF_TARGET}) p JOIN entries e ON e.sequence = p.entry "
    "WHERE e.publisher = ?1"
)
_OF_PUBLISHER = (
    _LINKABLE.format("entries e")
    + f"WHERE e.sequence IN ({_PUBLISHED} UNION "
    + "SELECT entry FROM published_entries WHERE publisher = ?1)"
)
_CARRIED_FROM = frozenset({Kind.RUN, Kind.STEP_RUN, Kind.MODEL_VERSION})


class SqlEntries:
    """Reads and writes of entries, within one transaction after the other."""

    def __init__(self, connection: Connection, records: SqlRecords, dictionary: Dictionary) -> None:
        self._execute = connection.execute
        self._execute_many = connection.executemany
        self._records = records
        self._dictionary = dictionary
        self.path_types = PathTypes(connection)
        self.currents = Currents(connection, dictionary, self.path_types, records.marks)

    def log(self, command: LogMetadata, change: int) -> None:
        """Store and link what the command says."""
        logged = self._store(command, change)
        targets = command.targets
        if command.publisher is not None and _is_published_elsewhere(command):
            rows = [(command.publisher.bytes, entry.sequence) for entry in logged]
            self._execute_many("INSERT INTO published_entries VALUES (?, ?)", rows)
        if command.output is None:
            if len(targets) > 1:
                targets = tuple(dict.fromkeys(targets))
            self.currents.attach([self._records.at(target) for target in targets], logged)
            return
        step = self._records.at(targets[0]).pk
        self._execute_many(
            "INSERT INTO output_entries VALUES (?, ?, ?)",
            [(step, command.output, entry.sequence) for entry in logged],
        )

    def _store(self, command: LogMetadata, change: int) -> list[Linkable]:
        logged_at = micros(command.at)
        publisher = None if command.publisher is None else command.publisher.bytes
        same = (logged_at, command.author, command.index, publisher, command.output)
        key_pks = self._dictionary.keys([new.key for new in command.entries])
        logged: list[Linkable] = []
        rows: list[tuple[Any, ...]] = []
        for key_pk, new in zip(key_pks, command.entries, strict=True):
            wire = bytes(new.value)
            leaves = leaf_rows(new.key, wire)
            # The type of a value is that of the row of its key.
            rows.append((change, key_pk, leaves[0][2], wire.decode(), *same))
            logged.append(Linkable(key_pk, logged_at, len(logged), leaves))
        # The database numbers entries; those of one command come one after the other.
        first = cast("int", self._execute(_INSERT_NEXT, rows[0]).lastrowid)
        if len(rows) > 1:
            numbered = [(*row, first + place) for place, row in enumerate(rows)]
            self._execute_many(_INSERT, numbered[1:])
        return [
            Linkable(key_pk, logged_at, first + place, leaves)
            for key_pk, logged_at, place, leaves in logged
        ]

    def publish_output(self, step_run: UUID, output: str, target: Target) -> frozenset[str]:
        """Link entries about this output to `target`; their keys."""
        step = self._records.place(Target(Kind.STEP_RUN, step_run))
        if step is None:
            return frozenset()
        rows = self._execute(f"{_ABOUT} WHERE o.step = ? AND o.output = ?", (step.pk, output))
        about = rows.fetchall()
        self.currents.link(self._records.at(target), _linkable(about))
        return frozenset(key for key, *_ in about)

    def keep_outputs(self, step_run: UUID, published: frozenset[str]) -> None:
        """Link entries about other outputs to the step run."""
        step = self._records.at(Target(Kind.STEP_RUN, step_run))
        rows = self._execute(
            f"{_ABOUT} WHERE o.step = ? AND o.output NOT IN ({TEXTS})",
            (step.pk, as_list(sorted(published))),
        )
        self.currents.link(step, _linkable(rows))

    def carry(self, publisher: UUID, moves: dict[Target, Target]) -> None:
        """Link what `publisher` published on each source to its goal."""
        own = self._records.place(Target(Kind.STEP_RUN, publisher))
        at = (0, 0) if own is None else own[:2]
        published = _linkable(self._execute(_OF_PUBLISHER, (publisher.bytes, *at)))
        keys = list({entry.key for entry in published})
        for source, goal in moves.items():
            place = self._records.place(source)
            if place is not None and published:
                there = self.currents.linked(place, keys)
                moved = [entry for entry in published if entry.sequence in there]
                self.currents.link(self._records.at(goal), moved)

    def forget(self, target: Target, place: Place) -> None:
        """Drop the links of a target that is gone."""
        if target.kind is Kind.STEP_RUN:
            # What it published stays to be carried from elsewhere.
            self._execute(
                f"INSERT INTO published_entries SELECT ?1, entry FROM ({_PUBLISHED}) WHERE TRUE "
                "ON CONFLICT DO NOTHING",
                (target.id.bytes, *place[:2]),
            )
            self._execute("DELETE FROM output_entries WHERE step = ?", (place.pk,))
        self.currents.remove(place)


def _linkable(rows: Iterable[tuple[Any, ...]]) -> list[Linkable]:
    """Stored entries, read by `_LINKABLE`."""
    return [
        Linkable(key_pk, logged_at, sequence, leaf_rows(key, value.encode()))
        for key, value, key_pk, logged_at, sequence in rows
    ]


def _is_published_elsewhere(command: LogMetadata) -> bool:
    """Whether the entries cannot be found by way of the step run that published them.

    Nothing is ever carried from artifact versions, which is where most such entries are.
    """
    publisher = command.publisher
    own = command.output is None and any(
        target.id == publisher and target.kind is Kind.STEP_RUN for target in command.targets
    )
    return not own and any(target.kind in _CARRIED_FROM for target in command.targets)
