"""Everything a store answers, as one value: two stores are equal if these are."""

from __future__ import annotations

from itertools import product
from typing import Any
from uuid import UUID

from tallystick.errors import NotFoundError
from tallystick.query.conditions import EVERYTHING, Builtin, Compare, Condition, Metadata, Op
from tallystick.query.history import HistoryQuery
from tallystick.query.paths import PathQuery
from tallystick.query.query import Query, Sort
from tallystick.records.artifacts import Artifact, ArtifactVersion
from tallystick.records.commands import (
    Command,
    CreateModelVersion,
    LogMetadata,
    RecordArtifact,
    RecordDocument,
    StartStep,
)
from tallystick.records.models import Model, ModelVersion, Stage
from tallystick.records.reading import RECORDS, Page, Record, Snapshot, target_of
from tallystick.records.references import Ref
from tallystick.records.targets import Kind, Target
from tallystick.store.asking import WITH_LINEAGE
from tallystick.store.base import Store
from tallystick.testing.reading import journal
from tallystick.values import leaves

_LINKED = (Kind.RUN, Kind.ARTIFACT_VERSION)
_DEPTHS = ((0, 0), (1, 0), (0, 1), (2, 2), (99, 99))

Place = tuple[str, Kind]
"""A project and a kind."""

Pages = dict[Place, Page[Record]]


def contents(store: Store) -> dict[str, Any]:
    """What `store` answers to the questions that its journal gives rise to.

    Only the times at which changes were applied are left out: they differ between equal stores.
    """
    changes = journal(store)
    commands = [command for _, command in changes]
    projects = dict.fromkeys(command.project for command in commands)
    pages = {
        (project, kind): store.find(Query(kind=kind, project=project, limit=None))
        for project, kind in product(projects, Kind)
    }
    snapshots = [snapshot for page in pages.values() for snapshot in page.items]
    targets = [target_of(snapshot.record) for snapshot in snapshots]
    return {
        "changes": changes,
        "pages": pages,
        "snapshots": {
            target: store.get(RECORDS[target.kind], Ref.to(target.id)) for target in targets
        },
        "histories": _histories(store, targets, _keys(commands)),
        "thinned": _thinned(store, targets, _keys(commands)),
        "orders": _orders(store, pages),
        "paths": {
            (project, kind): store.paths(
                PathQuery(kind=kind, project=project, limit=None, sample=None)
            )
            for project, kind in pages
        },
        "versions": _versions(store, snapshots),
        "links": _links(store, list(pages), commands),
        "belonging": store.links(
            command.model_version_id
            for command in commands
            if isinstance(command, CreateModelVersion)
        ),
        "lineages": _lineages(store, targets),
        "documents": {
            command.sha256: store.document(command.sha256)
            for command in commands
            if isinstance(command, RecordDocument)
        },
    }


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
    return {
        where: (entries, list(store.entries(*where)))
        for where, entries in histories.items()
        if entries
    }


def _thinned(store: Store, targets: list[Target], keys: list[str]) -> dict[Any, Any]:
    """What is shown of the histories of keys, and of the paths in values that were current."""
    asked = [
        HistoryQuery(targets=tuple(targets), key=key, points=points)
        for key, points in product([*keys, "deep.x", "deep.y.z"], (5, 8))
    ]
    return {(query.key, query.points): store.histories(query) for query in asked}


def _orders(store: Store, pages: Pages) -> dict[Any, list[UUID]]:
    """What has a path, in the order of its values, for every path there is now."""
    orders = {}
    for place, page in pages.items():
        for path in _paths(page):
            field = Metadata(path)
            has = Compare(field, Op.EXISTS)
            orders[place, path] = _ids(store, place, has, sort=(Sort(field),))
    return orders


def _paths(page: Page[Record]) -> list[str]:
    entries = [entry for snapshot in page.items for entry in snapshot.entries]
    found = [leaf.path for entry in entries for leaf in leaves(entry.key, entry.value)]
    return list(dict.fromkeys(found))


def _versions(store: Store, snapshots: list[Snapshot[Record]]) -> dict[Any, UUID | None]:
    """The newest version of each artifact and model, and those in the stages."""
    found: dict[Any, UUID | None] = {}
    for snapshot in snapshots:
        record = snapshot.record
        if isinstance(record, Artifact):
            found[record.id, None] = _meant(store, ArtifactVersion, Ref(str(record.id)))
        if isinstance(record, Model):
            for version in (None, *Stage):
                ref = Ref(str(record.id), version=version)
                found[record.id, version] = _meant(store, ModelVersion, ref)
    return found


def _meant(store: Store, kind: type[ArtifactVersion | ModelVersion], ref: Ref) -> UUID | None:
    try:
        return store.get(kind, ref, metadata=False).record.id
    except NotFoundError:
        return None


def _links(store: Store, places: list[Place], commands: list[Command]) -> dict[Any, list[UUID]]:
    """What belongs to each model version and what each step run reads, also if those are gone."""
    asked: list[tuple[str, UUID, Kind]] = []
    for command in commands:
        if isinstance(command, CreateModelVersion):
            asked += [("model_version_id", command.model_version_id, kind) for kind in _LINKED]
        elif isinstance(command, StartStep):
            asked.append(("consumer_step_run_id", command.step_run_id, Kind.ARTIFACT_VERSION))
    return {
        (name, id, place): _ids(store, place, Compare(Builtin(name), Op.HAS, (id,)))
        for name, id, kind in asked
        for place in places
        if place[1] is kind
    }


def _ids(
    store: Store, place: Place, where: Condition = EVERYTHING, *, sort: tuple[Sort, ...] = ()
) -> list[UUID]:
    project, kind = place
    query = Query(kind=kind, project=project, where=where, sort=sort, limit=None, metadata=False)
    return [item.record.id for item in store.find(query).items]


def _lineages(store: Store, targets: list[Target]) -> dict[Any, Any]:
    return {
        (target, up, down): store.lineage(target, upstream=up, downstream=down)
        for target in targets
        if target.kind in WITH_LINEAGE
        for up, down in _DEPTHS
    }
