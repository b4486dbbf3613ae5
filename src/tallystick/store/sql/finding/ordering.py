"""Orders as SQL: missing last in both directions, equal things by their rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from tallystick.query.comparing import NUMBER, SORT_RANK, TEXT, TIME, TRUTH
from tallystick.query.conditions import Builtin
from tallystick.query.cursors import Cursor, SortKey
from tallystick.query.fields import FieldType, held_type
from tallystick.query.query import Sort
from tallystick.store.sql.finding.builtin import sortable
from tallystick.store.sql.finding.dictionary import Path
from tallystick.store.sql.finding.fragment import FALSE, Sql, between, either, every, listed
from tallystick.store.sql.finding.metadata import leaf
from tallystick.store.sql.finding.scope import Scope
from tallystick.store.sql.leaves import TEXT_INDEXED

_TEXT = SORT_RANK[TEXT]
_RANKS = {
    FieldType.NUMBER: SORT_RANK[NUMBER],
    FieldType.TRUTH: SORT_RANK[TRUTH],
    FieldType.TIME: SORT_RANK[TIME],
}
_MISSING: SortKey = (1, 0, 0)
_NOTHING = Sql("")


class Term(NamedTuple):
    """What to order by, and in which direction; NULL comes before everything."""

    expression: Sql
    down: bool
    mixed: bool = False
    """Whether NULL is among what is equal in the terms before."""

    @property
    def sql(self) -> Sql:
        """The term in an ORDER BY."""
        nulls = (" NULLS LAST" if self.down else " NULLS FIRST") if self.mixed else ""
        return self.expression.within("", f"{' DESC' if self.down else ' ASC'}{nulls}")

    def beyond(self, bound: Any) -> Sql:
        """Whether a row comes after those that have `bound` here."""
        if bound is None:
            return FALSE if self.down else self.expression.within("", " IS NOT NULL")
        if not self.down:
            return self.expression.then(Sql(" > ?", (bound,)))
        less = self.expression.then(Sql(" < ?", (bound,)))
        return either([less, self.expression.within("", " IS NULL")])

    def equal(self, bound: Any) -> Sql:
        """Whether a row has `bound` here."""
        return self.expression.then(Sql(" IS ?", (bound,)))


class Key(NamedTuple):
    """One sort: what to order by, and how that is said in a cursor.

    The terms are whether it is missing, then the rank of the sort, the number, the text and its
    rest of a leaf where `rank` is None, and else a value that has this rank.
    """

    terms: tuple[Term, ...]
    rank: int | None
    joins: Sql = _NOTHING

    def read(self, values: Sequence[Any]) -> SortKey:
        """What a cursor has for these values of the terms."""
        if not values or values[0]:
            return _MISSING
        if self.rank is not None:
            return (0, self.rank, values[1])
        _, rank, number, text, rest = values
        return (0, rank, text + (rest or "") if rank == _TEXT else number)

    def bounds(self, key: SortKey) -> list[Any]:
        """The values of the terms at the cursor's place."""
        missing, rank, value = key
        if not self.terms:
            return []
        if self.rank is not None:
            return [missing, None if missing else value]
        if missing:
            return [1, None, None, None, None]
        if rank != _TEXT:
            return [0, rank, value, None, None]
        text = str(value)
        return [0, rank, None, text[:TEXT_INDEXED], text[TEXT_INDEXED:] or None]


class Order(NamedTuple):
    """The order of the things in a scope."""

    keys: tuple[Key, ...]
    tie: Term

    @property
    def joins(self) -> Sql:
        """What to join for it."""
        return between("", [key.joins for key in self.keys])

    @property
    def terms(self) -> list[Term]:
        """What to order by."""
        return [*(term for key in self.keys for term in key.terms), self.tie]

    def after(self, cursor: Cursor, *, skip: int = 0) -> Sql:
        """Whether a row comes after the cursor's place; without the first `skip` of its keys."""
        said = zip(self.keys, cursor.keys[skip:], strict=True)
        bounds = [*(bound for key, at in said for bound in key.bounds(at)), cursor.place]
        # Written out, and not one within the other: databases limit how deep conditions nest.
        later: list[Sql] = []
        equal: list[Sql] = []
        for term, bound in zip(self.terms, bounds, strict=True):
            if term.expression not in _CONSTANTS:
                later.append(every([*equal, term.beyond(bound)]))
                equal.append(term.equal(bound))
        return either(later)

    def keys_at(self, values: Sequence[Any]) -> list[SortKey]:
        """What a cursor has for the values of the terms."""
        rest = list(values)
        keys = []
        for key in self.keys:
            keys.append(key.read(rest[: len(key.terms)]))
            del rest[: len(key.terms)]
        return keys


def written(terms: Iterable[Term]) -> Sql:
    """The terms as SQL. Constants and what is said twice keep an index from being used."""
    said: dict[Sql, Sql] = {}
    for term in terms:
        if term.expression not in _CONSTANTS:
            said.setdefault(term.expression, term.sql)
    return listed(said.values())


PRESENT = Sql("0")
"""Whether something is missing that is there."""

_NO_REST = Sql("NULL")
_CONSTANTS = (PRESENT, _NO_REST)


def ordered(sorts: tuple[Sort, ...], scope: Scope, *, skip: int = 0) -> Order:
    """The order for `sorts`, which were checked, without the first `skip` of them."""
    keys = [_key(sort, scope, f"o{place}") for place, sort in enumerate(sorts)]
    down = sorts[-1].descending if sorts else False
    return Order(tuple(keys[skip:]), Term(Sql(scope.pk), down))


def _key(sort: Sort, scope: Scope, alias: str) -> Key:
    if isinstance(sort.field, Builtin):
        column, null = sortable(scope, sort.field)
        missing = Term(_is_null(column) if null else PRESENT, down=False)
        rank = _RANKS.get(held_type(scope.kind, sort.field), _TEXT)
        return Key((missing, Term(column, sort.descending)), rank)
    path = scope.path(sort.field)
    if path is None:
        return Key((), _TEXT)
    about = leaf(scope, alias, sort.field, path)
    compares = f" AND {alias}.position = 0 AND {alias}.sort IS NOT NULL"
    joins = about.within(f" LEFT JOIN current_values {alias} ON ", compares)
    return leaf_key(sort, path, alias, _is_null(Sql(f"{alias}.sort")), joins)


def _is_null(column: Sql) -> Sql:
    # Not all databases have a number for it.
    return column.within("CAST((", " IS NULL) AS INTEGER)")


def leaf_key(sort: Sort, path: Path, alias: str, missing: Sql, joins: Sql = _NOTHING) -> Key:
    """The key for leaves `alias`, in the order of the index of values."""
    down = sort.descending
    terms = [Term(Sql(f"{alias}.{name}"), down) for name in ("sort", "number", "text")]
    # Where no text is long there is nothing to look up beside the index.
    terms.append(
        Term(Sql(f"{alias}.rest"), down, mixed=True) if path.long else Term(_NO_REST, down)
    )
    return Key((Term(missing, down=False), *terms), None, joins)
