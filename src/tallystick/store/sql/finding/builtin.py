"""Built-in fields: the column each kind has for them, and what holds several."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from tallystick.query.comparing import scalar
from tallystick.query.conditions import Builtin, Literal, Op
from tallystick.records.targets import Kind
from tallystick.store.sql.finding.comparing import compared
from tallystick.store.sql.finding.fragment import TRUE, Sql, either, every, negated
from tallystick.store.sql.finding.scope import Scope
from tallystick.store.sql.kinds import CODES
from tallystick.store.sql.times import micros


class Source(NamedTuple):
    """Where a field's values are.

    `column` is of the thing's own row, or of the rows of `tables` that fulfil `where`: then the
    field holds as many values as there are rows. `null` says whether the column can be NULL.
    """

    column: str
    null: bool = False
    tables: str = ""
    where: Sql = TRUE


_ALIASES = {
    (Kind.STEP_RUN, "created_at"): "started_at",
    (Kind.ARTIFACT_VERSION, "name"): "artifact",
    (Kind.MODEL_VERSION, "version"): "name",
}
_NULL = {
    "ended_at",
    "duration_s",
    "model_version_id",
    "cache_key",
    "original_step_run_id",
    "number",
    "producer_step_run_id",
    "producer_run_id",
    "git_commit",
    "git_branch",
    "git_dirty",
    "host",
    "error",
}
_OF_MODELS = {"model": "model", "version": "name", "stage": "stage"}
_OF_RUN = {"run": "name", "pipeline": "pipeline", "pipeline_id": "pipeline_id"}


def sources(scope: Scope, field: Builtin) -> list[Source]:
    """Where the values of the field are; it holds those of all sources together."""
    if field.step is None:
        return list(_sources(scope, scope.kind, field.name, scope.alias))
    step = scope.target(field.step).within("ts.pk = ")
    return [
        source._replace(
            tables=f"step_runs ts{source.tables and ', '}{source.tables}",
            where=every([step, source.where]),
        )
        for source in _sources(scope, Kind.STEP_RUN, field.name, "ts")
    ]


def _sources(scope: Scope, kind: Kind, name: str, t: str) -> Iterator[Source]:
    """The same for the thing in table `t`."""
    name = "duration_s" if name == "duration" else name
    here = f"x.kind = {CODES[kind]} AND x.target = {t}.pk"
    if name == "tags":
        yield Source("x.tag", tables="tags x", where=Sql(here))
    elif name == "consumer_step_run_id":
        reads = Sql(f"io.artifact_version_id = {t}.id AND io.role = 'input' AND s.pk = io.step")
        there = scope.was_there(Kind.STEP_RUN, "s.pk")
        yield Source("s.id", tables="step_io io, step_runs s", where=every([reads, there]))
    elif name == "model_version_id" and kind is not Kind.STEP_RUN:
        yield Source("x.model_version_id", tables="model_links x", where=Sql(here))
        if kind is Kind.RUN:
            yield Source(f"{t}.{name}", null=True)
    elif name in _OF_MODELS and kind is not Kind.MODEL_VERSION and (kind, name) not in _OWN:
        column = _of_model(scope, _OF_MODELS[name])
        if kind is not Kind.STEP_RUN:
            linked = Sql(f"{here} AND m.id = x.model_version_id")
            yield Source(column, tables="model_links x, model_versions m", where=linked)
        if kind is not Kind.ARTIFACT_VERSION:
            own = Sql(f"m.id = {t}.model_version_id")
            yield Source(column, tables="model_versions m", where=own)
    elif name in _OF_RUN and kind in _RUN_ID:
        of_run = Sql(f"r.id = {t}.{_RUN_ID[kind]}")
        yield Source(f"r.{_OF_RUN[name]}", tables="runs r", where=of_run)
    elif name == "step" and kind is Kind.ARTIFACT_VERSION:
        producer = Sql(f"s.id = {t}.producer_step_run_id")
        yield Source("s.name", tables="step_runs s", where=producer)
    else:
        yield Source(f"{t}.{_ALIASES.get((kind, name), name)}", null=name in _NULL)


def _of_model(scope: Scope, column: str) -> str:
    """A column of model version `m`, or what it was."""
    moment = scope.then.moment
    if moment is None:
        return f"m.{column}"
    was = moment.former(Kind.MODEL_VERSION, "m", f"json_extract(f.body, '$.{column}')")
    return f"coalesce({was}, m.{column})"


_OWN = {(Kind.ARTIFACT_VERSION, "version")}
_RUN_ID = {Kind.STEP_RUN: "run_id", Kind.ARTIFACT_VERSION: "producer_run_id"}


def condition(scope: Scope, field: Builtin, op: Op, literals: tuple[Literal, ...]) -> Sql:
    """Whether one of the field's values is in the relation; `literals` are of its sort."""
    own = sources(scope, field)
    if op is Op.EXISTS:
        return either([_exists(source) for source in own])
    # NaN is a literal, too, and nothing is in a relation to it.
    operands = [operand for operand in map(_operand, literals) if operand is not None]
    parts = [_compares(source, op, operands) for source in own] if operands else []
    if op in (Op.EQ, Op.IN) and None in literals:
        parts.append(negated(either([_exists(source) for source in own])))
    return either(parts)


