"""Lineage in conditions: whether something upstream or downstream fulfils another condition.

A walk goes from some things, its `origin`, along what steps read and wrote; what of lineage is met
on it is said in docs/explanation/lineage.md. `walk` has a row per step run and per artifact
version, with `hop` 0 for those it begins with and does not count. Being upstream is the opposite
of being downstream, so that the walk may go from a thing to its relatives, or from relatives to
the things that have them.
"""

from __future__ import annotations

from tallystick.query.conditions import Direction
from tallystick.records.targets import Kind
from tallystick.store.sql.finding.fragment import TRUE, Sql, either, every
from tallystick.store.sql.finding.scope import Scope
from tallystick.store.sql.kinds import CODES

_RUN, _VERSION = CODES[Kind.RUN], CODES[Kind.ARTIFACT_VERSION]

_OPPOSITE = {
    Direction.UPSTREAM: Direction.DOWNSTREAM,
    Direction.DOWNSTREAM: Direction.UPSTREAM,
}
_READ = {Direction.UPSTREAM: "input", Direction.DOWNSTREAM: "output"}
_WROTE = {Direction.UPSTREAM: "output", Direction.DOWNSTREAM: "input"}

# Cross joins say which table to begin with; an arrow is there as long as both its ends are.
_ONWARD = (
    "SELECT NULL, v.id, 1 FROM walk w "
    "CROSS JOIN step_io io ON io.step = w.step AND io.role = '{from_step}' "
    "CROSS JOIN artifact_versions v ON v.id = io.artifact_version_id "
    "UNION SELECT io.step, NULL, 1 FROM walk w "
    "CROSS JOIN step_io io ON io.artifact_version_id = w.version AND io.role = '{from_version}'"
)

_RUNS_OF_MODELS = (
    "SELECT r.id FROM origin o CROSS JOIN model_links x ON x.model_version_id = o.id "
    f"AND x.kind = {_RUN} CROSS JOIN runs r ON r.pk = x.target "
    "UNION SELECT r.id FROM runs r WHERE r.model_version_id IN (SELECT id FROM origin)"
)
_VERSIONS_OF_MODELS = (
    "SELECT NULL, v.id, {hop} FROM origin o CROSS JOIN model_links x "
    f"ON x.model_version_id = o.id AND x.kind = {_VERSION} "
    "CROSS JOIN artifact_versions v ON v.pk = x.target"
)
_MEMBERS_OF_MODELS = (
    f"{_VERSIONS_OF_MODELS.format(hop=1)} "
    f"UNION SELECT s.pk, NULL, 1 FROM step_runs s WHERE s.run_id IN ({_RUNS_OF_MODELS}) "
    "UNION SELECT s.pk, NULL, 1 FROM step_runs s "
    "WHERE s.model_version_id IN (SELECT id FROM origin)"
)
_BEGIN = {
    Kind.RUN: "SELECT s.pk, NULL, 0 FROM origin o CROSS JOIN step_runs s ON s.run_id = o.id",
    Kind.STEP_RUN: "SELECT pk, NULL, 0 FROM origin",
    Kind.ARTIFACT_VERSION: "SELECT NULL, id, 0 FROM origin",
}

_MODELS_OF_VERSIONS = (
    "SELECT x.model_version_id FROM walk w CROSS JOIN artifact_versions v ON v.id = w.version "
    f"CROSS JOIN model_links x ON x.kind = {_VERSION} AND x.target = v.pk"
)
_MODELS_OF_STEPS = (
    "SELECT s.model_version_id FROM walk w CROSS JOIN step_runs s ON s.pk = w.step "
    "UNION SELECT r.model_version_id FROM walk w CROSS JOIN step_runs s ON s.pk = w.step "
    "CROSS JOIN runs r ON r.id = s.run_id "
    "UNION SELECT x.model_version_id FROM walk w CROSS JOIN step_runs s ON s.pk = w.step "
    "CROSS JOIN runs r ON r.id = s.run_id "
    f"CROSS JOIN model_links x ON x.kind = {_RUN} AND x.target = r.pk"
)
_MODELS_OF_RUNS = (
    "SELECT r.model_version_id FROM origin o CROSS JOIN runs r ON r.pk = o.pk "
    "UNION SELECT x.model_version_id FROM origin o CROSS JOIN model_links x "
    f"ON x.kind = {_RUN} AND x.target = o.pk"
)


