"""The connections of one process to a store: one for writing, and some for reading."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from tallystick.errors import StoreError, StoreUnwritableError
from tallystick.store.sql.connecting import Connection, open_for_reading
from tallystick.store.sql.creating import check_revision, empty, prepare
from tallystick.store.sql.failures import failure
from tallystick.store.sql.tables import SqlTables
from tallystick.store.sql.waiting import busy, patiently

_inherited: list[object] = []
"""Connections of a parent process. SQLite forbids even to close them in a child."""


class Writer:
    """The connection for writing, and the tables as seen through it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.tables = SqlTables(connection)
        self.schema = -1


class Connections:
    """Gives out connections, for one transaction each; threads may ask at once."""

    def __init__(self, path: Path, durability: str, patience_s: float) -> None:
        self._path = path
        self._durability = durability
        self._patience_s = patience_s
        self._closed = False
        self._begin_process()

    def _begin_process(self) -> None:
        self._pid = os.getpid()
        self._lock = threading.Lock()
        self._writer: Writer | None = None
        self._readers: deque[Connection] = deque()
        self._identity: tuple[int, int] | None = None

    @contextlib.contextmanager
    def writing(self) -> Iterator[Writer]:
        """A transaction for writing: what is done in it stays if no error leaves it."""
        self._check()
        with self._alone(), self._failures():
            writer = self._begin()
            try:
                yield writer
                writer.connection.execute("COMMIT")
            except BaseException as error:
                self._undo(writer, error)
                raise
            writer.tables.committed()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the store throughout."""
        self._check()
        with self._failures():
            connection = self._reader()
            try:
                connection.execute("BEGIN")
                yield connection
            except sqlite3.Error:
                connection.close()
                raise
            except BaseException:
                self._give_back(connection)
                raise
            self._give_back(connection)

    def close(self) -> None:
        """Close every connection; nothing can be done after."""
        self._check_process()
        with self._lock:
            self._closed = True
            if self._writer is not None:
                self._writer.connection.close()
                self._writer = None
            while self._readers:
                self._readers.pop().close()

    # ---- writing

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        if not self._lock.acquire(timeout=self._patience_s):
            raise busy(self._path, self._patience_s)
        try:
            yield
        finally:
            self._lock.release()

    def _begin(self) -> Writer:
        writer = self._writer
        if writer is None:
            connection = prepare(self._path, self._durability, self._patience_s)
            self._identity = _identity(self._path)
            writer = self._writer = Writer(connection)
        else:
            self._check_file()
        patiently(
            lambda: writer.connection.execute("BEGIN IMMEDIATE"), self._patience_s, self._path
        )
        return writer

    def _undo(self, writer: Writer, error: BaseException) -> None:
        with contextlib.suppress(sqlite3.Error):
            if writer.connection.in_transaction:
                writer.connection.execute("ROLLBACK")
        writer.tables.undone()
        if isinstance(error, sqlite3.Error):
            # Whatever happened to the file, the next transaction begins with a fresh look at it.
            writer.connection.close()
            self._writer = None

    # ---- reading

    def _reader(self) -> Connection:
        self._check_file()
        try:
            return self._readers.pop()
        except IndexError:
            pass
        if not self._path.exists():
            return empty()
        connection = open_for_reading(self._path)
        try:
            check_revision(connection, self._path)
        except BaseException:
            connection.close()
            raise
        self._identity = _identity(self._path)
        return connection

    def _give_back(self, connection: Connection) -> None:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        if self._closed or self._identity is None or len(self._readers) >= 8:
            connection.close()
        else:
            self._readers.append(connection)

    # ---- checks

    def _check(self) -> None:
        self._check_process()
        if self._closed:
            raise StoreError("This store is closed; open it again with connect().")

    def _check_process(self) -> None:
        if self._pid != os.getpid():
            _inherited.extend((self._writer, self._readers, self._lock))
            self._begin_process()

    def _check_file(self) -> None:
        """SQLite goes on writing to a file that was removed, where nobody will find it."""
        if self._identity is None:
            return
        if _identity(self._path) != self._identity:
            raise StoreUnwritableError(
                f"The store {str(self._path)!r} was removed or replaced while it was in use.",
                path=str(self._path),
            )

    @contextlib.contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise failure(error, self._path) from error


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = os.stat(path)  # noqa: PTH116  # every write asks, and Path is slower
    except OSError:
        return None
    return status.st_dev, status.st_ino
