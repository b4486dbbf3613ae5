"""A page of what a query matches."""

from __future__ import annotations

from typing import NamedTuple

from tallystick.query.conditions import Metadata, Parameter
from tallystick.query.cursors import cursor_at, cursor_of
from tallystick.query.query import Query
from tallystick.records.metadata import Entry
from tallystick.records.reading import Page, Record, Snapshot
from tallystick.store.sql.connecting import Connection
from tallystick.store.sql.finding.conditions import compiled
from tallystick.store.sql.finding.fragment import TRUE, Sql, every, listed
from tallystick.store.sql.finding.metadata import Indexed, Path, leaf, path_of, unindexed
from tallystick.store.sql.finding.narrowing import narrowed
from tallystick.store.sql.finding.ordering import Term, direction_of, leaf_terms, ordered, written
from tallystick.store.sql.finding.scope import Scope
from tallystick.store.sql.reading import current
from tallystick.store.sql.texts import as_list

_MOST = 2**62
_NOTHING = Sql("")
_COMPARES = " AND l.position = 0 AND l.sort IS NOT NULL"


def find(connection: Connection, query: Query) -> Page[Record]:
    """See `Store.find`; the query was checked."""
    return _Search(connection, query).page()


def matching(connection: Connection, query: Query) -> list[int]:
    """The rows of all that matches the query, which was checked, in its order."""
    return _Search(connection, query).pks()


class _Range(NamedTuple):
    """So many rows, after skipping some."""

    limit: int
    offset: int


