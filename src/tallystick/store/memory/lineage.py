"""Lineage by walking, one edge at a time."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.reading import Edge, Lineage
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind, Target
from tallystick.store.memory.tables import MemoryTables


def lineage(tables: MemoryTables, target: Target, *, upstream: int, downstream: int) -> Lineage:
    """See `Store.lineage`."""
    if target.kind is Kind.RUN:
        start = {step.id for step in tables.steps_of(target.id)}
    else:
        start = {target.id}
    every = set(_edges(tables))
    crossed = _walk(start, {(_later(edge), _earlier(edge), edge) for edge in every}, upstream)
    crossed |= _walk(start, {(_earlier(edge), _later(edge), edge) for edge in every}, downstream)
    nodes = start.union(*((edge.step_run_id, edge.artifact_version_id) for edge in crossed))
    steps = [step for step in tables.all(StepRun) if step.id in nodes]
    versions = [version for version in tables.all(ArtifactVersion) if version.id in nodes]
    return Lineage(
        step_runs=tuple(sorted(steps, key=lambda step: (step.started_at, step.id))),
        artifact_versions=tuple(
            sorted(versions, key=lambda version: (version.created_at, version.id))
        ),
        edges=tuple(sorted(crossed)),
    )


def _edges(tables: MemoryTables) -> Iterator[Edge]:
    """Every reading and writing of an artifact version that still exists."""
    for step in tables.all(StepRun):
        for role, named in (("input", step.inputs), ("output", step.outputs)):
            for name, ids in named.items():
                for id in ids:
                    if tables.by_id(ArtifactVersion, id) is not None:
                        yield Edge(step.id, id, role, name)


def _walk(start: set[UUID], steps: set[tuple[UUID, UUID, Edge]], depth: int) -> set[Edge]:
    """The edges within `depth` of `start`; a step leads from one node along an edge to another."""
    crossed: set[Edge] = set()
    reached = frontier = start
    for _ in range(depth):
        onward = [(goal, edge) for source, goal, edge in steps if source in frontier]
        crossed.update(edge for _, edge in onward)
        frontier = {goal for goal, _ in onward} - reached
        reached = reached | frontier
        if not frontier:
            break
    return crossed


def _earlier(edge: Edge) -> UUID:
    """What was there first: a read version before its reader, a writer before what it wrote."""
    return edge.artifact_version_id if edge.role == "input" else edge.step_run_id


def _later(edge: Edge) -> UUID:
    return edge.step_run_id if edge.role == "input" else edge.artifact_version_id
