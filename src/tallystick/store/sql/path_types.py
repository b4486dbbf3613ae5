"""How many targets have a value of which type at each path.

It follows from `current_values`, and is kept beside it because counting there takes long. What
changes in a transaction is gathered, and written once at its end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from tallystick.store.sql.connection import Connection

_WRITE = (
    "INSERT INTO path_types (path, type, targets) VALUES (?, ?, ?) "
    "ON CONFLICT (path, type) DO UPDATE SET targets = path_types.targets + excluded.targets"
)
_CLEAR = "DELETE FROM path_types WHERE path = ? AND type = ? AND targets = 0"


class PathTypes:
    """Counts in one transaction after the other."""

    def __init__(self, connection: Connection) -> None:
        self._execute_many = connection.executemany
        self._changes = Counter[tuple[int, str]]()

    def count(self, rows: Iterable[Any], by: int) -> None:
        """Rows of `current_values`, from `path` to `number`, came (`by` 1) or went (-1)."""
        changes = self._changes
        for path, position, type_, _, number in rows:
            # Elements are part of what is at the path; of a dict with items only those count.
            if position == 0 and (number is not None or type_ != "dict"):
                changes[path, type_] += by

    def complete(self) -> None:
        """The transaction is about to end: what changed is written."""
        if not self._changes:
            return
        changes = [(*at, by) for at, by in sorted(self._changes.items()) if by]
        self._changes.clear()
        self._execute_many(_WRITE, changes)
        self._execute_many(_CLEAR, [(path, type_) for path, type_, by in changes if by < 0])

    def forget(self) -> None:
        """What changed in the transaction is not to be."""
        self._changes.clear()
