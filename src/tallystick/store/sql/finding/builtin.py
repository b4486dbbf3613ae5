"""Built-in fields: the column each kind has for them, and what holds several."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from tallystick.query.comparing import scalar
from tallystick.query.conditions import Literal, Op
from tallystick.records.targets import Kind
from tallystick.store.sql.finding.comparing import compared
from tallystick.store.sql.finding.fragment import Sql, either, every, negated
from tallystick.store.sql.kinds import CODES
from tallystick.store.sql.times import micros


class Source(NamedTuple):
    """Where a field's values are.

    `column` is of table `t`, or of `rows` where that is given: then the field holds as many values
    as there are rows. `null` says whether the column can be NULL.
    """

    column: str
    null: bool = False
    rows: str = ""


_ALIASES = {
    (Kind.STEP_RUN, "created_at"): "started_at",
    (Kind.ARTIFACT_VERSION, "name"): "artifact",
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
}
_RUN_OF_STEP = "runs r WHERE r.id = t.run_id"
_CONSUMERS = (
    "step_io io JOIN step_runs s ON s.pk = io.step "
    "WHERE io.artifact_version_id = t.id AND io.role = 'input'"
)


def sources(kind: Kind, name: str) -> list[Source]:
    """Where the values of the field are; it holds those of all sources together."""
    code = CODES[kind]
    if name == "tags":
        return [Source("x.tag", rows=f"tags x WHERE x.kind = {code} AND x.target = t.pk")]
    if name == "consumer_step_run_id":
        return [Source("s.id", rows=_CONSUMERS)]
    if name == "model_version_id" and kind is not Kind.STEP_RUN:
        links = f"model_links x WHERE x.kind = {code} AND x.target = t.pk"
        linked = Source("x.model_version_id", rows=links)
        return [linked, Source(f"t.{name}", null=True)] if kind is Kind.RUN else [linked]
    if kind is Kind.STEP_RUN and name in ("pipeline", "pipeline_id"):
        return [Source(f"r.{name}", rows=_RUN_OF_STEP)]
    return [Source(f"t.{_ALIASES.get((kind, name), name)}", null=name in _NULL)]


def condition(kind: Kind, name: str, op: Op, literals: tuple[Literal, ...]) -> Sql:
    """Whether one of the field's values is in the relation; `literals` are of its sort."""
    own = sources(kind, name)
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
    if source.rows:
        return Sql(f"EXISTS (SELECT 1 FROM {source.rows})")
    return Sql(f"{source.column} IS NOT NULL")


def _compares(source: Source, op: Op, operands: list[Any]) -> Sql:
    holds = compared(source.column, op, operands)
    if source.rows:
        return holds.within(f"EXISTS (SELECT 1 FROM {source.rows} AND ", ")")
    return every([Sql(f"{source.column} IS NOT NULL"), holds]) if source.null else holds


def sortable(kind: Kind, name: str) -> tuple[str, bool]:
    """What to sort by for the field, and whether it can be NULL."""
    (source,) = sources(kind, name)
    if source.rows:
        return f"(SELECT {source.column} FROM {source.rows})", True
    return source.column, source.null
