"""Orders as SQL: missing last in both directions, ties by time of creation and id."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tallystick.query.conditions import Builtin
from tallystick.query.query import Sort
from tallystick.records.targets import Kind
from tallystick.store.sql.finding import builtin
from tallystick.store.sql.finding.fragment import Sql
from tallystick.store.sql.finding.metadata import START, MetadataFields
from tallystick.store.sql.kinds import TABLES

Term = tuple[str, str]
"""What to order by, and in which direction."""


class Order(NamedTuple):
    """What to join for the order, and the order itself."""

    joins: Sql
    terms: list[Term]

    @property
    def text(self) -> str:
        """The terms as SQL."""
        return written(self.terms)


def written(terms: Iterable[Term]) -> str:
    """The terms as SQL. Said twice, a term would keep an index from being used."""
    return ", ".join(dict.fromkeys(f"{expression} {direction}" for expression, direction in terms))


def direction_of(sort: Sort) -> str:
    """The direction as SQL has it."""
    return "DESC" if sort.descending else "ASC"


def leaf_terms(alias: str, direction: str) -> list[Term]:
    """The order of leaves that compare, in the order of the index and then by the whole text."""
    start = START.replace("l.", f"{alias}.")
    columns = (f"{alias}.sort", f"{alias}.number", start, f"{alias}.text")
    return [(column, direction) for column in columns]


def ordered(
    sorts: tuple[Sort, ...], kind: Kind, metadata: MetadataFields, *, after: int = 0
) -> Order:
    """The order of table `t` for `sorts`, which were checked, without the first `after` of them."""
    joins = Sql("")
    terms: list[Term] = []
    for place, sort in enumerate(sorts[after:]):
        direction = direction_of(sort)
        if isinstance(sort.field, Builtin):
            column, null = builtin.sortable(kind, sort.field.name)
            terms += [(f"{column} IS NULL", "ASC")] if null else []
            terms.append((column, direction))
            continue
        path = metadata.path(sort.field)
        if path is not None:
            leaf = f"o{place}"
            about = metadata.leaf(leaf, sort.field, path)
            compares = f" AND {leaf}.position = 0 AND {leaf}.sort IS NOT NULL"
            joins = joins.then(about.within(f" LEFT JOIN current_values {leaf} ON ", compares))
            terms += [(f"{leaf}.sort IS NULL", "ASC"), *leaf_terms(leaf, direction)]
    direction = direction_of(sorts[-1]) if sorts else "ASC"
    terms += [(f"t.{TABLES[kind].created}", direction), ("t.id", direction)]
    return Order(joins, terms)
