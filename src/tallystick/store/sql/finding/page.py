"""A page of what a query matches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from tallystick.query.conditions import EVERYTHING, Builtin
from tallystick.query.cursors import SortKey, cursor_at, cursor_of
from tallystick.query.query import Query
from tallystick.records.metadata import Entry
from tallystick.records.reading import Page, Record, Snapshot
from tallystick.store.sql.connection import Connection
from tallystick.store.sql.finding.conditions import compiled
from tallystick.store.sql.finding.dictionary import Paths
from tallystick.store.sql.finding.fragment import TRUE, Sql, every
from tallystick.store.sql.finding.ordering import ordered
from tallystick.store.sql.finding.picking import Picked, Picking, pick, picking
from tallystick.store.sql.finding.sampling import Sample, cost_us, sampled
from tallystick.store.sql.finding.scope import PRESENT, Scope, Then
from tallystick.store.sql.finding.walking import Walk
from tallystick.store.sql.reading import ENTRY_COLUMNS, by_target, entries_of
from tallystick.store.sql.texts import as_list

_WALKED = {
    "id",
    "name",
    "created_at",
    "started_at",
}
"""Built-in fields in whose order an index is."""

_SORT_US = 0.5
"""To look at a thing for its place in an order, in microseconds."""

_PASS_US = 0.2
"""To pass over a thing that came after a moment of the past."""


def find(connection: Connection, query: Query) -> Page[Record]:
    """See `Store.find`; the query was checked."""
    return Search(connection, query).page()


def matching(connection: Connection, query: Query) -> list[int]:
    """The rows of all that matches the query, which was checked."""
    return Search(connection, query).pks()


class Search:
    """One query, on one state of the store."""

    def __init__(self, connection: Connection, query: Query, then: Then = PRESENT) -> None:
        self._connection = connection
        self._execute = connection.execute
        self._query = query
        self._cursor = cursor_of(query)
        paths = Paths(connection, query)
        self._scope = Scope(paths, query.kind, query.project, then=then)
        self._where = query.where
        self._picked: Picked | None = None
        self._ordered_first = False
        self._order = ordered((), self._scope)

    def page(self) -> Page[Record]:
        """The page, with what the query wants to come along."""
        query = self._query
        found = self.found()
        more = query.limit is not None and len(found) > query.limit
        items = found[: query.limit]
        decode = self._scope.table.decode
        return Page(
            tuple([Snapshot(decode(each.body), each.entries) for each in items]),
            self.total(len(found), more=more) if query.count else None,
            cursor_at(query, self.keys(items[-1]), items[-1].pk) if more else None,
        )

    def found(self) -> list[Found]:
        """What is on the page, and one more where there is one."""
        if self._query.where != EVERYTHING:
            self._picked = self._pick()
        return self._found() if self._query.limit != 0 else []

    def keys(self, found: Found) -> list[SortKey]:
        """What a thing that was found is ordered by."""
        return self._order.keys_at(found.values)

    def pks(self) -> list[int]:
        """The rows of all that matches."""
        self._picked = self._pick(everything=True)
        if self._picked is not None and self._picked.exact:
            return sorted(self._picked.pks)
        things = self._things(f"SELECT {self._scope.pk}")
        return [pk for (pk,) in self._execute(*things)]

    def _pick(self, *, everything: bool = False) -> Picked | None:
        """What may match, where that is found faster than by asking thing after thing."""
        query = self._query
        sample = sampled(self._connection, query.where, self._scope)
        if sample is None:
            return None
        self._where = sample.arranged(query.where)
        by_asking = asking(query, sample, everything=everything)
        self._ordered_first = by_asking.ordered
        plan = picking(query.where, self._scope, sample)
        if plan is None or not pays(query, sample, plan, by_asking):
            return None
        picked = pick(self._connection, query.where, plan)
        then = self._scope.then
        if then.moment is not None:
            bound = then.moment.bound(query.kind)
            there = frozenset(pk for pk in picked.pks if pk <= bound)
            picked = picked._replace(pks=there.difference(then.without))
        return picked

    def _found(self) -> list[Found]:
        scope, walk = self._scope, Walk(self._query, self._scope, self._cursor)
        if self._picked is None:
            page = walk.along(self._where, ordered_first=self._ordered_first)
        else:
            page = walk.among(self._picked.pks, self._rest())
        self._order = page.order
        terms = [f"c{n}" for n in range(len(page.order.terms))]
        # Looked up one by one, and not joined, so that they come in their order.
        body = f"(SELECT {scope.body('b')} FROM {scope.table.name} b WHERE b.pk = p.pk)"
        # What is in one column has one type, whether it is of a record or of an entry.
        record = ["NULL", "p.pk", "NULL", body, *["NULL"] * (ENTRY_COLUMNS - 4)]
        listed = ", ".join([*record, *(f"p.{term}" for term in terms)])
        named = f"page(pk, {', '.join(terms)}) AS MATERIALIZED ("
        select = page.rows.within(f"WITH {named}", f") SELECT {listed} FROM page p")
        if self._query.metadata:
            more = ", NULL" * len(terms)
            entries = Sql(scope.then.entries_of("page p", more), (scope.code(None),))
            select = select.within("", " UNION ALL ").then(entries)
        rows = by_target(self._execute(*select))
        return [
            Found(row[1], row[3], row[ENTRY_COLUMNS:], entries_of(rows.get(row[1], ())))
            for row in rows.get(None, ())
        ]

    def _rest(self) -> Sql:
        """What is not known yet of what was picked."""
        if self._picked is None or not self._picked.exact:
            return compiled(self._where, self._scope)
        return TRUE

    def _things(self, select: str) -> Sql:
        """Everything that matches, in no order."""
        scope = self._scope
        things = Sql(f"{select} FROM {scope.table.name} {scope.alias} WHERE ")
        if self._picked is not None:
            listed = as_list(sorted(self._picked.pks))
            things = things.then(
                Sql(f"{scope.pk} IN (SELECT value FROM json_each(?)) AND ", (listed,))
            )
        return things.then(every([scope.is_here, self._rest()]))

    def total(self, found: int, *, more: bool) -> int:
        """How many match in all; counted only where nothing else tells."""
        offset, limit = self._query.offset, self._query.limit
        if self._cursor is None and not more and limit != 0 and (found or not offset):
            return offset + found
        return self.count()

    def count(self) -> int:
        """How many match in all, once `found` was asked for."""
        if self._picked is not None and self._picked.exact:
            return len(self._picked.pks)
        return int(self._execute(*self._things("SELECT count(*)")).fetchone()[0])


class Asking(NamedTuple):
    """To ask thing after thing whether it matches: what that takes in microseconds, about.

    `ordered` says to put all things in order first, so that asking ends with the page.
    """

    cost_us: float
    ordered: bool = False


def asking(query: Query, sample: Sample, *, everything: bool) -> Asking:
    """How to ask; with `everything`, all that matches is wanted and not a page."""
    things, ask_us = sample.things, cost_us(query.where)
    matching = sample.share(query.where) * things
    look_us = _SORT_US * (1 + len(query.sort))
    if query.limit is None or everything or query.count:
        return Asking(things * ask_us)
    # What one of a hundred things fulfils may be what one of a thousand does.
    least = max(sample.holding(query.where) - 0.5, 0) / len(sample.rows or (0,))
    asked = min(things, (query.offset + query.limit + 1) / least if least else things)
    if is_along_index(query):
        later = (sample.indexed - things) * asked / max(things, 1)
        return Asking(asked * ask_us + later * _PASS_US)
    sorted_after = Asking(things * ask_us + matching * look_us)
    return min(sorted_after, Asking(things * look_us + asked * ask_us, ordered=True))


def pays(query: Query, sample: Sample, plan: Picking, asking: Asking) -> bool:
    """Whether to pick what matches is faster than to ask."""
    matching = sample.share(query.where) * sample.things
    sort_us = matching * _SORT_US * (1 + len(query.sort))
    rest_us = 0 if plan.exact else matching * cost_us(query.where)
    return plan.cost_us + sort_us + rest_us <= asking.cost_us


def is_along_index(query: Query) -> bool:
    """Whether an index is in the order of the query."""
    if not query.sort:
        return True
    field = query.sort[0].field
    return field.step is None and (not isinstance(field, Builtin) or field.name in _WALKED)


class Found(NamedTuple):
    """A thing of the page: its row, its record as JSON, and its entries.

    `values` are those of the terms of the order.
    """

    pk: int
    body: str
    values: Sequence[Any] = ()
    entries: tuple[Entry, ...] = ()
