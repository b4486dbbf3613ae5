"""Keys and paths by number: the texts that most rows refer to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import cast

from tallystick.store.sql.connection import Connection
from tallystick.store.sql.dialects import differs

_MOST_REMEMBERED = 50_000

PATH_INDEXED = 250
"""Characters of a path that PostgreSQL's index holds (see `schema.py`)."""

_PATH = differs(
    "SELECT pk FROM paths WHERE project = ? AND kind = ? AND path = ?",
    postgresql="SELECT pk FROM paths WHERE project = ? AND kind = ? AND path = ? "
    f"AND left(path, {PATH_INDEXED}) = left(?3, {PATH_INDEXED})",
)


class Dictionary:
    """The numbers of keys and paths, made where there is none yet.

    Numbers never change and are never removed, unless all tables are made anew. So they may be
    remembered until then, except those that a transaction which was undone had made.
    """

    def __init__(self, connection: Connection) -> None:
        self._execute = connection.execute
        self._keys: dict[str, int] = {}
        self._paths: defaultdict[tuple[str, int], dict[str, int]] = defaultdict(dict)
        self._count = 0
        self._made = False

    def committed(self) -> None:
        """What was made is there to stay."""
        self._made = False
        if self._count > _MOST_REMEMBERED:
            self.forget()

    def undone(self) -> None:
        """What was made in this transaction is not there."""
        if self._made:
            self.forget()

    def forget(self) -> None:
        """Remember nothing."""
        self._keys.clear()
        self._paths.clear()
        self._count = 0
        self._made = False

    def keys(self, keys: Iterable[str]) -> list[int]:
        """The number of each key."""
        known = self._keys
        return [known.get(key) or self._key(key) for key in keys]

    def _key(self, key: str) -> int:
        row = self._execute("SELECT pk FROM keys WHERE key = ?", (key,)).fetchone()
        number: int = row[0] if row else self._make("INSERT INTO keys (key) VALUES (?)", (key,))
        self._keys[key] = number
        self._count += 1
        return number

    def paths(self, project: str, kind: int) -> dict[str, int]:
        """The numbers that are remembered of paths on targets of this kind, to be read only."""
        return self._paths[project, kind]

    def path(self, project: str, kind: int, key: int, path: str) -> int:
        """The number of a path that begins with the key, on targets of this kind."""
        where = (project, kind, path)
        row = self._execute(_PATH, where).fetchone()
        if row:
            number: int = row[0]
        else:
            insert = "INSERT INTO paths (project, kind, path, key) VALUES (?, ?, ?, ?)"
            number = self._make(insert, (*where, key))
        self._paths[project, kind][path] = number
        self._count += 1
        return number

    def _make(self, statement: str, row: tuple[object, ...]) -> int:
        self._made = True
        return cast("int", self._execute(statement, row).lastrowid)
