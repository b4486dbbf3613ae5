"""The connections of one process to a store on a PostgreSQL server."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import TypeVar

import psycopg

from tallystick.config import without_password
from tallystick.errors import NotFoundError, StoreBusyError, StoreError
from tallystick.store.sql.connection import Connection
from tallystick.store.sql.creating import empty
from tallystick.store.sql.forking import heed_forks
from tallystick.store.sql.postgresql.connecting import PostgresqlConnection
from tallystick.store.sql.postgresql.creating import (
    STATE,
    WITH_PAIRS,
    State,
    lock,
    opened,
    prepare,
    state_of,
)
from tallystick.store.sql.postgresql.failures import failure, is_transient
from tallystick.store.sql.writing import Writer

T = TypeVar("T")

_MOST_READERS = 8
_TRIES = 5
_PAUSE_S = 0.05
_BEGIN_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

_inherited: list[object] = []
"""Connections of a parent process, which a child must neither use nor end."""


class PostgresqlConnections:
    """Gives out connections, for one transaction each; threads may ask at once.

    Writers take turns by a lock that lasts as long as a transaction, so that numbers of the journal
    become visible in their order and without gaps.
    """

    path = None

    def __init__(
        self, url: str, durability: str, patience_s: float, *, must_exist: bool = False
    ) -> None:
        self.place = without_password(url)
        self._url = url
        self._durability = durability
        self._patience_s = patience_s
        self._must_exist = must_exist
        self._closed = False
        self._begin_process()
        heed_forks(self)

    def _begin_process(self) -> None:
        self._pid = os.getpid()
        self._lock = threading.Lock()
        self._writer: Writer[PostgresqlConnection] | None = None
        self._state = State()
        self._readers: deque[PostgresqlConnection] = deque()

    # What psycopg has under way in other threads is of the parent; a child begins anew.

    def before_fork(self) -> None: ...

    def after_fork_in_parent(self) -> None: ...

    def after_fork_in_child(self) -> None:
        _inherited.extend((self._writer, self._readers))
        self._begin_process()

    # ---- writing

    def write(self, work: Callable[[Writer[PostgresqlConnection]], T]) -> T:
        """What `work` returns, done in one transaction: all of it stays, or if it raises, nothing.

        It is done again where the connection was lost or others were in the way. A commit that was
        lost may have come through: commands that are there already are passed over.

        Raises `StoreBusyError` where others keep the store too long.
        """
        self._check()
        if not self._lock.acquire(timeout=self._patience_s):
            raise StoreBusyError(
                f"The store {self.place!r} was kept by another thread for {self._patience_s:.0f} s."
                " Nothing was changed, and trying again is safe.",
                url=self.place,
            )
        try:
            return self._trying_again(lambda: self._write(work))
        finally:
            self._lock.release()

    def _trying_again(self, attempt: Callable[[], T]) -> T:
        for tried in range(_TRIES):
            if tried:
                time.sleep(_PAUSE_S * 4 ** (tried - 1) * (0.5 + os.urandom(1)[0] / 256))
            try:
                return attempt()
            except psycopg.Error as error:
                closed = self._forget_lost()
                if tried == _TRIES - 1 or not is_transient(error, closed=closed):
                    raise failure(error, self.place) from error
        raise AssertionError("The last attempt returns or raises.")

    def _forget_lost(self) -> bool:
        """Whether the writer's connection is gone; the next attempt makes another."""
        writer = self._writer
        if writer is None or not writer.connection.raw.closed:
            return False
        self._writer = None
        return True

    def _write(self, work: Callable[[Writer[PostgresqlConnection]], T]) -> T:
        writer = self._begin()
        connection, tables = writer.connection, writer.tables
        try:
            result = work(writer)
            tables.complete()
            if connection.wrote_pairs and not self._state.has_pairs:
                connection.execute(WITH_PAIRS)
            connection.script("COMMIT")
        except BaseException:
            tables.undone()
            self._undo(connection)
            raise
        tables.committed()
        return result

    def _begin(self) -> Writer[PostgresqlConnection]:
        writer = self._writer
        if writer is None:
            connection = prepare(self._url, self.place, self._durability, self._patience_s)
            writer = self._writer = Writer(connection)
            self._state = State()
        connection = writer.connection
        connection.wrote_pairs = False
        connection.script("BEGIN", lock())
        try:
            # A new statement, so that it sees what came while it waited.
            state = state_of(connection, self.place)
        except BaseException:
            self._undo(connection)
            raise
        if state.has_pairs:
            connection.read_pairs()
        if state.tables != self._state.tables:
            writer.tables.forget_all()
        self._state = state
        return writer

    @staticmethod
    def _undo(connection: PostgresqlConnection) -> None:
        with contextlib.suppress(psycopg.Error):
            connection.script("ROLLBACK")

    # ---- reading

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the store throughout, and cannot change it."""
        self._check()
        try:
            reader = self._reader()
            if reader is None:
                with contextlib.closing(empty()) as nothing:
                    yield nothing
                return
            try:
                yield reader
            except psycopg.Error:
                reader.close()
                raise
            finally:
                self._give_back(reader)
        except psycopg.Error as error:
            raise failure(error, self.place) from error

    def _reader(self) -> PostgresqlConnection | None:
        """A connection within a transaction; None where there is no store yet."""
        while True:
            known = self._known_reader()
            reader = known or opened(self._url, self.place, self._patience_s)
            try:
                rows = reader.script(_BEGIN_READING, STATE)
            except psycopg.errors.UndefinedTable:
                self._give_back(reader)
                self._check_that_it_may_come()
                return None
            except psycopg.OperationalError:
                # The server was started anew since, or ended what did nothing for long.
                reader.close()
                if known is None:
                    raise
                continue
            state = State.of(rows)
            if state.is_older():
                self._give_back(reader)
                prepare(self._url, self.place, self._durability, self._patience_s).close()
                continue
            try:
                state.check(reader, self.place)
            except BaseException:
                self._give_back(reader)
                raise
            if state.has_pairs:
                reader.read_pairs()
            return reader

    def _known_reader(self) -> PostgresqlConnection | None:
        with contextlib.suppress(IndexError):
            return self._readers.pop()
        return None

    def _give_back(self, reader: PostgresqlConnection) -> None:
        self._undo(reader)
        if reader.raw.closed or self._closed or len(self._readers) >= _MOST_READERS:
            reader.close()
        else:
            self._readers.append(reader)

    def _check_that_it_may_come(self) -> None:
        if self._must_exist:
            raise NotFoundError(
                f"There is no store at {self.place!r}. A pipeline that runs with "
                f"TALLYSTICK_STORE={self.place} makes one there.",
                given=self.place,
            )

    # ---- both

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
                    self._readers.pop().close()

    def _check(self) -> None:
        self._check_process()
        if self._closed:
            raise StoreError("This store is closed; open it again with connect().")

    def _check_process(self) -> None:
        # Where Python was not told of the fork.
        if self._pid != os.getpid():
            self.after_fork_in_child()
