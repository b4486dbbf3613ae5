"""A page of what a query matches."""

from __future__ import annotations

from tallystick.query.query import Query
from tallystick.records.metadata import Entry
from tallystick.records.reading import Page, Record, Snapshot
from tallystick.store.sql.connecting import Connection
from tallystick.store.sql.finding.conditions import compiled
from tallystick.store.sql.finding.fragment import Sql, every
from tallystick.store.sql.finding.metadata import MetadataFields
from tallystick.store.sql.finding.ordering import ordered
from tallystick.store.sql.kinds import TABLES
from tallystick.store.sql.reading import current

_MOST = 2**62


def find(connection: Connection, query: Query) -> Page[Record]:
    """See `Store.find`; the query was checked."""
    table = TABLES[query.kind]
    metadata = MetadataFields(connection, query.kind, query.project)
    where = compiled(query.where, query.kind, metadata)
    where = every([Sql("t.project = ?", (query.project,)), where])
    rows = _rows(connection, query, where, metadata)
    entries: dict[int, tuple[Entry, ...]] = {}
    if query.metadata and rows:
        entries = current(connection, table.code, [pk for pk, _ in rows])
    items = tuple([Snapshot(table.decode(body), entries.get(pk, ())) for pk, body in rows])
    return Page(items, _total(connection, query, where, len(items)))


def _rows(
    connection: Connection, query: Query, where: Sql, metadata: MetadataFields
) -> list[tuple[int, str]]:
    if query.limit == 0:
        return []
    order = ordered(query.sort, query.kind, metadata)
    found = connection.execute(
        f"SELECT t.pk, t.body FROM {TABLES[query.kind].name} t{order.joins.text} "
        f"WHERE {where.text} ORDER BY {order.terms} LIMIT ? OFFSET ?",
        (
            *order.joins.parameters,
            *where.parameters,
            -1 if query.limit is None else min(query.limit, _MOST),
            min(query.offset, _MOST),
        ),
    )
    return found.fetchall()


def _total(connection: Connection, query: Query, where: Sql, found: int) -> int:
    """How many match in all; counted only where the page does not tell."""
    is_last = query.limit is None or found < query.limit
    if is_last and (found or not query.offset):
        return query.offset + found
    row = connection.execute(
        f"SELECT count(*) FROM {TABLES[query.kind].name} t WHERE {where.text}", where.parameters
    ).fetchone()
    return int(row[0])
