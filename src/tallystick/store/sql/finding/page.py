"""A page of what a query matches."""

from __future__ import annotations

from typing import NamedTuple

from tallystick.query.conditions import Metadata
from tallystick.query.query import Query
from tallystick.records.metadata import Entry
from tallystick.records.reading import Page, Record, Snapshot
from tallystick.store.sql.connecting import Connection
from tallystick.store.sql.finding.conditions import compiled
from tallystick.store.sql.finding.fragment import TRUE, Sql, every
from tallystick.store.sql.finding.metadata import MetadataFields, Path
from tallystick.store.sql.finding.narrowing import narrowed
from tallystick.store.sql.finding.ordering import direction_of, leaf_terms, ordered, written
from tallystick.store.sql.kinds import TABLES, RecordTable
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
        self._table: RecordTable = TABLES[query.kind]
        self._metadata = MetadataFields(connection, query.kind, query.project)
        self._where = compiled(query.where, query.kind, self._metadata)
        self._few = narrowed(query.where, connection, self._metadata)

    def page(self) -> Page[Record]:
        limit = _MOST if self._query.limit is None else min(self._query.limit, _MOST)
        wanted = _Range(limit, min(self._query.offset, _MOST))
        pks = self._pks(wanted) if limit else []
        bodies = self._bodies(pks)
        entries: dict[int, tuple[Entry, ...]] = {}
        if self._query.metadata and pks:
            entries = current(self._connection, self._table.code, pks)
        decode = self._table.decode
        items = tuple([Snapshot(decode(bodies[pk]), entries.get(pk, ())) for pk in pks])
        return Page(items, self._total(wanted, len(pks)))

    def pks(self) -> list[int]:
        """The rows of all that matches."""
        return self._pks(_Range(_MOST, 0))

    def _bodies(self, pks: list[int]) -> dict[int, str]:
        rows = self._execute(
            f"SELECT pk, body FROM {self._table.name} WHERE pk IN (SELECT value FROM json_each(?))",
            (as_list(pks),),
        )
        return dict(rows.fetchall())

    def _total(self, wanted: _Range, found: int) -> int:
        """How many match in all; counted only where the page does not tell."""
        if found < wanted.limit and (found or not wanted.offset):
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
        if self._few is None and isinstance(first, Metadata) and first.step is None:
            path = self._metadata.path(first)
            if path is not None:
                return self._by_leaf(first, path, wanted)
        order = ordered(self._query.sort, self._query.kind, self._metadata)
        return self._select(self._from(joins=order.joins), order.text, wanted)

    def _select(self, rows: Sql, order: str, wanted: _Range) -> list[int]:
        selected = rows.within("SELECT t.pk ", f" ORDER BY {order} LIMIT ? OFFSET ?")
        found = self._execute(selected.text, (*selected.parameters, *wanted))
        return [pk for (pk,) in found]

    def _by_leaf(self, field: Metadata, path: Path, wanted: _Range) -> list[int]:
        """The page where the first sort is by a path: along the index, then what is not in it."""
        present = self._present(path, wanted)
        if len(present) == wanted.limit:
            return present
        leaf = self._metadata.leaf("l", field, path)
        is_present = leaf.within("EXISTS (SELECT 1 FROM current_values l WHERE ", f"{_COMPARES})")
        offset = 0
        if not present and wanted.offset:
            offset = wanted.offset - self._count(self._from(is_present))
        order = ordered(self._query.sort, self._query.kind, self._metadata, after=1)
        rest = _Range(wanted.limit - len(present), offset)
        absent = self._from(is_present.within("NOT "), order.joins)
        return present + self._select(absent, order.text, rest)

    def _present(self, path: Path, wanted: _Range) -> list[int]:
        """What has a value to sort by, in order.

        The index is walked until the page is full, and what is not in it is sorted in.
        """
        rest = ordered(self._query.sort, self._query.kind, self._metadata, after=1)
        terms = [*leaf_terms("l", direction_of(self._query.sort[0])), *rest.terms]
        columns = ", ".join(f"{term} AS c{i}" for i, (term, _) in enumerate(terms))
        outer = written((f"c{i}", direction) for i, (_, direction) in enumerate(terms))
        select = f"SELECT t.pk AS pk, {columns} FROM "
        # The cross joins say which table to begin with, and the plus which index not to use.
        thing = rest.joins.within(f" CROSS JOIN {self._table.name} t")
        matches = every([self._where, Sql("+t.project = ?", (self._query.project,))])
        indexed = Sql("l.path = ? AND l.indexed = 1 AND t.pk = l.target", (path.pk,))
        in_order = f"{_COMPARES} ORDER BY {written(terms)}"
        along = every([indexed, matches]).within(" WHERE ", in_order)
        others = self._metadata.unindexed(path)
        aside = every([others.where, Sql("t.pk = l.target"), matches]).within(" WHERE ", _COMPARES)
        most = Sql(" LIMIT ?", (min(wanted.limit + wanted.offset, _MOST),))
        both = (
            thing.within(f"SELECT * FROM ({select}current_values l")
            .then(along)
            .then(most)
            .then(thing.within(f") UNION ALL {select}{others.source}"))
            .then(aside)
        )
        paged = both.within("SELECT pk FROM (", f") ORDER BY {outer} LIMIT ? OFFSET ?")
        return [pk for (pk,) in self._execute(paged.text, (*paged.parameters, *wanted))]
