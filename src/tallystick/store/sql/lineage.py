"""Lineage, one generation of edges at a time."""

from __future__ import annotations

from uuid import UUID

from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.reading import Edge, Lineage, R
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind, Target
from tallystick.store.sql.connecting import Connection
from tallystick.store.sql.kinds import RECORD_TABLES
from tallystick.store.sql.texts import as_list

# An edge is there as long as both its ends are.
_EDGES = (
    "SELECT s.id, io.artifact_version_id, io.role, io.name FROM step_io io "
    "JOIN step_runs s ON s.pk = io.step "
    "JOIN artifact_versions v ON v.id = io.artifact_version_id "
    "WHERE io.role = ?1 AND {which} IN (SELECT value FROM json_each(?2))"
)
_OF_STEPS = _EDGES.format(which="s.id")
_OF_VERSIONS = _EDGES.format(which="io.artifact_version_id")

_UP = (("input", _OF_STEPS), ("output", _OF_VERSIONS))
_DOWN = (("output", _OF_STEPS), ("input", _OF_VERSIONS))


def lineage(connection: Connection, target: Target, *, upstream: int, downstream: int) -> Lineage:
    """See `Store.lineage`; the target exists."""
    start = {str(target.id)}
    if target.kind is Kind.RUN:
        ids = connection.execute("SELECT id FROM step_runs WHERE run_id = ?", (str(target.id),))
        start = {id for (id,) in ids}
    edges = _walk(connection, start, _UP, upstream) | _walk(connection, start, _DOWN, downstream)
    nodes = start.union(*(edge[:2] for edge in edges))
    return Lineage(
        step_runs=_records(connection, StepRun, nodes),
        artifact_versions=_records(connection, ArtifactVersion, nodes),
        edges=tuple(Edge(UUID(e[0]), UUID(e[1]), e[2], e[3]) for e in sorted(edges)),
    )


_Row = tuple[str, str, str, str]


def _walk(
    connection: Connection, start: set[str], onward: tuple[tuple[str, str], ...], depth: int
) -> set[_Row]:
    crossed: set[_Row] = set()
    reached, frontier = set(start), start
    for _ in range(depth):
        if not frontier:
            break
        goals: set[str] = set()
        nodes = as_list(sorted(frontier))
        for role, statement in onward:
            for row in connection.execute(statement, (role, nodes)):
                crossed.add(row)
                goals.update(row[:2])
        frontier = goals - reached
        reached |= frontier
    return crossed


def _records(connection: Connection, kind: type[R], ids: set[str]) -> tuple[R, ...]:
    table = RECORD_TABLES[kind]
    rows = connection.execute(
        f"SELECT body FROM {table.name} WHERE id IN (SELECT value FROM json_each(?)) "
        f"ORDER BY {table.created}, id",
        (as_list(sorted(ids)),),
    )
    return tuple([table.decode(body) for (body,) in rows])
