"""Pages as SQL: along an index in the order of the query, or out of things that were picked."""

from __future__ import annotations

from typing import NamedTuple

from tallystick.query.comparing import SORT_RANK, TEXT
from tallystick.query.conditions import Builtin, Compare, Condition
from tallystick.query.cursors import Cursor
from tallystick.query.query import Query, Sort
from tallystick.store.sql.finding.conditions import compiled
from tallystick.store.sql.finding.dictionary import Path
from tallystick.store.sql.finding.fragment import TRUE, Sql, every, listed, united
from tallystick.store.sql.finding.metadata import ASIDE, aside, leaf
from tallystick.store.sql.finding.ordering import (
    PRESENT,
    Key,
    Order,
    leaf_key,
    ordered,
    written,
)
from tallystick.store.sql.finding.sampling import leaves_of
from tallystick.store.sql.finding.scope import Scope
from tallystick.store.sql.texts import as_list

_MOST = 2**62
_CREATED = (Builtin("created_at"), Builtin("started_at"))
"""Fields that say when the command was given which made a thing."""

_TEXT = SORT_RANK[TEXT]


_NO_LEAF = [
    Sql(f"CAST(NULL AS {type_})") for type_ in ("SMALLINT", "DOUBLE PRECISION", "TEXT", "TEXT")
]
"""Sort, number, text and rest where there is no leaf."""


class Page(NamedTuple):
    """A select of rows with the values of all terms of the order, in order."""

    rows: Sql
    order: Order


