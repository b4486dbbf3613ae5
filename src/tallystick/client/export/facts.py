"""Built-in fields as columns: of the records themselves, and of what those refer to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from tallystick.client.export.cells import CellType
from tallystick.client.session import Session
from tallystick.query.conditions import Builtin, Compare, Op
from tallystick.query.fields import FIELDS, FieldType
from tallystick.query.query import Query
from tallystick.records.reading import Record
from tallystick.records.targets import Kind


class Reference(NamedTuple):
    """Where the id of another thing is in a record, and what that thing is."""

    id: str
    kind: Kind


class Fact(NamedTuple):
    """A built-in field: the attribute of the record, or of what the record refers to."""

    name: str
    type: CellType
    attribute: str
    of: Reference | None = None

    def of_record(self, record: Record) -> Any:
        """What the record itself has: texts for ids, tuples for several, None for nothing."""
        held: Any = getattr(record, self.attribute)
        if self.attribute == "cache_key":
            return None if held is None else held.digest
        return held


_TYPES = {
    FieldType.ID: CellType.TEXT,
    FieldType.TEXT: CellType.TEXT,
    FieldType.NUMBER: CellType.WHOLE,
    FieldType.TIME: CellType.TIME,
    FieldType.TRUTH: CellType.TRUTH,
    FieldType.TEXTS: CellType.TEXTS,
}
_SECONDS = ("duration_s", "duration")
_ATTRIBUTES = {
    (Kind.STEP_RUN, "created_at"): "started_at",
    (Kind.ARTIFACT_VERSION, "name"): "artifact",
    (Kind.MODEL_VERSION, "version"): "name",
}
_OWN_VERSION = Reference("model_version_id", Kind.MODEL_VERSION)
_RUN, _PRODUCER_RUN = Reference("run_id", Kind.RUN), Reference("producer_run_id", Kind.RUN)
_PRODUCER_STEP = Reference("producer_step_run_id", Kind.STEP_RUN)
_OF_OTHERS: dict[Kind, dict[str, tuple[str, Reference]]] = {
    Kind.RUN: {
        "model": ("model", _OWN_VERSION),
        "version": ("name", _OWN_VERSION),
        "stage": ("stage", _OWN_VERSION),
    },
    Kind.STEP_RUN: {
        "run": ("name", _RUN),
        "pipeline": ("pipeline", _RUN),
        "pipeline_id": ("pipeline_id", _RUN),
        "model": ("model", _OWN_VERSION),
        "version": ("name", _OWN_VERSION),
        "stage": ("stage", _OWN_VERSION),
    },
    Kind.ARTIFACT_VERSION: {
        "run": ("name", _PRODUCER_RUN),
        "pipeline": ("pipeline", _PRODUCER_RUN),
        "step": ("name", _PRODUCER_STEP),
    },
}
_ELSEWHERE = {
    Kind.ARTIFACT_VERSION: ("consumer_step_run_id", "model_version_id", "model", "stage"),
}
"""Fields that hold several which no record refers to."""

_ALIASES = ("duration",)


def facts(kind: Kind) -> dict[str, Fact]:
    """The built-in fields that can be columns, by name.

    A run's `model_version_id`, `model`, `version` and `stage` are those it was configured with.
    """
    return {
        name: _fact(kind, name, held)
        for name, held in FIELDS[kind].items()
        if name not in _ELSEWHERE.get(kind, ())
    }


def usual(kind: Kind) -> list[Fact]:
    """Those that are columns unless others are asked for; each is there once."""
    return [fact for name, fact in facts(kind).items() if name not in _ALIASES]


def _fact(kind: Kind, name: str, held: FieldType) -> Fact:
    if name in _OF_OTHERS.get(kind, {}):
        attribute, reference = _OF_OTHERS[kind][name]
        return Fact(name, CellType.TEXT, attribute, reference)
    if name in _SECONDS:
        return Fact(name, CellType.NUMBER, "duration_s")
    type_ = CellType.TEXT if name == "model_version_id" else _TYPES[held]
    return Fact(name, type_, _ATTRIBUTES.get((kind, name), name))


Others = Mapping[Reference, Mapping[UUID, Record]]
"""What records refer to, by id; without what was deleted."""


def read_others(
    session: Session, references: Iterable[Reference], records: Iterable[Record]
) -> Others:
    """What these records refer to."""
    held = list(records)
    found: dict[Reference, dict[UUID, Record]] = {}
    for reference in references:
        ids = {getattr(record, reference.id) for record in held} - {None}
        found[reference] = _by_id(session, reference.kind, tuple(ids)) if ids else {}
    return found


def _by_id(session: Session, kind: Kind, ids: tuple[UUID, ...]) -> dict[UUID, Record]:
    page = session.store.find(
        Query(
            kind=kind,
            project=session.project,
            where=Compare(Builtin("id"), Op.IN, ids),
            sort=(),
            limit=None,
            count=False,
            metadata=False,
        )
    )
    return {item.record.id: item.record for item in page.items}
