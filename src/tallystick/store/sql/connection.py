"""What the store's statements need of a connection.

Statements are texts in SQLite's SQL, and run on its own connection as they are. Another database
has a connection of this shape, which knows how to say them (`postgresql/translating.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol


class Cursor(Protocol):
    """What a statement came to."""

    @property
    def lastrowid(self) -> int | None:
        """The number that the row got which was inserted."""

    @property
    def rowcount(self) -> int:
        """How many rows were inserted, changed or deleted."""

    @property
    def description(self) -> Any:
        """One item per column of the rows."""

    def fetchone(self) -> Any:
        """The next row; None after the last."""

    def fetchall(self) -> list[Any]:
        """All rows, or those that are left."""

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """Runs statements in the transaction that is open."""

    def execute(self, statement: str, parameters: Sequence[Any] = ..., /) -> Cursor:
        """Run the statement with these parameters."""

    def executemany(self, statement: str, parameters: Iterable[Sequence[Any]], /) -> Cursor:
        """Run the statement with one set of parameters after the other."""

    def close(self) -> None:
        """End the connection; what was not committed is undone."""
