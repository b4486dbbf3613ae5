"""What a store answers."""

from __future__ import annotations

from typing import Generic, TypeVar
from uuid import UUID

import msgspec

from tallystick.records.artifacts import Artifact, ArtifactVersion
from tallystick.records.metadata import Entry
from tallystick.records.models import Model, ModelVersion
from tallystick.records.pipelines import Pipeline
from tallystick.records.runs import Run
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind, Target

Record = Pipeline | Run | StepRun | Artifact | ArtifactVersion | Model | ModelVersion
"""A thing of a store, of any kind."""

R = TypeVar("R", bound=Record)

KINDS: dict[type, Kind] = {
    Pipeline: Kind.PIPELINE,
    Run: Kind.RUN,
    StepRun: Kind.STEP_RUN,
    Artifact: Kind.ARTIFACT,
    ArtifactVersion: Kind.ARTIFACT_VERSION,
    Model: Kind.MODEL,
    ModelVersion: Kind.MODEL_VERSION,
}
RECORDS: dict[Kind, type[Record]] = {kind: record for record, kind in KINDS.items()}


def target_of(record: Record) -> Target:
    """The target that metadata on `record` is logged to."""
    return Target(KINDS[type(record)], record.id)


class Snapshot(msgspec.Struct, Generic[R], frozen=True):
    """A thing as the store held it when asked, with its current entries.

    `entries` are in the order in which their keys were first logged on it.
    """

    record: R
    entries: tuple[Entry, ...] = ()


class Page(msgspec.Struct, Generic[R], frozen=True):
    """Some of what a query matches, in the query's order.

    `total` counts all of it, from the first page on; None where the query did not ask for it.
    `next` is a cursor for the page after this one (`Query.after`); None on the last page.
    """

    items: tuple[Snapshot[R], ...]
    total: int | None
    next: str | None = None


class History(msgspec.Struct, frozen=True, kw_only=True):
    """What was logged under a key on `target`, or what is shown of it; `entries` oldest first.

    `path` is where in the values of `key` the points are; the key alone means whole values. There
    are `total` of them. Where not all are shown, each bucket of `bucket` consecutive entries of the
    key keeps its least and its greatest; 1 means that nothing is left out.
    """

    target: Target
    key: str
    path: str
    entries: tuple[Entry, ...]
    total: int
    bucket: int = 1


class Edge(msgspec.Struct, frozen=True, order=True):
    """A step run read (`input`) or wrote (`output`) an artifact version under `name`."""

    step_run_id: UUID
    artifact_version_id: UUID
    role: str
    name: str


class Lineage(msgspec.Struct, frozen=True):
    """The part of the graph of step runs and artifact versions around one of them.

    Nodes are in order of creation, edges in that of their fields.
    """

    step_runs: tuple[StepRun, ...]
    artifact_versions: tuple[ArtifactVersion, ...]
    edges: tuple[Edge, ...]
