"""Lineage, one generation of edges at a time."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.reading import Edge, Lineage
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind, Target
from tallystick.store.sql.records import SqlRecords
from tallystick.store.sql.texts import TEXTS, as_list

# An edge is there as long as both its ends are.
_EDGES = (
    "SELECT s.id, io.artifact_version_id, io.role, io.name FROM {table} io "
    "JOIN step_runs s ON s.pk = io.step "
    "JOIN artifact_versions v ON v.id = io.artifact_version_id "
    f"WHERE io.role = ? AND {{which}} IN ({TEXTS}) AND {{there}}"
)
_OF_STEPS, _OF_VERSIONS = "s.id", "io.artifact_version_id"

_UP = (("input", _OF_STEPS), ("output", _OF_VERSIONS))
_DOWN = (("output", _OF_STEPS), ("input", _OF_VERSIONS))


def lineage(records: SqlRecords, target: Target, *, upstream: int, downstream: int) -> Lineage:
    """See `Store.lineage`; the target exists among the records."""
    start = {str(target.id)}
    if target.kind is Kind.RUN:
        start = {str(step.id) for step in records.steps_of(target.id)}
    edges = _walk(records, start, _UP, upstream) | _walk(records, start, _DOWN, downstream)
    nodes = start.union(*(edge[:2] for edge in edges))
    return Lineage(
        step_runs=records.by_ids(StepRun, nodes),
        artifact_versions=records.by_ids(ArtifactVersion, nodes),
        edges=tuple(Edge(UUID(e[0]), UUID(e[1]), e[2], e[3]) for e in sorted(edges)),
    )


_Row = tuple[str, str, str, str]


def _walk(
    records: SqlRecords, start: set[str], onward: tuple[tuple[str, str], ...], depth: int
) -> set[_Row]:
    crossed: set[_Row] = set()
    reached, frontier = set(start), start
    for _ in range(depth):
        if not frontier:
            break
        goals: set[str] = set()
        nodes = as_list(sorted(frontier))
        for role, which in onward:
            for row in _edges(records, role, which, nodes):
                crossed.add(row)
                goals.update(row[:2])
        frontier = goals - reached
        reached |= frontier
    return crossed


def _edges(records: SqlRecords, role: str, which: str, nodes: str) -> Iterator[_Row]:
    for table, there in records.tables_of_io():
        statement = _EDGES.format(table=table, which=which, there=there)
        yield from records.connection.execute(statement, (role, nodes))
