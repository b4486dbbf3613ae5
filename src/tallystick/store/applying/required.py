"""Things that must exist for a command to make sense."""

from __future__ import annotations

from uuid import UUID

from tallystick.errors import NotFoundError
from tallystick.records.reading import KINDS, RECORDS, R, Record
from tallystick.records.targets import Target
from tallystick.store.applying.tables import Tables


def required(tables: Tables, kind: type[R], id: UUID) -> R:
    """The record with this id; `NotFoundError` where there is none."""
    record = tables.by_id(kind, id)
    if record is None:
        raise missing(Target(KINDS[kind], id))
    return record


def required_target(tables: Tables, target: Target) -> Record:
    """The record that `target` names; `NotFoundError` where there is none."""
    return required(tables, RECORDS[target.kind], target.id)


def missing(target: Target) -> NotFoundError:
    """The error for a target that does not exist."""
    kind = target.kind.replace("_", " ")
    return NotFoundError(
        f"There is no {kind} with id {target.id} in this store; it may have been deleted.",
        kind=target.kind,
        given=str(target.id),
    )


def merged(old: tuple[str, ...], add: tuple[str, ...]) -> tuple[str, ...]:
    """`old` and what of `add` it does not have yet, in order."""
    return old if not add else tuple(dict.fromkeys((*old, *add)))