class _Search:
    """One query, on one state of the store."""

    def __init__(self, connection: Connection, query: Query) -> None:
        self._execute = connection.execute
        self._connection = connection
        self._query = query
        self._cursor = cursor_of(query)
        self._scope = Scope(connection, query.kind, query.project)
        self._table = self._scope.table
        self._where = compiled(query.where, self._scope)
        self._few = narrowed(query.where, self._scope)

    def page(self) -> Page[Record]:
        limit = _MOST if self._query.limit is None else min(self._query.limit, _MOST)
        # One more tells whether there is a next page.
        wanted = _Range(limit + 1, min(self._query.offset, _MOST))
        found = self._pks(wanted) if limit else []
        pks = found[:limit]
        bodies = self._bodies(pks)
        entries: dict[int, tuple[Entry, ...]] = {}
        if self._query.metadata and pks:
            entries = current(self._connection, self._table.code, pks)
        decode = self._table.decode
        items = tuple([Snapshot(decode(bodies[pk]), entries.get(pk, ())) for pk in pks])
        total = self._total(wanted, len(found)) if self._query.count else None
        return Page(items, total, self._next(pks[-1]) if len(found) > limit else None)

    def pks(self) -> list[int]:
        """The rows of all that matches."""
        return self._pks(_Range(_MOST, 0))

    def _bodies(self, pks: list[int]) -> dict[int, str]:
        rows = self._execute(
            f"SELECT pk, body FROM {self._table.name} WHERE pk IN (SELECT value FROM json_each(?))",
            (as_list(pks),),
        )
        return dict(rows.fetchall())

    def _next(self, pk: int) -> str:
        """The cursor for what follows this row."""
        order = ordered(self._query.sort, self._scope)
        columns = [*(column for key in order.keys for column in key.columns)]
        columns += [term.expression for term in order.ties]
        selected = listed(columns).within("SELECT ", f" FROM {self._table.name} t")
        row = selected.then(order.joins).then(Sql(" WHERE t.pk = ?", (pk,)))
        values = list(self._execute(*row).fetchone())
        keys = []
        for key in order.keys:
            keys.append(key.read(values[: len(key.columns)]))
            del values[: len(key.columns)]
        return cursor_at(self._query, keys, *values)

    def _total(self, wanted: _Range, found: int) -> int:
        """How many match in all; counted only where the page does not tell."""
        is_last = self._cursor is None and 1 < wanted.limit > found
        if is_last and (found or not wanted.offset):
            return wanted.offset + found
        return self._count(self._from())

    def _count(self, rows: Sql) -> int:
        counted = rows.within("SELECT count(*) ")
        return int(self._execute(*counted).fetchone()[0])

    def _conditions(self, *more: Sql) -> Sql:
        """All that has to hold of table `t`."""
        project = Sql("t.project = ?", (self._query.project,))
        if self._few is not None:
            # The plus keeps the index of projects out of it.
            few = self._few.within("t.pk IN (", ")")
            return every([few, project.within("+"), self._where, *more])
        return every([project, self._where, *more])

    def _from(self, condition: Sql = TRUE, joins: Sql = _NOTHING) -> Sql:
        """What matches the query and `condition`, as the second half of a select."""
        rows = joins.within(f"FROM {self._table.name} t")
        return rows.then(self._conditions(condition).within(" WHERE "))

    def _pks(self, wanted: _Range) -> list[int]:
        """The rows of the page, in order."""
        first = self._query.sort[0].field if self._query.sort else None
        plain = self._few is None and self._cursor is None
        if plain and isinstance(first, Metadata | Parameter) and first.step is None:
            path = path_of(self._scope, first)
            if path is not None:
                return self._by_leaf(first, path, wanted)
        order = ordered(self._query.sort, self._scope)
        after = TRUE if self._cursor is None else order.after(self._cursor)
        return self._select(self._from(after, order.joins), order.sql, wanted)

    def _select(self, rows: Sql, order: Sql, wanted: _Range) -> list[int]:
        selected = rows.within("SELECT t.pk ", " ORDER BY ").then(order)
        found = self._execute(f"{selected.text} LIMIT ? OFFSET ?", (*selected.parameters, *wanted))
        return [pk for (pk,) in found]

    def _by_leaf(self, field: Indexed, path: Path, wanted: _Range) -> list[int]:
        """The page where the first sort is by a path: along the index, then what is not in it."""
        present = self._present(path, wanted)
        if len(present) == wanted.limit:
            return present
        about = leaf(self._scope, "l", field, path)
        is_present = about.within("EXISTS (SELECT 1 FROM current_values l WHERE ", f"{_COMPARES})")
        offset = 0
        if not present and wanted.offset:
            offset = wanted.offset - self._count(self._from(is_present))
        order = ordered(self._query.sort, self._scope, after=1)
        rest = _Range(wanted.limit - len(present), offset)
        absent = self._from(is_present.within("NOT "), order.joins)
        return present + self._select(absent, order.sql, rest)

    def _present(self, path: Path, wanted: _Range) -> list[int]:
        """What has a value to sort by, in order.

        The index is walked until the page is full, and what is not in it is sorted in.
        """
        rest = ordered(self._query.sort, self._scope, after=1)
        terms = [*leaf_terms("l", direction_of(self._query.sort[0])), *rest.terms]
        columns = listed(term.expression.within("", f" AS c{i}") for i, term in enumerate(terms))
        outer = written(Term(Sql(f"c{i}"), term.direction) for i, term in enumerate(terms))
        select = columns.within("SELECT t.pk AS pk, ", " FROM ")
        # The cross joins say which table to begin with, and the plus which index not to use.
        thing = rest.joins.within(f" CROSS JOIN {self._table.name} t")
        matches = every([self._where, Sql("+t.project = ?", (self._query.project,))])
        indexed = path.at("l").within("", " AND l.indexed = 1 AND t.pk = l.target")
        in_order = written(terms).within(f"{_COMPARES} ORDER BY ")
        along = every([indexed, matches]).within(" WHERE ").then(in_order)
        others = unindexed(self._scope, path)
        aside = every([others.where, Sql("t.pk = l.target"), matches]).within(" WHERE ", _COMPARES)
        most = Sql(" LIMIT ?", (min(wanted.limit + wanted.offset, _MOST),))
        both = (
            select.within("SELECT * FROM (", "current_values l")
            .then(thing)
            .then(along)
            .then(most)
            .then(select.within(") UNION ALL ", others.source))
            .then(thing)
            .then(aside)
        )
        paged = both.within("SELECT pk FROM (", ") ORDER BY ").then(outer)
        rows = self._execute(f"{paged.text} LIMIT ? OFFSET ?", (*paged.parameters, *wanted))
        return [pk for (pk,) in rows]
