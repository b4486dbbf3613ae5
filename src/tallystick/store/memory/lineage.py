"""Lineage by walking, one generation at a time."""

from __future__ import annotations

from uuid import UUID

from tallystick.errors import InvalidArgumentError
from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.reading import Edge, Lineage
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind, Target
from tallystick.store.memory.tables import MemoryTables


def edges(tables: MemoryTables) -> list[Edge]:
    """Every read and write of an artifact version that still exists."""
    found = []
    for step in tables.all(StepRun):
        for role, named in (("input", step.inputs), ("output", step.outputs)):
            for name, ids in named.items():
                for id in ids:
                    if tables.by_id(ArtifactVersion, id) is not None:
                        found.append(Edge(step.id, id, role, name))
    return sorted(set(found))


def lineage(tables: MemoryTables, target: Target, upstream: int, downstream: int) -> Lineage:
    """See `Store.lineage`."""
    if target.kind is Kind.RUN:
        start = {step.id for step in tables.steps_of(target.id)}
    elif target.kind in (Kind.STEP_RUN, Kind.ARTIFACT_VERSION):
        start = {target.id}
    else:
        raise InvalidArgumentError(
            f"Lineage is of runs, step runs and artifact versions, not of a {target.kind}.",
            given=target.kind,
        )
    every = edges(tables)
    nodes = set(start)
    kept: set[Edge] = set()
    for direction, depth in (("up", upstream), ("down", downstream)):
        frontier = set(start)
        seen = set(start)
        for _ in range(depth):
            crossed = [edge for edge in every if _source(edge, direction) in frontier]
            kept.update(crossed)
            frontier = {_goal(edge, direction) for edge in crossed} - seen
            seen |= frontier
        nodes |= seen
    return Lineage(
        step_runs=tuple(
            sorted(
                (step for step in tables.all(StepRun) if step.id in nodes),
                key=lambda step: (step.started_at, str(step.id)),
            )
        ),
        artifact_versions=tuple(
            sorted(
                (version for version in tables.all(ArtifactVersion) if version.id in nodes),
                key=lambda version: (version.created_at, str(version.id)),
            )
        ),
        edges=tuple(sorted(kept)),
    )


def _source(edge: Edge, direction: str) -> UUID:
    """The end of the edge to come from when walking up (to what was there before) or down."""
    into_step = edge.role == "input"
    from_step = into_step == (direction == "up")
    return edge.step_run_id if from_step else edge.artifact_version_id


def _goal(edge: Edge, direction: str) -> UUID:
    source = _source(edge, direction)
    return edge.artifact_version_id if source == edge.step_run_id else edge.step_run_id
