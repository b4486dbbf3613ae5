"""Records in the database, with their tags, what steps read and wrote, and models' links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias, cast
from uuid import UUID

import msgspec

from tallystick.records.reading import R, Record
from tallystick.records.runs import Run
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind, Target
from tallystick.store.applying.required import missing
from tallystick.store.sql.connection import Connection
from tallystick.store.sql.kinds import RECORD_TABLES, TABLES
from tallystick.store.sql.marks import Marks, Place
from tallystick.store.sql.texts import TEXTS, after_prefix, as_list

_TO_JSON = msgspec.json.Encoder().encode

_MOST_REMEMBERED = 10_000
MOST_UNINDEXED = 200
"""Targets that a search looks at one by one."""


class SqlRecords:
    """Reads and writes of records within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._execute = connection.execute
        self._execute_many = connection.executemany
        self._places: dict[Target, Place] = {}
        self.marks = Marks(connection)

    def forget_places(self) -> None:
        """A transaction ended: other processes may delete what was there."""
        self._places.clear()

    # ---- reading

    def place(self, target: Target) -> Place | None:
        """Where the target is; None where it does not exist."""
        known = self._places.get(target)
        if known is not None:
            return known
        row = self._execute(TABLES[target.kind].place, (str(target.id),)).fetchone()
        if row is None:
            return None
        if len(self._places) > _MOST_REMEMBERED:
            self._places.clear()
        place = self._places[target] = Place(*row)
        return place

    def at(self, target: Target) -> Place:
        """Where the target is; `NotFoundError` where it does not exist."""
        place = self.place(target)
        if place is None:
            raise missing(target)
        return place

    def project_of(self, target: Target) -> str | None:
        place = self.place(target)
        return None if place is None else place.project

    def _one(self, kind: type[R], statement: str, parameters: tuple[object, ...]) -> R | None:
        row = self._execute(statement, parameters).fetchone()
        return None if row is None else RECORD_TABLES[kind].decode(row[0])

    def _many(self, kind: type[R], statement: str, parameters: tuple[object, ...]) -> list[R]:
        decode = RECORD_TABLES[kind].decode
        return [decode(body) for (body,) in self._execute(statement, parameters)]

    def by_id(self, kind: type[R], id: UUID) -> R | None:
        return self._one(kind, RECORD_TABLES[kind].by_id, (str(id),))

    def by_ids(self, kind: type[R], ids: Iterable[str]) -> tuple[R, ...]:
        """The records with these ids that are there, by time of creation."""
        table = RECORD_TABLES[kind]
        in_order = f"ORDER BY {table.created}, id"
        statement = f"SELECT body FROM {table.name} WHERE id IN ({TEXTS})"
        return tuple(self._many(kind, f"{statement} {in_order}", (as_list(sorted(ids)),)))

    def tables_of_io(self) -> list[tuple[str, str]]:
        """Where rows `io` about step runs `s` and artifact versions `v` are, and which count."""
        return [("step_io", "TRUE")]

    def by_name(self, kind: type[R], project: str, name: str) -> R | None:
        return self._one(kind, RECORD_TABLES[kind].by_name, (project, name))

    def by_version(self, kind: type[R], parent: UUID, version: str) -> R | None:
        return self._one(kind, RECORD_TABLES[kind].by_version, (str(parent), version))

    def by_number(self, kind: type[R], parent: UUID, number: int) -> R | None:
        return self._one(kind, RECORD_TABLES[kind].by_number, (str(parent), number))

    def newest(self, kind: type[R], parent: UUID) -> R | None:
        return self._one(kind, RECORD_TABLES[kind].newest, (str(parent),))

    def children(self, kind: type[R], parent: UUID) -> list[R]:
        return self._many(kind, RECORD_TABLES[kind].children, (str(parent),))

    def steps_of(self, run: UUID) -> list[StepRun]:
        return self.children(StepRun, run)

    def ids_beginning(self, kind: type[R], project: str, prefix: str, limit: int) -> list[R]:
        # "g" follows every digit an id may have.
        return self._many(
            kind, RECORD_TABLES[kind].ids_beginning, (project, prefix, prefix + "g", limit)
        )

    def names_beginning(self, kind: type[R], project: str, prefix: str, limit: int) -> list[R]:
        bounds = (prefix, after_prefix(prefix))
        return self._many(kind, RECORD_TABLES[kind].names_beginning, (project, *bounds, limit))

    def names(self, kind: type[R], project: str, limit: int) -> list[str]:
        return [name for (name,) in self._execute(RECORD_TABLES[kind].names, (project, limit))]

    def version_names(self, kind: type[R], parent: UUID, limit: int) -> list[str]:
        statement = RECORD_TABLES[kind].version_names
        return [name for (name,) in self._execute(statement, (str(parent), limit))]

    def stage_holder(self, model: UUID, stage: str) -> UUID | None:
        row = self._execute(
            "SELECT id FROM model_versions WHERE model_id = ? AND stage = ? "
            "ORDER BY number DESC LIMIT 1",
            (str(model), str(stage)),
        ).fetchone()
        return None if row is None else UUID(row[0])

    # ---- writing

    def put(self, record: Record) -> None:
        table = RECORD_TABLES[type(record)]
        target = Target(table.kind, record.id)
        row = (*table.row(record), _TO_JSON(record).decode())
        former: str | None = None
        place = self.place(target)
        if place is None:
            made = self.marks.change
            values = (made, table.created_at(row), *row)
            pk = cast("int", self._execute(table.insert, values).lastrowid)
            goes_on = isinstance(record, Run | StepRun) and not record.status.is_finished
            if goes_on:
                self._defer_index(table.code, pk)
            self._places[target] = place = Place(
                table.code, pk, record.project, int(not goes_on), made
            )
        else:
            former, name = self._execute(table.held, (place.pk,)).fetchone()
            if former == row[-1]:
                return
            renamed = name != getattr(record, table.version)
            self.marks.replaced(place, former, name if renamed else None)
            self._execute(table.update, (*row, place.pk))
            if not place.indexed and record.status.is_finished:  # type: ignore[union-attr]  # only those are not
                self._index(place.kind, place.pk)
                self._places[target] = place._replace(indexed=1)
        self._put_details(record, place, former)

    # A training loop logs the same keys again and again. In a large store each key has a place of
    # its own in the indexes, and to write them all takes longer than everything else together.

    def _defer_index(self, kind: int, pk: int) -> None:
        """The target's values go into the indexes when it ends, or when too many others wait."""
        place = self._execute(
            "INSERT INTO unindexed_targets (kind, target) VALUES (?, ?)", (kind, pk)
        ).lastrowid
        late = self._execute(
            "SELECT kind, target FROM unindexed_targets WHERE place <= ?",
            (cast("int", place) - MOST_UNINDEXED,),
        )
        for each in late.fetchall():
            self._index(*each)
            self._places.clear()

    def _index(self, kind: int, pk: int) -> None:
        """The target's values are in the indexes from now on."""
        at = (kind, pk)
        self._execute("DELETE FROM unindexed_targets WHERE kind = ? AND target = ?", at)
        self._execute("UPDATE current_values SET indexed = 1 WHERE kind = ? AND target = ?", at)

    def _put_details(self, record: Record, place: Place, former: str | None) -> None:
        if isinstance(record, StepRun):
            before = () if former is None else _io(place.pk, TABLES[Kind.STEP_RUN].decode(former))
            self._put_io(set(before), set(_io(place.pk, record)))
            return
        if former is not None:
            self._execute("DELETE FROM tags WHERE kind = ? AND target = ?", place[:2])
        if record.tags:
            self._execute_many(
                "INSERT INTO tags VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                [(place.kind, place.pk, tag) for tag in record.tags],
            )

    def _put_io(self, before: set[_Io], after: set[_Io]) -> None:
        for row in before - after:
            removed = self._execute(
                "DELETE FROM step_io WHERE step = ? AND role = ? AND name = ? AND place = ? "
                "RETURNING *",
                row[:4],
            )
            self.marks.unwritten(removed.fetchall())
        since = self.marks.change
        self._execute_many(
            "INSERT INTO step_io VALUES (?, ?, ?, ?, ?, ?)",
            [(*row, since) for row in sorted(after - before)],
        )

    def take_away(self, target: Target) -> Place:
        """Take the record away with its tags and links; where it was."""
        place = self.at(target)
        del self._places[target]
        at = place[:2]
        self._execute(TABLES[target.kind].delete, (place.pk,))
        self._execute("DELETE FROM unindexed_targets WHERE kind = ? AND target = ?", at)
        self._execute("DELETE FROM tags WHERE kind = ? AND target = ?", at)
        self._execute("DELETE FROM model_links WHERE kind = ? AND target = ?", at)
        if target.kind is Kind.STEP_RUN:
            self._execute("DELETE FROM step_io WHERE step = ?", (place.pk,))
            self._execute("DELETE FROM former_io WHERE step = ?", (place.pk,))
        if target.kind is Kind.MODEL_VERSION:
            id = str(target.id)
            self._execute("DELETE FROM model_links WHERE model_version_id = ?", (id,))
            self.marks.model_version_gone(id)
        self.marks.gone(place)
        return place

    def link(self, model_version: UUID, target: Target) -> None:
        place = self.place(target)
        if place is None:
            return
        row = (str(model_version), *place[:2], self.marks.change)
        added = self._execute(
            "INSERT INTO model_links VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", row
        )
        if added.rowcount:
            self.marks.touch(place)

    def unlink(self, model_version: UUID, target: Target) -> None:
        place = self.place(target)
        if place is None:
            return
        id = str(model_version)
        removed = self._execute(
            "DELETE FROM model_links WHERE model_version_id = ? AND kind = ? AND target = ? "
            "RETURNING since",
            (id, *place[:2]),
        ).fetchall()
        for (since,) in removed:
            self.marks.unlinked(place, id, since)


_Io: TypeAlias = tuple[int, str, str, int, str]


def _io(pk: int, step: StepRun) -> Iterator[_Io]:
    """What the step run in this row read and wrote, as rows of `step_io`."""
    for role, named in (("input", step.inputs), ("output", step.outputs)):
        for name, ids in named.items():
            for place, id in enumerate(ids):
                yield (pk, role, name, place, str(id))
