"""Entries read: what is current on targets, and the history of a key."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from operator import attrgetter, itemgetter, le, lt
from typing import Any
from uuid import UUID

import msgspec

from tallystick.records.metadata import Entry
from tallystick.store.sql.connection import Connection
from tallystick.store.sql.dialects import differs
from tallystick.store.sql.marks import Place
from tallystick.store.sql.texts import as_list
from tallystick.store.sql.times import exact_time, time_of
from tallystick.store.thinning import BLOCK

FACTS = (
    "e.sequence, e.change, e.type, e.value, e.logged_at, e.author, e.series_index, e.publisher, "
    "e.output"
)


def linked_to(kind: str, target: str, key: str) -> str:
    """A select of the numbers of all entries of a key on a target."""
    return (
        "SELECT l.value AS entry FROM history_blocks b, json_each(b.entries) l "
        f"WHERE b.kind = {kind} AND b.target = {target} AND b.key = {key} AND b.size = {BLOCK} "
        "UNION ALL SELECT l.value "
        "FROM current_values s, json_each(coalesce(s.recent, json_array(s.entry))) l "
        f"WHERE s.kind = {kind} AND s.target = {target} AND s.key = {key} AND s.entry IS NOT NULL"
    )


LINKED = linked_to("?1", "?2", "?3")

# In this order, so that no other way is tried to find a long history in a larger store.
HISTORY = f"SELECT {FACTS} FROM ({LINKED}) h CROSS JOIN entries e ON e.sequence = h.entry"


def listed_entries(columns: str, joins: str = "") -> str:
    """A select of entries `e` whose numbers are a list that is one parameter, in its order."""
    return differs(
        f"SELECT {columns} FROM json_each(?) h CROSS JOIN entries e ON e.sequence = h.value{joins}",
        postgresql=f"SELECT {columns} FROM unnest(?numbers::bigint[]) WITH ORDINALITY "
        f"AS h(value, place) JOIN entries e ON e.sequence = h.value{joins} ORDER BY h.place",
    )


_CHOSEN = listed_entries(FACTS)


def entries_of_targets(
    targets: str, more: str = "", *, entry: str = "c.entry", first: str = "c.first_entry"
) -> str:
    """A select of the current entries of targets `p` of a kind, and more columns after them.

    `entry` and `first` are the numbers of what is current of the key in row `c` of
    `current_values`, and of its first entry.
    """
    return (
        f"SELECT p.pk, {FACTS}, k.key, {first}{more} FROM {targets} CROSS JOIN current_values c "
        "ON c.kind = ? AND c.target = p.pk AND c.entry IS NOT NULL "
        f"CROSS JOIN entries e ON e.sequence = {entry} CROSS JOIN keys k ON k.pk = e.key"
    )


ENTRY_COLUMNS = 12
"""How many columns it has; those of an entry come after the target's row and are not NULL."""

_CURRENT = entries_of_targets("(SELECT ? AS pk) p")


def history(connection: Connection, place: Place, key: str) -> tuple[Entry, ...]:
    """Entries of the key on a target, oldest first."""
    key_pk = key_number(connection, key)
    if key_pk is None:
        return ()
    return oldest_first(entries_with(key, connection.execute(HISTORY, (*place[:2], key_pk))))


def chosen(connection: Connection, key: str, sequences: Iterable[int]) -> tuple[Entry, ...]:
    """Entries of the key with these numbers, oldest first."""
    # In order, so that what is near each other is read at once.
    return oldest_first(numbered(connection, key, sorted(sequences)))


def numbers_of(connection: Connection, place: Place, key: str) -> Sequence[int]:
    """The numbers of the entries of the key on a target, ascending."""
    key_pk = key_number(connection, key)
    rows = connection.execute(LINKED, (*place[:2], key_pk)) if key_pk is not None else ()
    numbers = array("q", (number for (number,) in rows))
    # Blocks mostly come in order, and sorting takes five times the memory.
    if all(map(lt, numbers, islice(numbers, 1, None))):
        return numbers
    return array("q", sorted(numbers))


def numbered(connection: Connection, key: str, numbers: Iterable[int]) -> list[Entry]:
    """Entries of the key with these numbers, in their order; those that are gone are left out."""
    return entries_with(key, connection.execute(_CHOSEN, (as_list(numbers),)))


def key_number(connection: Connection, key: str) -> int | None:
    """The number of a key; None where it was never logged on anything."""
    row = connection.execute("SELECT pk FROM keys WHERE key = ?", (key,)).fetchone()
    return None if row is None else int(row[0])


def oldest_first(entries: list[Entry]) -> tuple[Entry, ...]:
    """The entries by `(logged_at, sequence)`."""
    # They mostly are in order, and seeing that is faster than sorting them.
    times = [entry.logged_at for entry in entries]
    numbers = [entry.sequence for entry in entries]
    in_order = all(map(le, times, islice(times, 1, None))) and all(
        map(lt, numbers, islice(numbers, 1, None))
    )
    if not in_order:
        entries.sort(key=attrgetter("logged_at", "sequence"))
    return tuple(entries)


def current(connection: Connection, place: Place) -> tuple[Entry, ...]:
    """The current entries of a target, in order of their keys' first entries."""
    kind, pk, *_ = place
    return entries_of(connection.execute(_CURRENT, (pk, kind)))


def by_target(rows: Iterable[Sequence[Any]]) -> dict[int | None, list[Sequence[Any]]]:
    """The rows of each target, which is their first column."""
    found: defaultdict[int | None, list[Sequence[Any]]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


def entries_of(rows: Iterable[Sequence[Any]]) -> tuple[Entry, ...]:
    """The entries of a target that such a select gives, in order of their keys' first entries."""
    # One loop and no call for each: a page has thousands.
    return tuple(
        [
            Entry(
                sequence=row[1],
                change=row[2],
                key=row[10],
                type=row[3],
                value=msgspec.Raw(row[4]),
                logged_at=time_of(row[5]),
                author=row[6],
                index=row[7],
                publisher=None if row[8] is None else UUID(bytes=row[8]),
                output=row[9],
            )
            for row in sorted(rows, key=_FIRST_ENTRY)
        ]
    )


_FIRST_ENTRY = itemgetter(11)


def entries_with(key: str, rows: Iterable[Sequence[Any]]) -> list[Entry]:
    """Entries of a key, from their facts."""
    # The words are few, and each row has them anew.
    word = dict[str, str]().setdefault
    return [
        Entry(
            sequence=sequence,
            change=change,
            key=key,
            type=word(type_, type_),
            value=msgspec.Raw(value),
            logged_at=exact_time(logged_at),
            author=word(author, author),
            index=index,
            publisher=None if publisher is None else UUID(bytes=publisher),
            output=output,
        )
        for sequence, change, type_, value, logged_at, author, index, publisher, output in rows
    ]
