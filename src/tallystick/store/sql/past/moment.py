"""One number of the journal, and what was there by then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tallystick.records.targets import Kind
from tallystick.store.as_of import AsOf, in_utc, number_as_of
from tallystick.store.sql import journal
from tallystick.store.sql.connection import Connection
from tallystick.store.sql.kinds import CODES, TABLES
from tallystick.store.sql.texts import as_list
from tallystick.store.sql.times import micros

# Numbers and the commands they came with grow together, so the last one is looked up by halving.
_LAST = (
    "(WITH RECURSIVE search(low, width) AS (SELECT CAST(0 AS BIGINT), "
    "(SELECT coalesce(max({pk}), 0) FROM {table}) UNION ALL SELECT low + (width + 1) / 2 * "
    "coalesce((SELECT CAST(({made} <= m.change) AS INTEGER) FROM {table} "
    "WHERE {pk} >= low + (width + 1) / 2 ORDER BY {pk} LIMIT 1), 0), width / 2 "
    "FROM search WHERE width > 0) SELECT max(low) FROM search)"
)
_LASTS = [
    _LAST.format(table="entries", pk="sequence", made="change"),
    *(_LAST.format(table=table.name, pk="pk", made="made") for table in TABLES.values()),
]
_MOMENT = f"SELECT m.change, ({journal.LAST}), {', '.join(_LASTS)} FROM (SELECT {{}} AS change) m"
_LARGEST = 2**63 - 1


class Moment:
    """The state that the commands up to `change` gave, without what was deleted since."""

    def __init__(
        self, connection: Connection, change: int, newest: int, entry: int, bounds: dict[Kind, int]
    ) -> None:
        self.connection = connection
        self.change = change
        self.newest = newest
        """The number of the newest command of the journal."""
        self.entry = entry
        """The number of the last entry that was logged."""
        self._bounds = bounds

    def bound(self, kind: Kind) -> int:
        """The last row of a kind that was there: rows are in order of creation."""
        return self._bounds[kind]

    def body(self, kind: Kind, alias: str) -> str:
        """The record in a row of the kind's table as it was, as an expression of SQL."""
        return f"coalesce({self.former(kind, alias, 'f.body')}, {alias}.body)"

    def former(self, kind: Kind, alias: str, what: str) -> str:
        """`what` of the record `f` as it was, for the row of `alias`; NULL where it is as now."""
        return (
            f"(SELECT {what} FROM former_records f WHERE f.kind = {CODES[kind]} "
            f"AND f.target = {alias}.pk AND f.change > {self.change} ORDER BY f.change LIMIT 1)"
        )

    def models_of(self, kind: int, pk: int) -> list[UUID]:
        """The model versions that a thing was linked to."""
        rows = self.connection.execute(
            "SELECT model_version_id FROM model_links "
            "WHERE kind = ?1 AND target = ?2 AND since <= ?3 "
            "UNION SELECT model_version_id FROM former_links "
            "WHERE kind = ?1 AND target = ?2 AND since <= ?3 AND until > ?3",
            (kind, pk, self.change),
        )
        return [UUID(id) for (id,) in rows]

    def tables(self, name: str) -> list[tuple[str, str]]:
        """Where rows of `step_io` or `model_links` are by now, and which of them were there."""
        former = {"step_io": "former_io", "model_links": "former_links"}[name]
        there = [(name, f"{{0}}.since <= {self.change}")]
        gone = f"SELECT 1 FROM {former} WHERE until > {self.change} AND since <= {self.change}"
        if self.connection.execute(f"{gone} LIMIT 1").fetchone():
            there.append((former, f"{{0}}.since <= {self.change} AND {{0}}.until > {self.change}"))
        return there

    def bodies(self, kind: Kind, pks: Sequence[int]) -> dict[int, str]:
        """The records in these rows as they were."""
        rows = self.connection.execute(
            f"SELECT pk, {self.body(kind, 'b')} FROM {TABLES[kind].name} b "
            "WHERE pk IN (SELECT value FROM json_each(?))",
            (as_list(pks),),
        )
        return dict(rows.fetchall())


def moment_of(connection: Connection, as_of: AsOf | None) -> Moment | None:
    """What `as_of` means; None for the present.

    Raises `InvalidArgumentError` where it means nothing.
    """
    if as_of is None:
        return None
    change, given = "?1", 0
    if isinstance(as_of, datetime):
        change, given = journal.APPLIED_BY, micros(in_utc(as_of))
    elif isinstance(as_of, int):
        given = max(0, min(as_of, _LARGEST))
    found, newest, entry, *rows = connection.execute(_MOMENT.format(change), (given,)).fetchone()
    number = number_as_of(as_of, newest, lambda _: found)
    return Moment(connection, number, newest, entry, dict(zip(TABLES, rows, strict=True)))
