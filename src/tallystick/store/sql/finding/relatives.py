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

# Cross joins say which table to begin with; an arrow is there as long as both its ends are. What
# was there at a moment is said in braces.
_ONWARD = (
    "SELECT {no_step}, v.id, 1 FROM walk w "
    "CROSS JOIN {step_io} io ON io.step = w.step AND io.role = '{from_step}' AND {io} "
    "CROSS JOIN artifact_versions v ON v.id = io.artifact_version_id AND {v} "
    "UNION SELECT io.step, {no_version}, 1 FROM walk w CROSS JOIN {step_io} io "
    "ON io.artifact_version_id = w.version AND io.role = '{from_version}' AND {io}"
)

_RUNS_LINKED_TO_MODELS = (
    "SELECT r.id FROM origin o CROSS JOIN {model_links} x ON x.model_version_id = o.id "
    f"AND x.kind = {_RUN} AND {{x}} CROSS JOIN runs r ON r.pk = x.target AND {{r}}"
)
_RUNS_OF_MODELS = (
    "SELECT r.id FROM runs r WHERE r.model_version_id IN (SELECT id FROM origin) AND {r}"
)
_VERSIONS_OF_MODELS = (
    "SELECT {no_step}, v.id, {hop} FROM origin o CROSS JOIN {model_links} x "
    f"ON x.model_version_id = o.id AND x.kind = {_VERSION} AND {{x}} "
    "CROSS JOIN artifact_versions v ON v.pk = x.target AND {v}"
)
_STEPS_OF_RUNS = "SELECT s.pk, {no_version}, 1 FROM step_runs s WHERE s.run_id IN ({runs}) AND {s}"
_STEPS_OF_MODELS = (
    "SELECT s.pk, {no_version}, 1 FROM step_runs s "
    "WHERE s.model_version_id IN (SELECT id FROM origin) AND {s}"
)
_BEGIN = {
    Kind.RUN: (
        "SELECT s.pk, {no_version}, 0 FROM origin o "
        "CROSS JOIN step_runs s ON s.run_id = o.id AND {s}"
    ),
    Kind.STEP_RUN: "SELECT pk, {no_version}, 0 FROM origin",
    Kind.ARTIFACT_VERSION: "SELECT {no_step}, id, 0 FROM origin",
}

_MODELS_OF_VERSIONS = (
    "SELECT x.model_version_id FROM walk w CROSS JOIN artifact_versions v ON v.id = w.version "
    f"CROSS JOIN {{model_links}} x ON x.kind = {_VERSION} AND x.target = v.pk AND {{x}}"
)
_MODELS_OF_STEPS = (
    "SELECT s.model_version_id FROM walk w CROSS JOIN step_runs s ON s.pk = w.step "
    "UNION SELECT r.model_version_id FROM walk w CROSS JOIN step_runs s ON s.pk = w.step "
    "CROSS JOIN runs r ON r.id = s.run_id"
)
_MODELS_LINKED_TO_STEPS = (
    "SELECT x.model_version_id FROM walk w CROSS JOIN step_runs s ON s.pk = w.step "
    "CROSS JOIN runs r ON r.id = s.run_id "
    f"CROSS JOIN {{model_links}} x ON x.kind = {_RUN} AND x.target = r.pk AND {{x}}"
)
_MODELS_OF_RUNS = "SELECT r.model_version_id FROM origin o CROSS JOIN runs r ON r.pk = o.pk"
_MODELS_LINKED_TO_RUNS = (
    "SELECT x.model_version_id FROM origin o CROSS JOIN {model_links} x "
    f"ON x.kind = {_RUN} AND x.target = o.pk AND {{x}}"
)


def has_relative(scope: Scope, direction: Direction, relative: Scope, holds: Sql) -> Sql:
    """Whether something in `relative`, in this direction of the thing, fulfils `holds`."""
    origin = Sql(f"SELECT {scope.alias}.pk, {scope.alias}.id")
    walk = _Walk(scope, scope.kind, direction)
    found = every([_another(scope, relative), relative.was_here, holds])
    select = found.within(f"SELECT 1 FROM {walk.met(relative)} WHERE ")
    return walk.tables(origin).then(select).within("EXISTS (", ")")


def relatives(scope: Scope, direction: Direction, relative: Scope) -> Sql:
    """What is in `relative` and in this direction of the things `t` in `scope`: their ids.

    The statement takes the id of the one thing that is asked about.
    """
    origin = Sql(f"SELECT t.pk, t.id FROM {scope.table.name} t WHERE t.id = ?1")
    walk = _Walk(scope, scope.kind, direction)
    found = every([_another(scope, relative), relative.was_here])
    tables = f"{walk.met(relative)} CROSS JOIN {scope.table.name} {scope.alias}"
    this = found.within(
        f"SELECT {relative.alias}.id FROM {tables} WHERE {scope.alias}.id = ?1 AND "
    )
    return walk.tables(origin).then(this)


