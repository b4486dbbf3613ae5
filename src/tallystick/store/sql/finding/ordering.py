"""Orders as SQL: missing last in both directions, ties by time of creation and id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from tallystick.query.comparing import NUMBER, SORT_RANK, TEXT, TIME, TRUTH
from tallystick.query.conditions import Builtin
from tallystick.query.cursors import Cursor, SortKey
from tallystick.query.fields import FieldType, held_type
from tallystick.query.query import Sort
from tallystick.store.sql.finding.builtin import sortable
from tallystick.store.sql.finding.fragment import FALSE, Sql, either, every, listed
from tallystick.store.sql.finding.metadata import START, leaf, path_of
from tallystick.store.sql.finding.scope import Scope
from tallystick.store.sql.leaves import TEXT_INDEXED

_TEXT = SORT_RANK[TEXT]
_RANKS = {
    FieldType.NUMBER: SORT_RANK[NUMBER],
    FieldType.TRUTH: SORT_RANK[TRUTH],
    FieldType.TIME: SORT_RANK[TIME],
}
_MISSING: SortKey = (1, 0, 0)


class Term(NamedTuple):
    """What to order by, and in which direction."""

    expression: Sql
    direction: str


class Key(NamedTuple):
    """One sort: what to order by, and how that is said in a cursor.

    `columns` are what a cursor is made of. They are the rank of the sort, the number and the text
    where `rank` is None, and else a value that has this rank.
    """

    terms: tuple[Term, ...]
    columns: tuple[Sql, ...]
    rank: int | None
    joins: Sql = Sql("")

    def read(self, values: Sequence[Any]) -> SortKey:
        """What a cursor has for these columns."""
        if values[0] is None:
            return _MISSING
        if self.rank is not None:
            return (0, self.rank, values[0])
        rank, number, text = values
        return (0, rank, text if rank == _TEXT else number)

    def bounds(self, key: SortKey) -> list[Any]:
        """The value of each term at the cursor's place."""
        missing, rank, value = key
        if self.rank is not None:
            bounds = [missing, None if missing else value]
        elif missing:
            bounds = [1, None, None, None, None]
        elif rank == _TEXT:
            bounds = [0, rank, None, str(value)[:TEXT_INDEXED], value]
        else:
            bounds = [0, rank, value, None, None]
        return bounds[len(bounds) - len(self.terms) :]


class Order(NamedTuple):
    """The order of the things in a scope."""

    keys: list[Key]
    ties: list[Term]

    @property
    def joins(self) -> Sql:
        """What to join for it."""
        joins = Sql("")
        for key in self.keys:
            joins = joins.then(key.joins)
        return joins

    @property
    def terms(self) -> list[Term]:
        """What to order by."""
        return [*(term for key in self.keys for term in key.terms), *self.ties]

    @property
    def sql(self) -> Sql:
        """The terms as SQL."""
        return written(self.terms)

    def after(self, cursor: Cursor) -> Sql:
        """Whether a row comes after the cursor's place; not true may be NULL."""
        pairs = zip(self.keys, cursor.keys, strict=True)
        bounds = [bound for key, said in pairs for bound in key.bounds(said)]
        bounds += [cursor.created_at, cursor.id]
        later = FALSE
        for term, bound in reversed(list(zip(self.terms, bounds, strict=True))):
            sign = "<" if term.direction == "DESC" else ">"
            beyond = term.expression.then(Sql(f" {sign} ?", (bound,)))
            equal = term.expression.then(Sql(" IS ?", (bound,)))
            later = either([beyond, every([equal, later])]) if later is not FALSE else beyond
        return later


def written(terms: Iterable[Term]) -> Sql:
    """The terms as SQL. Said twice, a term would keep an index from being used."""
    said: dict[Sql, Sql] = {}
    for term in terms:
        said.setdefault(term.expression, term.expression.within("", f" {term.direction}"))
    return listed(said.values())


def direction_of(sort: Sort) -> str:
    """The direction as SQL has it."""
    return "DESC" if sort.descending else "ASC"


def leaf_terms(alias: str, direction: str) -> list[Term]:
    """The order of leaves that compare, in the order of the index and then by the whole text."""
    start = START.replace("l.", f"{alias}.")
    columns = (f"{alias}.sort", f"{alias}.number", start, f"{alias}.text")
    return [Term(Sql(column), direction) for column in columns]


def ordered(sorts: tuple[Sort, ...], scope: Scope, *, after: int = 0) -> Order:
    """The order for `sorts`, which were checked, without the first `after` of them."""
    keys = [_key(sort, scope, f"o{place}") for place, sort in enumerate(sorts)][after:]
    direction = direction_of(sorts[-1]) if sorts else "ASC"
    columns = (f"{scope.alias}.{scope.table.created}", f"{scope.alias}.id")
    return Order(keys, [Term(Sql(column), direction) for column in columns])


def _key(sort: Sort, scope: Scope, alias: str) -> Key:
    direction = direction_of(sort)
    if isinstance(sort.field, Builtin):
        column, null = sortable(scope, sort.field)
        missing = [Term(column.within("(", " IS NULL)"), "ASC")] if null else []
        rank = _RANKS.get(held_type(scope.kind, sort.field), _TEXT)
        return Key((*missing, Term(column, direction)), (column,), rank)
    path = path_of(scope, sort.field)
    if path is None:
        return Key((), (Sql("NULL"),), _TEXT)
    about = leaf(scope, alias, sort.field, path)
    compares = f" AND {alias}.position = 0 AND {alias}.sort IS NOT NULL"
    return Key(
        (Term(Sql(f"({alias}.sort IS NULL)"), "ASC"), *leaf_terms(alias, direction)),
        (Sql(f"{alias}.sort"), Sql(f"{alias}.number"), Sql(f"{alias}.text")),
        None,
        about.within(f" LEFT JOIN current_values {alias} ON ", compares),
    )
