"""Keys and paths by number: the texts that most rows refer to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from tallystick.store.sql.connecting import Connection

_MOST = 50_000
"""Numbers remembered; beyond that they are looked up again."""


class Dictionary:
    """The numbers of keys and paths, made where there is none yet.

    Numbers never change and are never removed, so they may be remembered for as long as the
    connection is open, except those that a transaction which was undone had made.
    """

    def __init__(self, connection: Connection) -> None:
        self._execute = connection.execute
        self._keys: dict[str, int] = {}
        self._paths: dict[tuple[str, int, str], int] = {}
        self._made = False

    def committed(self) -> None:
        """What was made is there to stay."""
        self._made = False

    def undone(self) -> None:
        """What was made in this transaction is not there."""
        if self._made:
            self._keys.clear()
            self._paths.clear()
            self._made = False

    def keys(self, keys: Iterable[str]) -> list[int]:
        """The number of each key."""
        known = self._keys
        return [known.get(key) or self._key(key) for key in keys]

    def paths(self, project: str, kind: int, key: int, paths: Sequence[str]) -> list[int]:
        """The number of each path of a key, on targets of this kind."""
        known = self._paths
        return [known.get((project, kind, p)) or self._path(project, kind, key, p) for p in paths]

    def _key(self, key: str) -> int:
        row = self._execute("SELECT pk FROM keys WHERE key = ?", (key,)).fetchone()
        number: int = row[0] if row else self._make("INSERT INTO keys (key) VALUES (?)", (key,))
        if len(self._keys) >= _MOST:
            self._keys.clear()
        self._keys[key] = number
        return number

    def _path(self, project: str, kind: int, key: int, path: str) -> int:
        where = (project, kind, path)
        row = self._execute(
            "SELECT pk FROM paths WHERE project = ? AND kind = ? AND path = ?", where
        ).fetchone()
        number: int = (
            row[0]
            if row
            else self._make(
                "INSERT INTO paths (project, kind, path, key) VALUES (?, ?, ?, ?)", (*where, key)
            )
        )
        if len(self._paths) >= _MOST:
            self._paths.clear()
        self._paths[where] = number
        return number

    def _make(self, statement: str, row: tuple[object, ...]) -> int:
        self._made = True
        return cast("int", self._execute(statement, row).lastrowid)