def has_relative(scope: Scope, direction: Direction, relative: Scope, holds: Sql) -> Sql:
    """Whether something in `relative`, in this direction of the thing, fulfils `holds`."""
    origin = Sql(f"SELECT {scope.alias}.pk, {scope.alias}.id")
    walk = _walk(scope.kind, direction, origin)
    met = _met(scope.kind, direction, relative)
    found = every([_another(scope, relative), holds])
    return walk.then(found.within(f"SELECT 1 FROM {met} WHERE ")).within("EXISTS (", ")")


def picked(scope: Scope, direction: Direction, relative: Scope, holds: Sql) -> Sql:
    """The things in `scope` with such a relative, as a select of rows; some come several times."""
    r = relative.alias
    origin = holds.within(f"SELECT {r}.pk, {r}.id FROM {relative.table.name} {r} WHERE ")
    walk = _walk(relative.kind, _OPPOSITE[direction], origin)
    met = _met(relative.kind, _OPPOSITE[direction], scope)
    doubtful = _may_be_from_itself(scope, relative)
    if doubtful is None:
        where = scope.is_here
    else:
        from_another = has_relative(scope, direction, relative, holds)
        where = every([scope.is_here, either([Sql(f"NOT {doubtful}"), from_another])])
    return walk.then(where.within(f"SELECT {scope.alias}.pk FROM {met} WHERE "))


def _walk(kind: Kind, direction: Direction, origin: Sql) -> Sql:
    """The tables `origin`, things of this kind, and `walk`, what the walk from them comes to."""
    if kind is not Kind.MODEL_VERSION:
        begin = _BEGIN[kind]
    elif direction is Direction.UPSTREAM:
        begin = _MEMBERS_OF_MODELS
    else:
        begin = _VERSIONS_OF_MODELS.format(hop=0)
    onward = _ONWARD.format(from_step=_READ[direction], from_version=_WROTE[direction])
    return origin.within(
        "WITH RECURSIVE origin(pk, id) AS (",
        f"), walk(step, version, hop) AS ({begin} UNION {onward}) ",
    )


def _met(kind: Kind, direction: Direction, goal: Scope) -> str:
    """The things in `goal` that the walk comes to, as tables to select from."""
    g, table = goal.alias, goal.table.name
    if goal.kind is Kind.STEP_RUN:
        return f"walk w CROSS JOIN {table} {g} ON w.hop = 1 AND {g}.pk = w.step"
    if goal.kind is Kind.ARTIFACT_VERSION:
        return f"walk w CROSS JOIN {table} {g} ON w.hop = 1 AND {g}.id = w.version"
    if goal.kind is Kind.RUN:
        ids = "SELECT s.run_id FROM walk w CROSS JOIN step_runs s ON w.hop = 1 AND s.pk = w.step"
        if kind is Kind.MODEL_VERSION and direction is Direction.UPSTREAM:
            ids = f"{ids} UNION {_RUNS_OF_MODELS}"
    elif direction is Direction.UPSTREAM:
        ids = f"{_MODELS_OF_VERSIONS} WHERE w.hop = 1"
    else:
        ids = f"{_MODELS_OF_VERSIONS} UNION {_MODELS_OF_STEPS}"
        if kind is Kind.RUN:
            ids = f"{ids} UNION {_MODELS_OF_RUNS}"
    # The name of the column is that of the first select.
    return f"(SELECT NULL AS id WHERE 0 UNION ALL {ids}) m CROSS JOIN {table} {g} ON {g}.id = m.id"


def _another(scope: Scope, relative: Scope) -> Sql:
    """That a thing is no relative of itself, nor a run and its step runs of each other."""
    t, r = scope.alias, relative.alias
    kinds = (scope.kind, relative.kind)
    if scope.kind is relative.kind:
        return Sql(f"{r}.pk <> {t}.pk")
    if kinds == (Kind.RUN, Kind.STEP_RUN):
        return Sql(f"{r}.run_id <> {t}.id")
    if kinds == (Kind.STEP_RUN, Kind.RUN):
        return Sql(f"{r}.id <> {t}.run_id")
    return TRUE


def _may_be_from_itself(scope: Scope, relative: Scope) -> str | None:
    """That a thing may have been come to from itself, where that does not count."""
    t = scope.alias
    kinds = (scope.kind, relative.kind)
    if scope.kind is relative.kind:
        return f"{t}.pk IN (SELECT pk FROM origin)"
    if kinds == (Kind.RUN, Kind.STEP_RUN):
        own = "SELECT s.run_id FROM origin o CROSS JOIN step_runs s ON s.pk = o.pk"
        return f"{t}.id IN ({own})"
    if kinds == (Kind.STEP_RUN, Kind.RUN):
        return f"{t}.run_id IN (SELECT id FROM origin)"
    return None
