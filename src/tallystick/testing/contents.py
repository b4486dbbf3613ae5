"""Everything a store answers, as one value: two stores are equal if these are."""

from __future__ import annotations

from itertools import product
from typing import Any

from tallystick.query.query import Query
from tallystick.records.commands import Command, LogMetadata, RecordArtifact, RecordDocument
from tallystick.records.reading import RECORDS, target_of
from tallystick.records.references import Ref
from tallystick.records.targets import Kind, Target
from tallystick.store.asking import has_lineage
from tallystick.store.base import Store
from tallystick.testing.reading import journal

_DEPTHS = ((0, 0), (1, 0), (0, 1), (2, 2), (99, 99))


def contents(store: Store) -> dict[str, Any]:
    """What `store` answers to every question that its journal gives rise to.

    Only the times at which changes were applied are left out: they differ between equal stores.
    """
    changes = journal(store)
    commands = [command for _, command in changes]
    pages = {
        (project, kind): store.find(Query(kind=kind, project=project, limit=None))
        for project, kind in product(_projects(commands), Kind)
    }
    snapshots = {
        target_of(snapshot.record): snapshot for page in pages.values() for snapshot in page.items
    }
    return {
        "changes": changes,
        "pages": pages,
        "snapshots": {
            target: store.get(RECORDS[target.kind], Ref.to(target.id)) for target in snapshots
        },
        "histories": _histories(store, list(snapshots), _keys(commands)),
        "lineages": _lineages(store, list(snapshots)),
        "documents": {
            command.sha256: store.document(command.sha256)
            for command in commands
            if isinstance(command, RecordDocument)
        },
    }


def _projects(commands: list[Command]) -> list[str]:
    return list(dict.fromkeys(command.project for command in commands))


def _keys(commands: list[Command]) -> list[str]:
    keys = dict[str, None]()
    for command in commands:
        if isinstance(command, LogMetadata):
            keys |= dict.fromkeys(entry.key for entry in command.entries)
        elif isinstance(command, RecordArtifact):
            keys |= dict.fromkeys(entry.key for entry in command.facts)
    return list(keys)


def _histories(store: Store, targets: list[Target], keys: list[str]) -> dict[Any, Any]:
    histories = {
        (target, key): store.history(target, key) for target, key in product(targets, keys)
    }
    return {where: entries for where, entries in histories.items() if entries}


def _lineages(store: Store, targets: list[Target]) -> dict[Any, Any]:
    return {
        (target, up, down): store.lineage(target, upstream=up, downstream=down)
        for target in targets
        if has_lineage(target.kind)
        for up, down in _DEPTHS
    }
