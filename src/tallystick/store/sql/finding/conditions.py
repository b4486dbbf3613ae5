"""Conditions as SQL: true or false, never NULL."""

from __future__ import annotations

from tallystick.query.conditions import (
    All,
    Any,
    Builtin,
    Compare,
    Condition,
    JsonText,
    Not,
    Op,
)
from tallystick.records.targets import Kind
from tallystick.store.sql.finding import builtin
from tallystick.store.sql.finding.fragment import Sql, either, every, negated
from tallystick.store.sql.finding.metadata import MetadataFields


def compiled(condition: Condition, kind: Kind, metadata: MetadataFields) -> Sql:
    """`condition`, which was checked, of table `t`."""
    match condition:
        case All(conditions):
            return every([compiled(part, kind, metadata) for part in conditions])
        case Any(conditions):
            return either([compiled(part, kind, metadata) for part in conditions])
        case Not(part):
            return negated(compiled(part, kind, metadata))
        case Compare(field, Op.NE, literals):
            return negated(compiled(Compare(field, Op.EQ, literals), kind, metadata))
        case Compare(field, op, literals):
            if isinstance(field, Builtin):
                return builtin.condition(kind, field.name, op, literals)
            if isinstance(field, JsonText):
                return metadata.json_text(field, op, literals)
            return metadata.condition(field, op, literals)
        case _:
            raise TypeError(f"{condition!r} is not a condition.")
