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
    Related,
)
from tallystick.store.sql.finding import builtin, metadata
from tallystick.store.sql.finding.fragment import Sql, either, every, negated
from tallystick.store.sql.finding.relatives import has_relative
from tallystick.store.sql.finding.scope import Scope


def compiled(condition: Condition, scope: Scope) -> Sql:
    """`condition`, which was checked, of the things in `scope`."""
    match condition:
        case All(conditions):
            return every([compiled(part, scope) for part in conditions])
        case Any(conditions):
            return either([compiled(part, scope) for part in conditions])
        case Not(part):
            return negated(compiled(part, scope))
        case Related(direction, kind, where):
            relative = scope.within(kind)
            holds = compiled(where, relative)
            if scope.then.corrected is not None:
                holds = scope.then.corrected(relative, where, holds)
            return has_relative(scope, direction, relative, holds)
        case Compare(field, Op.NE, literals):
            return negated(compiled(Compare(field, Op.EQ, literals), scope))
        case Compare(field, op, literals):
            if isinstance(field, Builtin):
                return builtin.condition(scope, field, op, literals)
            if isinstance(field, JsonText):
                return metadata.json_text(scope, field, op, literals)
            return metadata.condition(scope, field, op, literals)
        case _:
            raise TypeError(f"{condition!r} is not a condition.")