class Walk:
    """What matches a query, in its order."""

    def __init__(self, query: Query, scope: Scope, cursor: Cursor | None) -> None:
        self._query = query
        self._scope = scope
        self._cursor = cursor
        self._limit = _MOST if query.limit is None else min(query.limit + 1, _MOST)
        self._offset = min(query.offset, _MOST)

    def among(self, pks: frozenset[int], where: Sql) -> Page:
        """The page of those of `pks` that fulfil `where`."""
        scope = self._scope
        things = Sql(
            f"json_each(?) j CROSS JOIN {scope.table.name} {scope.alias} ON {scope.pk} = j.value",
            (as_list(sorted(pks)),),
        )
        return self._sorted(things, every([scope.is_here, where]))

    def along(self, condition: Condition, *, ordered_first: bool = False) -> Page:
        """The page of what fulfils the condition, asked of each thing along the order.

        Where no index is in that order, things are put in order once they fulfil it; or, with
        `ordered_first`, before they are asked.
        """
        first = self._query.sort[0] if self._query.sort else None
        path = _path_along(first, self._scope)
        if first is not None and path is not None:
            return self._along_values(first, path, condition)
        scope = self._scope
        here = every([self._is_here(), self._bound()])
        if ordered_first:
            return self._asked_in_order(here, condition)
        where = every([here, compiled(condition, scope)])
        return self._sorted(Sql(f"{scope.table.name} {scope.alias}"), where)

    def _is_here(self) -> Sql:
        order = ordered(self._query.sort, self._scope)
        return self._scope.is_here if order.keys else self._scope.is_here_in_order

    def _asked_in_order(self, here: Sql, condition: Condition) -> Page:
        scope = self._scope
        things = self._all_sorted(Sql(f"{scope.table.name} {scope.alias}"), here)
        # A limit keeps what is asked out of the inner select; and what it selects is in order.
        inner = things.rows.within("SELECT o.* FROM (", " LIMIT -1) o ")
        # Asked of one after the other, and not joined, so that they stay in order.
        asked = compiled(condition, scope).within(
            "WHERE (SELECT ", f" FROM {scope.table.name} {scope.alias} WHERE {scope.pk} = o.pk)"
        )
        rows = inner.then(asked).then(self._paged())
        return Page(rows, things.order)

    def _sorted(self, things: Sql, where: Sql) -> Page:
        rows, order = self._all_sorted(things, where)
        return Page(rows.then(self._paged()), order)

    def _all_sorted(self, things: Sql, where: Sql) -> Page:
        order = ordered(self._query.sort, self._scope)
        after = TRUE if self._cursor is None else order.after(self._cursor)
        return Page(self._select(order, things, every([where, after])), order)

    def _paged(self) -> Sql:
        return Sql(" LIMIT ? OFFSET ?", (self._limit, self._offset))

    def _select(self, order: Order, things: Sql, where: Sql) -> Sql:
        rows = _columns(order, self._scope.pk).within("SELECT ", " FROM ")
        in_order = written(order.terms).within(" ORDER BY ")
        return rows.then(things).then(order.joins).then(where.within(" WHERE ")).then(in_order)

    def _bound(self) -> Sql:
        """Where the index begins to be of interest, said so that it can be looked up."""
        first = self._query.sort[0] if self._query.sort else None
        if first is None or not isinstance(first.field, Builtin):
            return TRUE
        if self._cursor is None:
            return self._newest_then(first)
        (key,) = ordered((first,), self._scope).keys
        missing, column = key.terms
        if missing.expression != PRESENT:
            return TRUE
        _, value = key.bounds(self._cursor.keys[0])
        return column.expression.then(Sql(f" {'<=' if column.down else '>='} ?", (value,)))

    def _newest_then(self, first: Sort) -> Sql:
        """Where an order that begins with the newest has what was there at a moment.

        What was created since comes before it, and is most of a store when that is long ago.
        """
        scope, moment = self._scope, self._scope.then.moment
        table = scope.table
        if moment is None or not first.descending or first.field not in _CREATED:
            return TRUE
        latest = (
            f"SELECT latest FROM {table.name} WHERE pk <= {moment.bound(scope.kind)} "
            "ORDER BY pk DESC LIMIT 1"
        )
        column = table.created if first.field == _CREATED[0] else "started_at"
        return Sql(f"{scope.alias}.{column} <= ({latest})")

    # ---- along the index of values

    def _along_values(self, first: Sort, path: Path, condition: Condition) -> Page:
        """What has a value to sort by, along its index, and then what has none."""
        order = ordered(self._query.sort, self._scope)
        parts = []
        if self._cursor is None or not self._cursor.keys[0][0]:
            parts.append(self._present(first, path, condition))
        parts.append(self._absent(first, path, condition))
        both = united(part.within("SELECT * FROM (", ")") for part in parts)
        return Page(both.then(self._paged()), order)

    def _present(self, first: Sort, path: Path, condition: Condition) -> Sql:
        """The index is walked until the page is full, and what is not in it is sorted in."""
        whole = self._row_order(first, path)
        named = [term._replace(expression=Sql(f"c{n}")) for n, term in enumerate(whole.terms)]
        walked = united(
            self._stretch(whole, path, condition, bound).within("SELECT * FROM (", ")")
            for bound in self._stretches(whole.keys[0])
        ).then(self._most())
        apart = self._apart(whole, path, condition)
        return (
            walked.within("SELECT * FROM (SELECT * FROM (", ") UNION ALL ")
            .then(apart)
            .then(written(named).within(") ORDER BY "))
            .then(self._most())
        )

    def _most(self) -> Sql:
        return Sql(" LIMIT ?", (min(self._limit + self._offset, _MOST),))

    def _row_order(self, first: Sort, path: Path) -> Order:
        """The order of leaves `w` of the things, and then of the things."""
        rest = ordered(self._query.sort, self._scope._replace(pk="w.target"), skip=1)
        return Order((leaf_key(first, path, "w", PRESENT), *rest.keys), rest.tie)

    def _stretches(self, key: Key) -> list[Sql]:
        """Parts of the index that follow each other, from the cursor on."""
        if self._cursor is None:
            return [Sql("w.sort IS NOT NULL")]
        _, rank, number, text, _ = key.bounds(self._cursor.keys[0])
        down = key.terms[1].down
        beyond, onward = ("<=", "<") if down else (">=", ">")
        if rank == _TEXT:
            same = Sql(f"w.sort = ? AND w.number IS NULL AND w.text {beyond} ?", (rank, text))
        else:
            same = Sql(f"w.sort = ? AND w.number {beyond} ?", (rank, number))
        return [same, Sql(f"w.sort {onward} ?", (rank,))]

    def _stretch(self, order: Order, path: Path, condition: Condition, bound: Sql) -> Sql:
        """A part of the index, in order."""
        here = every([path.at("w"), Sql("w.indexed = 1 AND w.position = 0"), bound])
        things, matches = self._asked(condition, order)
        rows = _columns(order, "w.target").within("SELECT ", " FROM current_values w")
        rows = rows.then(things).then(order.joins).then(every([here, matches]).within(" WHERE "))
        return rows.then(written(order.terms).within(" ORDER BY ")).then(self._most())

    def _apart(self, order: Order, path: Path, condition: Condition) -> Sql:
        """What is not in the index, in no order."""
        things, matches = self._asked(condition, order)
        compares = Sql("w.position = 0 AND w.sort IS NOT NULL")
        where = every([aside(self._scope, "w", path), compares, matches])
        rows = _columns(order, "w.target").within("SELECT ", f" FROM {ASIDE.format('w')}")
        return rows.then(things).then(order.joins).then(where.within(" WHERE "))

    def _asked(self, condition: Condition, order: Order) -> tuple[Sql, Sql]:
        """What else to select from and what has to hold, for leaves `w` of things on the page."""
        scope, things = self._scope, Sql("")
        if _is_of_values(condition, self._query):
            # The path is of this kind and project, so that the things need not be looked at.
            scope = scope._replace(pk="w.target")
        else:
            things = Sql(f" CROSS JOIN {scope.table.name} {scope.alias} ON {scope.pk} = w.target")
        after = TRUE if self._cursor is None else order.after(self._cursor)
        # Said of the leaves, what came later is passed over without a look at the things.
        was_here = scope._replace(pk="w.target").was_here
        return things, every([was_here, compiled(condition, scope), after])

    def _absent(self, first: Sort, path: Path, condition: Condition) -> Sql:
        """What has no value to sort by."""
        scope = self._scope
        about = leaf(scope, "p", first.field, path)  # type: ignore[arg-type]  # it has a path
        is_present = about.within(
            "EXISTS (SELECT 1 FROM current_values p WHERE ",
            " AND p.position = 0 AND p.sort IS NOT NULL)",
        )
        rest = ordered(self._query.sort, scope, skip=1)
        after = TRUE
        if self._cursor is not None and self._cursor.keys[0][0]:
            after = rest.after(self._cursor, skip=1)
        is_here = scope.is_here if rest.keys else scope.is_here_in_order
        where = every([is_here, is_present.within("NOT "), compiled(condition, scope), after])
        missing = [Sql("1"), *_NO_LEAF]
        columns = listed([Sql(scope.pk), *missing, *(term.expression for term in rest.terms)])
        rows = columns.within("SELECT ", f" FROM {scope.table.name} {scope.alias}")
        in_order = written(rest.terms).within(" ORDER BY ")
        rows = rows.then(rest.joins).then(where.within(" WHERE ")).then(in_order)
        return rows.then(self._most())


def _columns(order: Order, pk: str) -> Sql:
    """The row of a thing, and then the values of the terms."""
    terms = [term.expression.within("", f" AS c{n}") for n, term in enumerate(order.terms)]
    return listed([Sql(f"{pk} AS pk"), *terms])


def _path_along(sort: Sort | None, scope: Scope) -> Path | None:
    """The path whose index is in the order of a sort, if there is one."""
    if sort is None or isinstance(sort.field, Builtin) or sort.field.step is not None:
        return None
    return scope.path(sort.field)


def _is_of_values(condition: Condition, query: Query) -> bool:
    """Whether nothing but values of the things themselves is asked for."""
    fields = [sort.field for sort in query.sort[1:]]
    for each in leaves_of(condition):
        if not isinstance(each, Compare):
            return False
        fields.append(each.field)  # type: ignore[arg-type]  # any field
    return all(not isinstance(field, Builtin) and field.step is None for field in fields)
