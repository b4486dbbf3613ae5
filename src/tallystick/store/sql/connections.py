"""The connections of one process to a store: one for writing, and some for reading."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from tallystick.errors import StoreError, StoreUnwritableError
from tallystick.store.sql.absent import check_store_at
from tallystick.store.sql.connecting import Connection, file_at
from tallystick.store.sql.creating import prepare
from tallystick.store.sql.failures import failure
from tallystick.store.sql.forking import heed_forks
from tallystick.store.sql.readers import UNSEEN, Reader, open_reader
from tallystick.store.sql.revisions import check_revision
from tallystick.store.sql.waiting import busy, patiently
from tallystick.store.sql.writing import Writer

T = TypeVar("T")

_MOST_READERS = 8
_FORK_PATIENCE_S = 1.0

_inherited: list[object] = []
"""Connections of a parent process. SQLite forbids even to close them in a child."""


class SqliteWriter(Writer[Connection]):
    """The writer, and the version of the tables that it saw last."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.schema = UNSEEN


class SqliteConnections:
    """The connections to a database file."""

    def __init__(
        self, path: Path, durability: str, patience_s: float, *, must_exist: bool = False
    ) -> None:
        self._path = self.path = path
        self.place = str(path)
        self._durability = durability
        self._patience_s = patience_s
        self._must_exist = must_exist
        self._closed = False
        self._begin_process()
        heed_forks(self)

    def _begin_process(self) -> None:
        self._pid = os.getpid()
        self._lock = threading.Lock()
        self._gate = threading.Lock()
        self._reading: deque[None] = deque()
        self._writer: SqliteWriter | None = None
        self._readers: deque[Reader] = deque()
        self._file: tuple[int, int] | None = None

    def before_fork(self) -> None:
        # A writer may wait for another process; that is not within SQLite.
        self._fork_holds = (
            self._lock.acquire(timeout=_FORK_PATIENCE_S),
            self._gate.acquire(timeout=_FORK_PATIENCE_S),
        )
        until = time.monotonic() + _FORK_PATIENCE_S
        while self._reading and time.monotonic() < until:
            time.sleep(0.001)

    def after_fork_in_parent(self) -> None:
        lock, gate = self._fork_holds
        if lock:
            self._lock.release()
        if gate:
            self._gate.release()

    def after_fork_in_child(self) -> None:
        _inherited.extend((self._writer, self._readers))
        self._begin_process()

    def write(self, work: Callable[[SqliteWriter], T]) -> T:
        """What `work` returns, done in one transaction: all of it stays, or if it raises, nothing.

        Raises `StoreBusyError` where others keep the store too long.
        """
        self._check()
        if not self._lock.acquire(blocking=False) and not self._lock.acquire(
            timeout=self._patience_s
        ):
            raise busy(self._path, self._patience_s)
        try:
            writer = self._begin()
            try:
                result = work(writer)
                writer.tables.complete()
                writer.connection.execute("COMMIT")
            except BaseException as error:
                self._undo(writer, error)
                raise
            writer.tables.committed()
            return result
        except sqlite3.Error as error:
            raise failure(error, self._path) from error
        finally:
            self._lock.release()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the store throughout, and cannot change it."""
        self._check()
        with self._gate:
            self._reading.append(None)
        try:
            reader = self._reader()
            try:
                reader.connection.execute("BEGIN")
                self._check_schema(reader)
                yield reader.connection
            except sqlite3.Error:
                reader.connection.close()
                raise
            except BaseException:
                self._give_back(reader)
                raise
            self._give_back(reader)
        except sqlite3.Error as error:
            raise failure(error, self._path) from error
        finally:
            self._reading.pop()

    def close(self) -> None:
        """Close every connection; nothing can be done after."""
        self._check_process()
        with self._lock:
            self._closed = True
            if self._writer is not None:
                self._writer.connection.close()
                self._writer = None
            with contextlib.suppress(IndexError):
                while True:
                    self._readers.pop().connection.close()

    # ---- writing

    def _begin(self) -> SqliteWriter:
        """The writer, within a transaction that no other can write during."""
        writer = self._writer
        if writer is not None and writer.connection.in_transaction:
            # Ctrl-C came between two lines of this method.
            self._undo(writer, KeyboardInterrupt())
        if writer is None:
            connection = prepare(self._path, self._durability, self._patience_s)
            writer = self._writer = SqliteWriter(connection)
            self._file = file_at(self._path)
        else:
            self._check_file()
        begin = writer.connection.execute
        self._patiently(lambda: begin("BEGIN IMMEDIATE"))
        try:
            if self._check_schema(writer):
                writer.tables.forget_all()
        except BaseException:
            begin("ROLLBACK")
            raise
        return writer

    def _patiently(self, attempt: Callable[[], T]) -> T:
        return patiently(attempt, self._patience_s, self._path)

    def _undo(self, writer: SqliteWriter, error: BaseException) -> None:
        with contextlib.suppress(sqlite3.Error):
            if writer.connection.in_transaction:
                writer.connection.execute("ROLLBACK")
        writer.tables.undone()
        if isinstance(error, sqlite3.Error):
            # Whatever happened to the file, the next transaction begins with a fresh look at it.
            writer.connection.close()
            self._writer = None

    # ---- reading

    def _reader(self) -> Reader:
        self._check_file()
        with contextlib.suppress(IndexError):
            return self._readers.pop()
        if self._must_exist:
            check_store_at(self._path.parent)
        reader = open_reader(self._path, self._durability, self._patience_s)
        if reader.lasts:
            self._file = file_at(self._path)
        return reader

    def _give_back(self, reader: Reader) -> None:
        with contextlib.suppress(sqlite3.Error):
            reader.connection.execute("ROLLBACK")
        if self._closed or not reader.lasts or len(self._readers) >= _MOST_READERS:
            reader.connection.close()
        else:
            self._readers.append(reader)

    # ---- checks

    def _check(self) -> None:
        self._check_process()
        if self._closed:
            raise StoreError("This store is closed; open it again with connect().")

    def _check_process(self) -> None:
        # Where Python was not told of the fork.
        if self._pid != os.getpid():
            self.after_fork_in_child()

    def _check_schema(self, user: Reader | SqliteWriter) -> bool:
        """Whether tables were made or changed since the connection looked last.

        Another process may migrate the store to a schema that this release does not know.
        """
        (schema,) = user.connection.execute("PRAGMA schema_version").fetchone()
        if schema == user.schema:
            return False
        check_revision(user.connection, self._path)
        user.schema = schema
        return True

    def _check_file(self) -> None:
        """SQLite goes on writing to a file that was removed, where nobody will find it."""
        if self._file is not None and file_at(self._path) != self._file:
            raise StoreUnwritableError(
                f"The store {str(self._path)!r} was removed or replaced while it was in use.",
                path=str(self._path),
            )
