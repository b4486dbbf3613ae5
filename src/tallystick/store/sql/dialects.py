"""Pieces of SQL that databases say differently.

The store's statements are written in SQLite's SQL, in a small vocabulary that is translated word by
word (`postgresql/translating.py`). Where that is not enough a piece is said twice, here by its
SQLite form, which is what statements are put together from, and for PostgreSQL beside it.
"""

from __future__ import annotations

_IN_POSTGRESQL: dict[str, str] = {}


def differs(sqlite: str, *, postgresql: str) -> str:
    """The piece in SQLite's SQL; translating replaces it by the other wherever it stands."""
    _IN_POSTGRESQL[sqlite] = postgresql
    return sqlite


def in_postgresql(statement: str) -> str:
    """The statement with every such piece replaced, longer ones first."""
    for sqlite in sorted(_IN_POSTGRESQL, key=len, reverse=True):
        statement = statement.replace(sqlite, _IN_POSTGRESQL[sqlite])
    return statement
