"""Orders as SQL: missing last in both directions, ties by time of creation and id."""

from __future__ import annotations

from typing import NamedTuple

from tallystick.query.conditions import Builtin
from tallystick.query.query import Sort
from tallystick.records.targets import Kind
from tallystick.store.sql.finding import builtin
from tallystick.store.sql.finding.fragment import Sql
from tallystick.store.sql.finding.metadata import MetadataFields
from tallystick.store.sql.kinds import TABLES


class Order(NamedTuple):
    """What to join for the order, and the order itself."""

    joins: Sql
    terms: str


def ordered(sorts: tuple[Sort, ...], kind: Kind, metadata: MetadataFields) -> Order:
    """The order of table `t` for `sorts`, which were checked."""
    joins = Sql("")
    terms: list[str] = []
    for place, sort in enumerate(sorts):
        direction = "DESC" if sort.descending else "ASC"
        if isinstance(sort.field, Builtin):
            column, null = builtin.sortable(kind, sort.field.name)
            terms += [f"{column} IS NULL"] if null else []
            terms.append(f"{column} {direction}")
            continue
        path = metadata.path(sort.field)
        if path is None:
            continue
        leaf = f"o{place}"
        target = metadata.target(sort.field.step)
        joins = joins.then(
            Sql(
                f" LEFT JOIN current_values {leaf} "
                f"ON {leaf}.kind = {metadata.code(sort.field.step)} "
                f"AND {leaf}.target = {target.text} AND {leaf}.key = ? AND {leaf}.path = ? "
                f"AND {leaf}.position = 0 AND {leaf}.sort IS NOT NULL",
                (*target.parameters, path.key, path.pk),
            )
        )
        terms.append(f"{leaf}.sort IS NULL")
        terms += [f"{leaf}.{column} {direction}" for column in ("sort", "number", "text")]
    direction = "DESC" if sorts and sorts[-1].descending else "ASC"
    terms += [f"t.{TABLES[kind].created} {direction}", f"t.id {direction}"]
    return Order(joins, ", ".join(dict.fromkeys(terms)))
