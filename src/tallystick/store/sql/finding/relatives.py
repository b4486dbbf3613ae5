"""Lineage in conditions: whether something upstream or downstream fulfils another condition.

The walk goes from a thing along what steps read and wrote; `query.conditions.Related` and
docs/explanation/lineage.md say what is met on it. `walk` has a row per step run and per artifact
version, with `hop` 0 for those it begins with and does not count.
"""

from __future__ import annotations

from tallystick.query.conditions import Direction
from tallystick.records.targets import Kind
from tallystick.store.sql.finding.fragment import Sql, every
from tallystick.store.sql.finding.scope import Scope
from tallystick.store.sql.kinds import CODES

_RUN, _VERSION = CODES[Kind.RUN], CODES[Kind.ARTIFACT_VERSION]

_READ = {Direction.UPSTREAM: "input", Direction.DOWNSTREAM: "output"}
_WROTE = {Direction.UPSTREAM: "output", Direction.DOWNSTREAM: "input"}

# An arrow is there as long as both its ends are.
_ONWARD = (
    "SELECT NULL, io.artifact_version_id, 1 FROM walk w "
    "JOIN step_io io ON io.step = w.step AND io.role = '{from_step}' "
    "JOIN artifact_versions v ON v.id = io.artifact_version_id "
    "UNION SELECT io.step, NULL, 1 FROM walk w "
    "JOIN step_io io ON io.artifact_version_id = w.version AND io.role = '{from_version}'"
)

_STEPS_OF_RUN = "SELECT s.pk, NULL, 0 FROM step_runs s WHERE s.run_id = {t}.id"
_VERSIONS_OF_MODEL = (
    "SELECT NULL, v.id, {hop} FROM model_links x JOIN artifact_versions v ON v.pk = x.target "
    f"WHERE x.model_version_id = {{t}}.id AND x.kind = {_VERSION}"
)
_RUNS_OF_MODEL = (
    "SELECT r.id FROM model_links x JOIN runs r ON r.pk = x.target "
    f"WHERE x.model_version_id = {{t}}.id AND x.kind = {_RUN} "
    "UNION SELECT r.id FROM runs r WHERE r.model_version_id = {t}.id"
)
_STEPS_OF_MODEL = (
    f"SELECT s.pk, NULL, 1 FROM step_runs s WHERE s.run_id IN ({_RUNS_OF_MODEL}) "
    "UNION SELECT s.pk, NULL, 1 FROM step_runs s WHERE s.model_version_id = {t}.id"
)

_STEPS = "SELECT w.step FROM walk w WHERE w.step IS NOT NULL AND w.hop = 1"
_VERSIONS = "SELECT w.version FROM walk w WHERE w.version IS NOT NULL AND w.hop = 1"
_RUNS = "SELECT s.run_id FROM walk w JOIN step_runs s ON s.pk = w.step WHERE w.hop = 1"
_MODELS_OF_VERSIONS = (
    "SELECT x.model_version_id FROM walk w JOIN artifact_versions v ON v.id = w.version "
    f"JOIN model_links x ON x.kind = {_VERSION} AND x.target = v.pk"
)
_MODELS_OF_STEPS = (
    "SELECT s.model_version_id FROM walk w JOIN step_runs s ON s.pk = w.step "
    "WHERE s.model_version_id IS NOT NULL "
    "UNION SELECT r.model_version_id FROM walk w JOIN step_runs s ON s.pk = w.step "
    "JOIN runs r ON r.id = s.run_id WHERE r.model_version_id IS NOT NULL "
    "UNION SELECT x.model_version_id FROM walk w JOIN step_runs s ON s.pk = w.step "
    "JOIN runs r ON r.id = s.run_id "
    f"JOIN model_links x ON x.kind = {_RUN} AND x.target = r.pk"
)
_MODELS_OF_RUN = (
    f"SELECT x.model_version_id FROM model_links x WHERE x.kind = {_RUN} AND x.target = {{t}}.pk "
    "UNION SELECT {t}.model_version_id WHERE {t}.model_version_id IS NOT NULL"
)


def has_relative(scope: Scope, direction: Direction, relative: Scope, holds: Sql) -> Sql:
    """Whether something in `relative`, in this direction of the thing, fulfils `holds`."""
    begin = _beginning(scope, direction)
    onward = _ONWARD.format(from_step=_READ[direction], from_version=_WROTE[direction])
    r = relative.alias
    key = "pk" if relative.kind is Kind.STEP_RUN else "id"
    met = Sql(f"{r}.{key} IN ({_met(scope, direction, relative.kind)})")
    return every([met, _another(scope, relative), holds]).within(
        f"EXISTS (WITH RECURSIVE walk(step, version, hop) AS ({begin} UNION {onward}) "
        f"SELECT 1 FROM {relative.table.name} {r} WHERE ",
        ")",
    )


def _beginning(scope: Scope, direction: Direction) -> str:
    t = scope.alias
    if scope.kind is Kind.RUN:
        return _STEPS_OF_RUN.format(t=t)
    if scope.kind is Kind.STEP_RUN:
        return f"SELECT {t}.pk, NULL, 0"
    if scope.kind is Kind.ARTIFACT_VERSION:
        return f"SELECT NULL, {t}.id, 0"
    if direction is Direction.DOWNSTREAM:
        return _VERSIONS_OF_MODEL.format(t=t, hop=0)
    return f"{_VERSIONS_OF_MODEL.format(t=t, hop=1)} UNION {_STEPS_OF_MODEL.format(t=t)}"


def _met(scope: Scope, direction: Direction, kind: Kind) -> str:
    """What of a kind is met on the walk: row numbers of step runs, ids of all else."""
    t = scope.alias
    if kind is Kind.STEP_RUN:
        return _STEPS
    if kind is Kind.ARTIFACT_VERSION:
        return _VERSIONS
    if kind is Kind.RUN:
        of_model = scope.kind is Kind.MODEL_VERSION and direction is Direction.UPSTREAM
        return f"{_RUNS} UNION {_RUNS_OF_MODEL.format(t=t)}" if of_model else _RUNS
    if direction is Direction.UPSTREAM:
        return f"{_MODELS_OF_VERSIONS} WHERE w.hop = 1"
    models = f"{_MODELS_OF_VERSIONS} UNION {_MODELS_OF_STEPS}"
    return f"{models} UNION {_MODELS_OF_RUN.format(t=t)}" if scope.kind is Kind.RUN else models


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
    return Sql("1")
