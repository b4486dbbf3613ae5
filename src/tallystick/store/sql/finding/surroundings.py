"""What conditions see around a record of the past."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import product
from typing import cast
from uuid import UUID

from tallystick.query.conditions import Direction
from tallystick.query.query import Query
from tallystick.records.metadata import Entry
from tallystick.records.reading import KINDS, R, Record
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind, Target
from tallystick.store.sql.finding.dictionary import Paths
from tallystick.store.sql.finding.relatives import relatives
from tallystick.store.sql.finding.scope import Scope, Then
from tallystick.store.sql.kinds import CODES, TABLES
from tallystick.store.sql.past.entries import current_then
from tallystick.store.sql.past.moment import Moment
from tallystick.store.sql.past.records import PastRecords
from tallystick.store.sql.texts import TEXTS, as_list
from tallystick.store.subject import RecordSubject


class PastSurroundings:
    """See `Surroundings`. With `keys`, only entries of these are there.

    Of `subjects` that are runs the last steps called as in `steps` are read with them.
    """

    def __init__(
        self,
        moment: Moment,
        keys: Collection[str] | None = None,
        steps: Collection[str] = (),
    ) -> None:
        self._moment = moment
        self._keys = keys
        self._steps = sorted(steps)
        self._last: dict[tuple[UUID, str], StepRun | None] = {}
        self._records = PastRecords(moment)
        self._known: dict[Target, Record] = {}
        self._entries: dict[Target, Sequence[Entry]] = {}

    def subjects(self, kind: Kind, bodies: Mapping[int, str]) -> list[tuple[int, RecordSubject]]:
        """The things in these rows of the kind's table, of which this was the record."""
        records = self._read(kind, bodies)
        if records and kind is Kind.RUN and self._steps:
            self._read_steps([record.id for record in records.values()])
        return [(pk, RecordSubject(self, record)) for pk, record in records.items()]

    def _read(self, kind: Kind, bodies: Mapping[int, str]) -> dict[int, Record]:
        """The records, with what was current on them."""
        decode = TABLES[kind].decode
        records: dict[int, Record] = {pk: decode(body) for pk, body in bodies.items()}
        current: Mapping[int, Sequence[Entry]] = {}
        if records and (self._keys is None or self._keys):
            current = current_then(self._moment, CODES[kind], list(records), self._keys)
        for pk, record in records.items():
            target = Target(kind, record.id)
            self._known[target] = record
            self._entries[target] = current.get(pk, ())
        return records

    def _read_steps(self, runs: Sequence[UUID]) -> None:
        moment, kind = self._moment, Kind.STEP_RUN
        last = (
            "SELECT max(l.pk) FROM step_runs l WHERE l.run_id = r.atom AND l.name = n.atom "
            f"AND l.pk <= {moment.bound(kind)}"
        )
        rows = moment.connection.execute(
            f"SELECT s.pk, {moment.body(kind, 's')} FROM ({TEXTS}) r CROSS JOIN ({TEXTS}) n "
            f"CROSS JOIN step_runs s ON s.pk = ({last})",
            (as_list([str(run) for run in runs]), as_list(self._steps)),
        )
        self._last.update(dict.fromkeys(product(runs, self._steps)))
        for record in self._read(kind, dict(rows.fetchall())).values():
            step = cast("StepRun", record)
            self._last[step.run_id, step.name] = step

    def by_id(self, kind: type[R], id: UUID) -> R | None:
        target = Target(KINDS[kind], id)
        if target not in self._known:
            found = self._records.by_id(kind, id)
            if found is None:
                return None
            self._known[target] = found
        return cast("R", self._known[target])

    def consumers(self, version: UUID) -> tuple[UUID, ...]:
        rows = self._moment.connection.execute(
            "SELECT s.id FROM step_io io JOIN step_runs s ON s.pk = io.step "
            "WHERE io.artifact_version_id = ? AND io.role = 'input' AND s.pk <= ?",
            (str(version), self._moment.bound(Kind.STEP_RUN)),
        )
        return tuple([UUID(id) for (id,) in rows])

    def models_of(self, target: Target) -> Iterable[UUID]:
        place = self._records.place(target)
        return [] if place is None else self._moment.models_of(place.kind, place.pk)

    def last_step(self, run: UUID, name: str) -> StepRun | None:
        if (run, name) in self._last:
            return self._last[run, name]
        named = (step for step in reversed(self._records.steps_of(run)) if step.name == name)
        return next(named, None)

    def current(self, target: Target) -> Sequence[Entry]:
        if target not in self._entries:
            place = self._records.at(target)
            found = current_then(self._moment, place.kind, [place.pk], self._keys)
            self._entries[target] = found[place.pk]
        return self._entries[target]

    def relatives(self, target: Target, direction: Direction, kind: Kind) -> Iterable[Target]:
        paths = Paths(self._moment.connection, Query(kind=target.kind))
        scope = Scope(paths, target.kind, None, then=Then(self._moment))
        found = relatives(scope, direction, scope.within(kind))
        rows = self._moment.connection.execute(found.text, (str(target.id), *found.parameters))
        return [Target(kind, UUID(id)) for id in {id for (id,) in rows}]
