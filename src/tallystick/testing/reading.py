"""Short ways to ask a store, in plain Python values."""

from __future__ import annotations

from typing import Any

from tallystick.errors import NotFoundError
from tallystick.query.conditions import EVERYTHING, Condition
from tallystick.query.query import Query, Sort
from tallystick.records.commands import Command
from tallystick.records.reading import KINDS, RECORDS, Record, Snapshot
from tallystick.records.references import Ref
from tallystick.records.targets import Kind
from tallystick.store.base import Store
from tallystick.testing.commands import Thing, target
from tallystick.values import decode


def snapshot_of(store: Store, thing: Thing) -> Snapshot[Any]:
    """A thing by its id, with its current entries."""
    where = target(thing)
    return store.get(RECORDS[where.kind], Ref.to(where.id))


def record_of(store: Store, thing: Thing) -> Any:
    """A thing by its id."""
    return snapshot_of(store, thing).record


def current_values(store: Store, thing: Thing) -> dict[str, Any]:
    """The current value of every key on a thing, in the order of the store."""
    return {entry.key: decode(entry.value) for entry in snapshot_of(store, thing).entries}


def past_values(store: Store, thing: Thing, key: str) -> list[Any]:
    """Every value a key ever had on a thing, oldest first."""
    return [decode(entry.value) for entry in store.history(target(thing), key)]


def find(
    store: Store,
    kind: type[Record] | Kind,
    where: Condition = EVERYTHING,
    *,
    sort: tuple[Sort, ...] = (),
    **fields: Any,
) -> list[Any]:
    """The records that match, in order of application unless `sort` says otherwise."""
    kind = kind if isinstance(kind, Kind) else KINDS[kind]
    query = Query(kind=kind, where=where, sort=sort, **{"limit": None, **fields})
    return [item.record for item in store.find(query).items]


def journal(store: Store) -> list[tuple[int, Command]]:
    """Every change with its number, without the time at which it was applied."""
    return [(change.sequence, change.command) for change in store.changes()]


def is_there(store: Store, thing: Thing) -> bool:
    """Whether the store holds a thing."""
    try:
        snapshot_of(store, thing)
    except NotFoundError:
        return False
    return True