def picked(scope: Scope, direction: Direction, relative: Scope, holds: Sql) -> Sql:
    """The things in `scope` with such a relative, as a select of rows; some come several times."""
    r = relative.alias
    fulfil = every([relative.was_here, holds])
    origin = fulfil.within(f"SELECT {r}.pk, {r}.id FROM {relative.table.name} {r} WHERE ")
    walk = _Walk(scope, relative.kind, _OPPOSITE[direction])
    doubtful = _may_be_from_itself(scope, relative)
    if doubtful is None:
        where = scope.is_here
    else:
        from_another = has_relative(scope, direction, relative, holds)
        where = every([scope.is_here, either([Sql(f"NOT {doubtful}"), from_another])])
    found = where.within(f"SELECT {scope.alias}.pk FROM {walk.met(scope)} WHERE ")
    return walk.tables(origin).then(found)


class _Walk:
    """A walk from things of a kind in a direction, as of the moment of a scope."""

    def __init__(self, scope: Scope, kind: Kind, direction: Direction) -> None:
        self._scope = scope
        self._kind = kind
        self._upwards = direction is Direction.UPSTREAM
        self._words = {
            "s": scope.was_there(Kind.STEP_RUN, "s.pk").text,
            "v": scope.was_there(Kind.ARTIFACT_VERSION, "v.pk").text,
            "r": scope.was_there(Kind.RUN, "r.pk").text,
            "no_step": "CAST(NULL AS BIGINT)",
            "no_version": "CAST(NULL AS TEXT)",
            "from_step": _READ[direction],
            "from_version": _WROTE[direction],
        }

    def _select(self, *templates: str, **words: object) -> str:
        """The rows of all; where some have gone that were there, from both their tables."""
        words = {**self._words, **words}
        selects = []
        for template in templates:
            of = next(((t, x) for t, x in _CHANGING if f"{{{t}}}" in template), None)
            for name, there in self._scope.rows_of(*of) if of else [("", "")]:
                tables = {of[0]: name, of[1]: there} if of else {}
                selects.append(template.format(**words, **tables))
        return " UNION ".join(selects)

    def tables(self, origin: Sql) -> Sql:
        """The tables `origin`, things to begin with, and `walk`, what is come to from them."""
        return origin.within(
            "WITH RECURSIVE origin(pk, id) AS (",
            f"), walk(step, version, hop) AS ({self._begin()} UNION {self._select(_ONWARD)}) ",
        )

    def _begin(self) -> str:
        if self._kind is not Kind.MODEL_VERSION:
            return self._select(_BEGIN[self._kind])
        if not self._upwards:
            return self._select(_VERSIONS_OF_MODELS, hop=0)
        members = (_VERSIONS_OF_MODELS, _STEPS_OF_RUNS, _STEPS_OF_MODELS)
        return self._select(*members, hop=1, runs=self._runs_of_models())

    def _runs_of_models(self) -> str:
        return self._select(_RUNS_LINKED_TO_MODELS, _RUNS_OF_MODELS)

    def met(self, goal: Scope) -> str:
        """The things in `goal` that the walk comes to, as tables to select from."""
        g, table = goal.alias, goal.table.name
        if goal.kind is Kind.STEP_RUN:
            return f"walk w CROSS JOIN {table} {g} ON w.hop = 1 AND {g}.pk = w.step"
        if goal.kind is Kind.ARTIFACT_VERSION:
            return f"walk w CROSS JOIN {table} {g} ON w.hop = 1 AND {g}.id = w.version"
        ids = self._runs_met() if goal.kind is Kind.RUN else self._models_met()
        # The name of the column is that of the first select.
        ids = f"SELECT NULL AS id WHERE FALSE UNION ALL {ids}"
        return f"({ids}) m CROSS JOIN {table} {g} ON {g}.id = m.id"

    def _runs_met(self) -> str:
        ids = "SELECT s.run_id FROM walk w CROSS JOIN step_runs s ON w.hop = 1 AND s.pk = w.step"
        of_models = self._kind is Kind.MODEL_VERSION and self._upwards
        return f"{ids} UNION {self._runs_of_models()}" if of_models else ids

    def _models_met(self) -> str:
        if self._upwards:
            return self._select(f"{_MODELS_OF_VERSIONS} WHERE w.hop = 1")
        selects = [_MODELS_OF_VERSIONS, _MODELS_OF_STEPS, _MODELS_LINKED_TO_STEPS]
        if self._kind is Kind.RUN:
            selects += [_MODELS_OF_RUNS, _MODELS_LINKED_TO_RUNS]
        return self._select(*selects)


_CHANGING = (("step_io", "io"), ("model_links", "x"))
"""Tables whose rows come and go, and what they are called in statements."""


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
