"""What is written down so that the past can be read: when things came to be, and what changed.

Nothing of it is read by questions about the present. What a change takes away is kept
(`former_records`, `former_io`, `former_links`), and of what it adds, when that was, where its
number does not tell (`late_entries`, `made` and `since` of other tables).

What changed after some time has to be found without a look at all that was made since. For that
`touches` says of a thing that some number of the journal lies between its making and a change. Of
all that do it names the roundest: the one with the most zeros at its end in binary, as its `level`,
which is how many, and `node`, which is the rest of it. So a thing has one row a level at most,
however often it changes; and for a number of the journal there is but one node a level to look at,
since two numbers on both sides of it have that node's between them or the same beginning.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tallystick.store.sql.connection import Connection

LEAST_LEVEL = 6
"""Things made within the same 64 commands as a number are looked at without a row in `touches`."""

TIMES = 256
"""Commands whose earliest time is one row of `journal_times`."""

_MOST_REMEMBERED = 20_000


class Place(NamedTuple):
    """Where a target is: the code of its kind, its row, and its project.

    `indexed` says whether its values are in the indexes, as 1 or 0. `made` is the number of the
    command that made it.
    """

    kind: int
    pk: int
    project: str
    indexed: int
    made: int


class Marks:
    """Writes of them, in one transaction after the other."""

    def __init__(self, connection: Connection) -> None:
        self._execute = connection.execute
        self._execute_many = connection.executemany
        self.change = 0
        """The number of the command that is being applied."""
        self._levels: dict[tuple[int, int], int] = {}

    def follows(self, change: int) -> None:
        """The command with this number, which is in the journal, is about to be applied."""
        self.change = change
        if change % TIMES == 0:
            self._execute(
                "INSERT INTO journal_times SELECT ?1, min(applied_at) FROM journal "
                f"WHERE sequence > ?1 - {TIMES} AND sequence <= ?1",
                (change,),
            )

    def forget(self) -> None:
        """Others may have written, or the transaction was undone."""
        self._levels.clear()

    def replaced(self, place: Place, body: str, former_name: str | None) -> None:
        """A record, which was this, is another from now on; so is its name, if one is given."""
        if place.made == self.change:
            return
        self._execute(
            "INSERT INTO former_records (kind, target, change, name, body) VALUES (?, ?, ?, ?, ?) "
            # Of several states within one command nobody ever saw but the first.
            "ON CONFLICT (kind, target, change) DO NOTHING",
            (*place[:2], self.change, former_name, body),
        )
        self.touch(place)

    def unlinked(self, place: Place, model_version: str, since: int) -> None:
        """A thing does not belong to a model version any more, to which it did since a command."""
        if since < self.change:
            at = (*place[:2], model_version)
            self._execute(
                "INSERT INTO former_links VALUES (?, ?, ?, ?, ?)", (*at, self.change, since)
            )
        self.touch(place)

    def unwritten(self, rows: Iterable[tuple[object, ...]]) -> None:
        """Step runs do not read or write this any more: rows of `step_io`."""
        self._execute_many(
            "INSERT INTO former_io VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(*row[:4], self.change, *row[4:]) for row in rows],
        )

    def came_late(self, place: Place, key: int, entries: Iterable[int]) -> None:
        """Entries came to a thing out of their order, or later than they were logged."""
        at = (*place[:2], key)
        self._execute_many(
            "INSERT INTO late_entries VALUES (?, ?, ?, ?, ?)",
            [(*at, entry, self.change) for entry in entries],
        )

    def touch(self, place: Place) -> None:
        """Something about a thing changed."""
        level = (place.made ^ self.change).bit_length() - 1
        at = place[:2]
        if level < LEAST_LEVEL or level <= self._levels.get(at, -1):
            return
        if len(self._levels) > _MOST_REMEMBERED:
            self._levels.clear()
        self._levels[at] = level
        self._execute(
            "INSERT INTO touches VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (place.kind, level, self.change >> level, place.pk),
        )

    def gone(self, place: Place) -> None:
        """A thing was deleted; another may have its row some day."""
        at = place[:2]
        self._levels.pop(at, None)
        for table in ("former_records", "former_links", "late_entries"):
            self._execute(f"DELETE FROM {table} WHERE kind = ? AND target = ?", at)
        highest = (place.made ^ self.change).bit_length()
        self._execute_many(
            "DELETE FROM touches WHERE kind = ? AND level = ? AND node = ? AND target = ?",
            [
                (place.kind, level, place.made >> level | 1, place.pk)
                for level in range(LEAST_LEVEL, highest)
            ],
        )

    def model_version_gone(self, model_version: str) -> None:
        """Nothing ever belonged to it, as far as anybody will know."""
        self._execute("DELETE FROM former_links WHERE model_version_id = ?", (model_version,))