def _operand(literal: Literal) -> Any:
    if isinstance(literal, datetime):
        return micros(literal)
    compares = scalar(literal)
    return None if compares is None else compares[1]


def _exists(source: Source) -> Sql:
    present = Sql(f"{source.column} IS NOT NULL") if source.null else TRUE
    return _of_some_row(source, present)


def _compares(source: Source, op: Op, operands: list[Any]) -> Sql:
    holds = compared(source.column, op, operands)
    if source.null:
        holds = every([Sql(f"{source.column} IS NOT NULL"), holds])
    return _of_some_row(source, holds)


def _of_some_row(source: Source, holds: Sql) -> Sql:
    if not source.tables:
        return holds
    return every([source.where, holds]).within(f"EXISTS (SELECT 1 FROM {source.tables} WHERE ", ")")


_LOOKED_UP = {
    Kind.RUN: {"id", "name", "pipeline", "pipeline_id", "status"},
    Kind.STEP_RUN: {"id", "name", "run_id", "cache_key"},
    Kind.ARTIFACT_VERSION: {"id", "artifact", "name", "artifact_id", "producer_run_id"},
    Kind.MODEL_VERSION: {"id", "model_id"},
}
"""Fields that have an index."""

_EQUAL = (Op.EQ, Op.IN, Op.HAS)


def picked(scope: Scope, field: Builtin, op: Op, literals: tuple[Literal, ...]) -> Sql | None:
    """The things that fulfil the condition, as a select of rows; None where no index has them.

    `field` is of the things themselves and not of a step. A thing may come several times.
    """
    if op not in _EQUAL or None in literals:
        return None
    t, table = scope.alias, scope.table.name
    if field.name in _LOOKED_UP.get(scope.kind, {"id", "name"}):
        holds = condition(scope, field, op, literals)
        here = scope.is_here if field.name.endswith("id") else scope.is_looked_up
        return every([here, holds]).within(f"SELECT {t}.pk FROM {table} {t} WHERE ")
    operands = [operand for operand in map(_operand, literals) if operand is not None]
    if field.name != "tags" or not operands:
        return None
    tagged = compared("x.tag", op, operands)
    return every([Sql(f"x.kind = {scope.code(None)}"), tagged, scope.is_here]).within(
        f"SELECT {t}.pk FROM tags x CROSS JOIN {table} {t} ON {t}.pk = x.target WHERE "
    )


class Sortable(NamedTuple):
    """What to sort by for a field, and whether it can be NULL."""

    column: Sql
    null: bool


def sortable(scope: Scope, field: Builtin) -> Sortable:
    """What to sort by for a field that holds one."""
    (source,) = sources(scope, field)
    if source.tables:
        rows = source.where.within(f"(SELECT {source.column} FROM {source.tables} WHERE ", ")")
        return Sortable(rows, null=True)
    return Sortable(Sql(source.column), source.null)
