"""The condition that fits the fewest things, so that a search can begin with those."""

from __future__ import annotations

from collections.abc import Iterator

from tallystick.query.conditions import All, Compare, Condition, Metadata, Op, Parameter
from tallystick.store.sql.finding import metadata
from tallystick.store.sql.finding.fragment import Sql
from tallystick.store.sql.finding.metadata import path_of
from tallystick.store.sql.finding.scope import Scope

FEW = 1_000
"""What fits so many things is looked up; what fits more is better asked of each thing."""


def narrowed(condition: Condition, scope: Scope) -> Sql | None:
    """The few things that can fulfil `condition`, as a select; None where there may be many."""
    best: tuple[int, Sql] | None = None
    for compare in _needed(condition):
        field = compare.field
        if not isinstance(field, Metadata | Parameter) or field.step is not None:
            continue
        # What does not compare is not in the index.
        if compare.op in (Op.NE, Op.EXISTS, Op.IS_NAN) or None in compare.values:
            continue
        path = path_of(scope, field)
        if path is None:
            return None
        targets = metadata.targets(scope, path, compare.op, compare.values)
        most = FEW + 1 if best is None else best[0]
        counted = targets.within("SELECT count(*) FROM (SELECT 1 FROM (", ") LIMIT ?)")
        (count,) = scope.connection.execute(counted.text, (*counted.parameters, most)).fetchone()
        if count < most:
            best = (count, targets)
    return None if best is None else best[1]


def _needed(condition: Condition) -> Iterator[Compare]:
    """Comparisons that all have to hold."""
    if isinstance(condition, Compare):
        yield condition
    elif isinstance(condition, All):
        for part in condition.conditions:
            yield from _needed(part)
