"""What a transaction that writes works with."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from tallystick.store.sql.connection import Connection
from tallystick.store.sql.tables import SqlTables

T = TypeVar("T")
C_co = TypeVar("C_co", bound=Connection, covariant=True)


class Writer(Generic[C_co]):
    """The connection for writing, and the tables as seen through it."""

    def __init__(self, connection: C_co) -> None:
        self.connection = connection
        self.tables = SqlTables(connection)


class Connections(Protocol):
    """Gives out connections to one store, for one transaction each; threads may ask at once.

    `place` is where the store is, for people; `path` is its file, if it is one.
    """

    @property
    def place(self) -> str: ...

    @property
    def path(self) -> Path | None: ...

    def write(self, work: Callable[[Writer[Connection]], T]) -> T:
        """What `work` returns, done in one transaction: all of it stays, or if it raises, nothing.

        It may be done several times, until once it stays.
        Raises `StoreBusyError` where others keep the store too long.
        """

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection that sees one state of the store throughout, and cannot change it."""

    def close(self) -> None:
        """Close every connection; nothing can be done after."""
