"""Records as they were, found by the names and stages that they had."""

from __future__ import annotations

from uuid import UUID

from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.pipelines import Pipeline
from tallystick.records.reading import KINDS, R
from tallystick.records.runs import Run
from tallystick.records.targets import Kind, Target
from tallystick.store.sql.connection import Connection
from tallystick.store.sql.kinds import RECORD_TABLES
from tallystick.store.sql.marks import Place
from tallystick.store.sql.past.moment import Moment
from tallystick.store.sql.records import SqlRecords

_KEEP_THEIR_NAMES = (Run, Pipeline)


class PastRecords(SqlRecords):
    """Reads of records as of a moment: those that were there, and are there."""

    def __init__(self, moment: Moment) -> None:
        super().__init__(moment.connection)
        self._moment = moment

    def place(self, target: Target) -> Place | None:
        place = super().place(target)
        return None if place is None or place.made > self._moment.change else place

    def _then(self, kind: type[R], statement: str) -> str:
        """The statement about records that were there, as they were."""
        return self._bounded(
            kind, statement, "body", self._moment.body(KINDS[kind], RECORD_TABLES[kind].name)
        )

    def _bounded(self, kind: type[R], statement: str, column: str, was: str) -> str:
        there = f"WHERE pk <= {self._moment.bound(KINDS[kind])} AND"
        return statement.replace("WHERE", there, 1).replace(column, was, 1)

    def _one(self, kind: type[R], statement: str, parameters: tuple[object, ...]) -> R | None:
        return super()._one(kind, self._then(kind, statement), parameters)

    def _many(self, kind: type[R], statement: str, parameters: tuple[object, ...]) -> list[R]:
        return super()._many(kind, self._then(kind, statement), parameters)

    def tables_of_io(self) -> list[tuple[str, str]]:
        bound = self._moment.bound
        ends = f"s.pk <= {bound(Kind.STEP_RUN)} AND v.pk <= {bound(Kind.ARTIFACT_VERSION)}"
        return [
            (table, f"{there.format('io')} AND {ends}")
            for table, there in self._moment.tables("step_io")
        ]

    def by_name(self, kind: type[R], project: str, name: str) -> R | None:
        found = super().by_name(kind, project, name)
        if kind in _KEEP_THEIR_NAMES:
            return found
        fits = [found, *self._once_called(kind, name)]
        same = (r for r in fits if r and (r.project, _name(kind, r)) == (project, name))
        return next(same, None)

    def by_version(self, kind: type[R], parent: UUID, version: str) -> R | None:
        fits = [super().by_version(kind, parent, version), *self._once_called(kind, version)]
        of = RECORD_TABLES[kind].parent
        same = (r for r in fits if r and (getattr(r, of), _name(kind, r)) == (parent, version))
        return next(same, None)

    def by_number(self, kind: type[R], parent: UUID, number: int) -> R | None:
        # The number of an artifact version is its name, if that is one, and changes with it.
        if kind is ArtifactVersion:
            return self.by_version(kind, parent, str(number))
        return super().by_number(kind, parent, number)

    def _once_called(self, kind: type[R], name: str) -> list[R]:
        """What had this name until some later change, as it was."""
        table = RECORD_TABLES[kind]
        return self._many(
            kind,
            f"SELECT body FROM {table.name} WHERE pk IN (SELECT target FROM former_records "
            "WHERE kind = ? AND name = ? AND change > ?)",
            (table.code, name, self._moment.change),
        )

    def names(self, kind: type[R], project: str, limit: int) -> list[str]:
        return self._names(kind, RECORD_TABLES[kind].names, (project, limit))

    def version_names(self, kind: type[R], parent: UUID, limit: int) -> list[str]:
        return self._names(kind, RECORD_TABLES[kind].version_names, (str(parent), limit))

    def _names(self, kind: type[R], statement: str, parameters: tuple[object, ...]) -> list[str]:
        named = _name_of(kind)
        was = self._moment.former(
            KINDS[kind], RECORD_TABLES[kind].name, f"json_extract(f.body, '$.{named}')"
        )
        then = self._bounded(kind, statement, named, f"coalesce({was}, {named})")
        return [name for (name,) in self._execute(then, parameters)]

    def stage_holder(self, model: UUID, stage: str) -> UUID | None:
        moment = self._moment
        was = moment.former(Kind.MODEL_VERSION, "t", "json_extract(f.body, '$.stage')")
        row = self._execute(
            f"SELECT id FROM model_versions t WHERE pk <= {moment.bound(Kind.MODEL_VERSION)} "
            f"AND model_id = ? AND coalesce({was}, stage) = ? ORDER BY number DESC LIMIT 1",
            (str(model), str(stage)),
        ).fetchone()
        return None if row is None else UUID(row[0])


def records_of(connection: Connection, moment: Moment | None) -> SqlRecords:
    """The records of the present, or as of a moment."""
    return SqlRecords(connection) if moment is None else PastRecords(moment)


def _name_of(kind: type) -> str:
    return RECORD_TABLES[kind].version


def _name(kind: type, record: object) -> str:
    return str(getattr(record, _name_of(kind)))
