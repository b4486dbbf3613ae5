"""Entries as they were on things: what was current, and which there were."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Sequence
from functools import cached_property

from tallystick.records.metadata import Entry
from tallystick.store.sql.blocks import OF_KEY, as_entries
from tallystick.store.sql.marks import Place
from tallystick.store.sql.past.moment import Moment
from tallystick.store.sql.reading import (
    HISTORY,
    LINKED,
    by_target,
    entries_of,
    entries_of_targets,
    entries_with,
    key_number,
    linked_to,
    oldest_first,
)
from tallystick.store.sql.texts import TEXTS, as_list
from tallystick.store.thinning import BLOCK

_OF_KEYS = f" WHERE c.key IN (SELECT pk FROM keys WHERE key IN ({TEXTS}))"
_LATE = "SELECT 1 FROM late_entries n WHERE n.kind = {0} AND n.target = {1} AND n.key = {2}"
_ANY_LATE = _LATE.format("?", "?", "?")
_BLOCK = f"SELECT entries {OF_KEY} AND size = {BLOCK} AND number = ? AND inside = ''"


def current_then(
    moment: Moment, kind: int, pks: Sequence[int], keys: Collection[str] | None = None
) -> dict[int, tuple[Entry, ...]]:
    """What was current on each of these things, in order of their keys' first entries.

    With `keys` of these alone.
    """
    asked: tuple[object, ...] = (as_list(pks), kind)
    statement = entries_of_targets_then(moment, "(SELECT value AS pk FROM json_each(?)) p")
    if keys is not None:
        statement, asked = statement + _OF_KEYS, (*asked, as_list(sorted(keys)))
    rows = by_target(moment.connection.execute(statement, asked))
    return {pk: entries_of(rows.get(pk, ())) for pk in pks}


def entries_of_targets_then(moment: Moment, targets: str, more: str = "") -> str:
    """A select of what was current on targets `p` of a kind, and more columns after it."""
    return entries_of_targets(targets, more, entry=_entry_then(moment), first=_first_then(moment))


def _entry_then(moment: Moment) -> str:
    """The number of what was current of the key in row `c` of `current_values`, as SQL.

    NULL where it had none. Unless some entries came late, one was current from when it came until
    the next came.
    """
    newest = f"SELECT e.sequence {_visible(moment)} ORDER BY e.logged_at DESC, e.sequence DESC"
    of_block = (
        f"SELECT max(r.value) {_FROM_BLOCK} CROSS JOIN json_each(b.entries) r "
        f"WHERE b.number = {_block_then(moment)} AND r.value <= {moment.entry}"
    )
    return (
        f"CASE WHEN EXISTS ({_late_since(moment)}) THEN ({newest} LIMIT 1) "
        f"WHEN c.entry <= {moment.entry} THEN c.entry "
        f"WHEN c.first_entry > {moment.entry} THEN NULL "
        f"WHEN EXISTS ({_LATE_OF_ROW}) THEN ({newest} LIMIT 1) ELSE coalesce("
        f"(SELECT max(r.value) FROM json_each(c.recent) r WHERE r.value <= {moment.entry}), "
        f"({of_block})) END"
    )


def _first_then(moment: Moment) -> str:
    """The number of the key's first entry, as SQL about the same row; it had one."""
    first = f"SELECT min(e.sequence) {_visible(moment)}"
    return f"CASE WHEN EXISTS ({_late_since(moment)}) THEN ({first}) ELSE c.first_entry END"


_OF_ROW = ("c.kind", "c.target", "c.key")
_LATE_OF_ROW = _LATE.format(*_OF_ROW)
_FROM_BLOCK = (
    "FROM (SELECT * FROM history_blocks b WHERE b.kind = c.kind AND b.target = c.target "
    f"AND b.key = c.key AND b.size = {BLOCK} AND b.inside = '') b"
)


def _late_since(moment: Moment) -> str:
    return f"{_LATE_OF_ROW} AND n.change > {moment.change}"


def _visible(moment: Moment) -> str:
    """All entries `e` that belonged to the thing in row `c`, as SQL that follows a select."""
    return (
        f"FROM ({linked_to(*_OF_ROW)}) h CROSS JOIN entries e ON e.sequence = h.entry "
        f"WHERE {_was_linked(moment, _OF_ROW)}"
    )


def _was_linked(moment: Moment, at: Sequence[str]) -> str:
    """Whether entry `h` of a key on a thing belonged to it, as SQL."""
    late = _LATE.format(*at).replace("1", "n.entry", 1)
    return f"h.entry <= {moment.entry} AND h.entry NOT IN ({late} AND n.change > {moment.change})"


def _block_then(moment: Moment) -> str:
    """The number of the block that the last entry was in; the first entry was there."""
    middle = "low + (width + 1) / 2"
    begun = (
        f"SELECT CAST((json_extract(b.entries, '$[0]') <= {moment.entry}) AS INTEGER) {_FROM_BLOCK}"
    )
    return (
        "(WITH RECURSIVE search(low, width) AS (SELECT CAST(0 AS BIGINT), c.sealed - 1 UNION ALL "
        f"SELECT low + (width + 1) / 2 * ({begun} WHERE b.number = {middle}), width / 2 "
        "FROM search WHERE width > 0) SELECT max(low) FROM search)"
    )


def history_then(moment: Moment, place: Place, key: str) -> tuple[Entry, ...]:
    """Entries of the key on a target, oldest first."""
    key_pk = key_number(moment.connection, key)
    if key_pk is None:
        return ()
    statement = f"{HISTORY} WHERE {_was_linked(moment, ('?1', '?2', '?3'))}"
    rows = moment.connection.execute(statement, (*place[:2], key_pk))
    return oldest_first(entries_with(key, rows))


def numbers_then(moment: Moment, place: Place, key: str) -> Sequence[int]:
    """The numbers of the entries of the key on a target, ascending."""
    key_pk = key_number(moment.connection, key)
    if key_pk is None:
        return ()
    at = _was_linked(moment, ("?1", "?2", "?3"))
    rows = moment.connection.execute(
        f"SELECT h.entry FROM ({LINKED}) h WHERE {at}", (*place[:2], key_pk)
    )
    return array("q", sorted([number for (number,) in rows]))


class KeyThen:
    """A key on a target, which may have other entries by now."""

    def __init__(self, moment: Moment, kind: int, target: int, key: int) -> None:
        self._moment = moment
        self._at = (kind, target, key)

    @cached_property
    def has_late(self) -> bool:
        """Whether some entries, ever, came otherwise than each as the newest of all."""
        return self._moment.connection.execute(_ANY_LATE, self._at).fetchone() is not None

    def last(self, sealed: int, since: list[int]) -> tuple[int, list[int]]:
        """How many blocks were full, and the entries since: where none came late, and some were.

        `sealed` and `since` are those of the present. A block is full when another entry comes.
        """
        last, execute = self._moment.entry, self._moment.connection.execute
        if since[0] > last:
            row = "FROM current_values c WHERE kind = ? AND target = ? AND key = ?"
            held = f"SELECT {_block_then(self._moment)} {row} AND entry IS NOT NULL"
            (sealed,) = execute(held, self._at).fetchone()
            (listed,) = execute(_BLOCK, (*self._at, sealed)).fetchone()
            since = as_entries(listed, 0)
        return sealed, [entry for entry in since if entry <= last]
