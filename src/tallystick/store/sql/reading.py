"""Entries read: what is current on targets, and the history of a key."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec

from tallystick.records.metadata import Entry
from tallystick.store.sql.connecting import Connection
from tallystick.store.sql.records import Place
from tallystick.store.sql.texts import as_list
from tallystick.store.sql.times import time_of

_ENTRY = (
    "e.sequence, e.change, k.key, e.type, e.value, e.logged_at, e.author, e.series_index, "
    "e.publisher, e.output"
)
_HISTORY = (
    f"SELECT {_ENTRY} FROM entries e JOIN keys k ON k.pk = e.key WHERE e.sequence IN ("
    "SELECT entry FROM current_values "
    "WHERE kind = ?1 AND target = ?2 AND key = ?3 AND entry IS NOT NULL UNION ALL "
    "SELECT entry FROM earlier_entries WHERE kind = ?1 AND target = ?2 AND key = ?3) "
    "ORDER BY e.logged_at, e.sequence"
)
_CURRENT = (
    f"SELECT {_ENTRY}, c.target FROM current_values c JOIN entries e ON e.sequence = c.entry "
    "JOIN keys k ON k.pk = e.key "
    "WHERE c.kind = ? AND c.target IN (SELECT value FROM json_each(?)) AND c.entry IS NOT NULL "
    "ORDER BY c.target, c.first_entry"
)


def history(connection: Connection, place: Place, key: str) -> tuple[Entry, ...]:
    """Entries of the key on a target, oldest first."""
    row = connection.execute("SELECT pk FROM keys WHERE key = ?", (key,)).fetchone()
    if row is None:
        return ()
    rows = connection.execute(_HISTORY, (place.kind, place.pk, row[0]))
    return tuple([_entry(*row) for row in rows])


def current(connection: Connection, kind: int, pks: Sequence[int]) -> dict[int, tuple[Entry, ...]]:
    """The current entries of each of these targets, in order of their keys' first entries."""
    found: dict[int, list[Entry]] = {pk: [] for pk in pks}
    for row in connection.execute(_CURRENT, (kind, as_list(pks))):
        found[row[-1]].append(_entry(*row[:-1]))
    return {pk: tuple(entries) for pk, entries in found.items()}


def _entry(
    sequence: int,
    change: int,
    key: str,
    type_: str,
    value: str,
    logged_at: int,
    author: str,
    index: float | None,
    publisher: bytes | None,
    output: str | None,
) -> Entry:
    return Entry(
        sequence=sequence,
        change=change,
        key=key,
        type=type_,
        value=msgspec.Raw(value),
        logged_at=time_of(logged_at),
        author=author,
        index=index,
        publisher=None if publisher is None else UUID(bytes=publisher),
        output=output,
    )
