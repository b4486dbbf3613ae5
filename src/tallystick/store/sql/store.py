"""The SQL store."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from uuid import UUID

from tallystick.errors import InvalidArgumentError, NotFoundError, StoreError
from tallystick.query.checking import check_path_query, check_query
from tallystick.query.history import HistoryQuery
from tallystick.query.paths import PathQuery, PathSummary
from tallystick.query.query import Query
from tallystick.records.commands import Command
from tallystick.records.documents import Document
from tallystick.records.journal import Change
from tallystick.records.metadata import Entry
from tallystick.records.reading import History, Lineage, Page, R, Record, Snapshot, target_of
from tallystick.records.references import Ref
from tallystick.records.targets import Target
from tallystick.store.applying import apply_command, as_written
from tallystick.store.as_of import AsOf
from tallystick.store.asking import check_history, check_lineage, check_range, check_text
from tallystick.store.resolving import resolve
from tallystick.store.sql import journal
from tallystick.store.sql.connecting import FILE, PATIENCE_S, file_at
from tallystick.store.sql.connection import Connection
from tallystick.store.sql.connections import SqliteConnections
from tallystick.store.sql.finding import find, find_then, paths, paths_then
from tallystick.store.sql.histories import history_of
from tallystick.store.sql.lineage import lineage
from tallystick.store.sql.links import links
from tallystick.store.sql.past import moment_of
from tallystick.store.sql.past.entries import current_then, history_then, numbers_then
from tallystick.store.sql.past.records import records_of
from tallystick.store.sql.reading import current, history, numbered, numbers_of
from tallystick.store.sql.texts import TEXTS, as_list
from tallystick.store.sql.writing import Connections, Writer

_PROJECTS = """
SELECT project FROM pipelines UNION SELECT project FROM artifacts UNION SELECT project FROM models
ORDER BY project
"""
_PAGE = 5_000
"""Entries of a long history that are read at once."""


class SqlStore:
    """A store in a SQL database. See `Store` for what every method does.

    Any number of threads and processes may use one store; an object that a process had when it was
    forked opens connections of its own in the child.

    `connections` are for looking after it (`maintenance.py`).
    """

    def __init__(self, connections: Connections) -> None:
        self.connections = connections

    @property
    def path(self) -> Path:
        """The database file. Raises `StoreError` where the store is on a server."""
        if self.connections.path is None:
            raise StoreError(f"The store {self.connections.place!r} is on a server and no file.")
        return self.connections.path

    @classmethod
    def open(
        cls,
        folder: Path | str,
        *,
        durability: str = "normal",
        patience_s: float = PATIENCE_S,
        must_exist: bool = False,
    ) -> SqlStore:
        """The store in `folder`: its database is the file `store.db`.

        There need not be one: the first command makes it.

        Until then it reads as empty; with `must_exist`, reading raises `NotFoundError`.

        What `apply` did survives the end of the process; with durability `full`, power loss, too.
        Writers wait for others up to `patience_s` seconds.

        Raises `StoreVersionError` for a store of a newer release, `StoreCorruptError` for a file
        that is none.
        """
        path = Path(folder) / FILE
        _check_durability(durability)
        store = cls(SqliteConnections(path, durability, patience_s, must_exist=must_exist))
        if file_at(path) is not None:
            store._look()
        return store

    @classmethod
    def at(
        cls,
        url: str,
        *,
        durability: str = "normal",
        patience_s: float = PATIENCE_S,
        must_exist: bool = False,
    ) -> SqlStore:
        """The store on the PostgreSQL server at `url`, in the schema that it leads to.

        As with `open` there need not be one. What `apply` did survives the end of the process, and
        that of the server as far as its `synchronous_commit` says; with durability `full`, always.

        Raises `MissingDependencyError` without psycopg, `StoreUnreachableError` where no server
        answers, `AccessDeniedError` where it does not let the user in, `NotFoundError` where there
        is no such database or schema, and `StoreVersionError` for a server that is too old or a
        store of a newer release.
        """
        _check_durability(durability)
        from tallystick.store.sql.postgresql import connections_to

        store = cls(connections_to(url, durability, patience_s, must_exist=must_exist))
        if not must_exist:
            store._look()
        return store

    def _look(self) -> None:
        """Nothing, if the store can be read, and else what that raises."""
        try:
            with self.connections.reading():
                pass
        except BaseException:
            self.close()
            raise

    def apply(self, *commands: Command) -> tuple[int, ...]:
        written = [as_written(command) for command in commands]
        return self.connections.write(lambda writer: _apply(writer, written))

    def get(
        self, kind: type[R], ref: Ref, *, metadata: bool = True, as_of: AsOf | None = None
    ) -> Snapshot[R]:
        with self.connections.reading() as connection:
            moment = moment_of(connection, as_of)
            records = records_of(connection, moment)
            record = resolve(records, kind, ref)
            if not metadata:
                return Snapshot(record)
            place = records.at(target_of(record))
            if moment is not None:
                return Snapshot(record, current_then(moment, place.kind, [place.pk])[place.pk])
            return Snapshot(record, current(connection, place))

    def find(self, query: Query) -> Page[Record]:
        check_query(query)
        with self.connections.reading() as connection:
            moment = moment_of(connection, query.as_of)
            return find(connection, query) if moment is None else find_then(moment, query)

    def paths(self, query: PathQuery) -> tuple[PathSummary, ...]:
        check_path_query(query)
        with self.connections.reading() as connection:
            moment = moment_of(connection, query.as_of)
            return paths(connection, query) if moment is None else paths_then(moment, query)

    def history(self, target: Target, key: str, *, as_of: AsOf | None = None) -> tuple[Entry, ...]:
        check_text(key)
        with self.connections.reading() as connection:
            moment = moment_of(connection, as_of)
            place = records_of(connection, moment).at(target)
            if moment is not None:
                return history_then(moment, place, key)
            return history(connection, place, key)

    def entries(
        self, target: Target, key: str, *, after: int = 0, as_of: AsOf | None = None
    ) -> Iterator[Entry]:
        """Their numbers are read first, and then page by page what they are.

        No transaction is held open while it is iterated.
        """
        check_text(key)
        check_range(after, None)
        with self.connections.reading() as connection:
            moment = moment_of(connection, as_of)
            place = records_of(connection, moment).at(target)
            if moment is not None:
                numbers = numbers_then(moment, place, key)
            else:
                numbers = numbers_of(connection, place, key)
        return self._entries(key, numbers[bisect_right(numbers, after) :])

    def _entries(self, key: str, numbers: Sequence[int]) -> Iterator[Entry]:
        for begin in range(0, len(numbers), _PAGE):
            with self.connections.reading() as connection:
                page = numbered(connection, key, numbers[begin : begin + _PAGE])
            yield from page

    def histories(self, query: HistoryQuery) -> tuple[History, ...]:
        check_history(query)
        with self.connections.reading() as connection:
            moment = moment_of(connection, query.as_of)
            records = records_of(connection, moment)
            places = [(target, records.at(target)) for target in query.targets]
            return tuple([history_of(connection, *place, query, moment) for place in places])

    def lineage(
        self,
        target: Target,
        *,
        upstream: int = 0,
        downstream: int = 0,
        as_of: AsOf | None = None,
    ) -> Lineage:
        check_lineage(target, upstream, downstream)
        with self.connections.reading() as connection:
            records = records_of(connection, moment_of(connection, as_of))
            records.at(target)
            return lineage(records, target, upstream=upstream, downstream=downstream)

    def links(
        self, model_versions: Iterable[UUID], *, as_of: AsOf | None = None
    ) -> dict[UUID, tuple[Target, ...]]:
        with self.connections.reading() as connection:
            return links(connection, model_versions, moment_of(connection, as_of))

    def projects(self) -> tuple[str, ...]:
        with self.connections.reading() as connection:
            return tuple(name for (name,) in connection.execute(_PROJECTS))

    def document(self, sha256: str) -> Document:
        check_text(sha256)
        with self.connections.reading() as connection:
            row = connection.execute("SELECT text FROM documents WHERE sha256 = ?", (sha256,))
            found = row.fetchone()
        if found is None:
            raise NotFoundError(f"There is no document {sha256}.", given=sha256)
        return Document(sha256=sha256, text=found[0])

    def documents(self, hashes: Iterable[str]) -> tuple[Document, ...]:
        wanted = dict.fromkeys(hashes)
        check_text(*wanted)
        with self.connections.reading() as connection:
            rows = connection.execute(
                f"SELECT sha256, text FROM documents WHERE sha256 IN ({TEXTS})",
                (as_list(list(wanted)),),
            )
            texts = dict(rows.fetchall())
        return tuple(Document(sha256=one, text=texts[one]) for one in wanted if one in texts)

    def changes(self, *, after: int = 0, limit: int | None = None) -> Iterator[Change]:
        """The journal as it was when asked.

        It only grows, so that no transaction is held open while it is read.
        """
        check_range(after, limit)
        until = self.newest()
        return self._pages(after, until if limit is None else min(until, after + limit))

    def _pages(self, after: int, until: int) -> Iterator[Change]:
        while after < until:
            with self.connections.reading() as connection:
                page = list(journal.page(connection, after, until, journal.PAGE))
            if not page:
                return
            yield from page
            after = page[-1].sequence

    def newest(self) -> int:
        with self.connections.reading() as connection:
            return journal.last(connection)

    def close(self) -> None:
        self.connections.close()


def _check_durability(durability: str) -> None:
    if durability not in ("normal", "full"):
        raise InvalidArgumentError(
            f"durability is 'normal' or 'full'; got {durability!r}.", given=durability
        )


def _apply(writer: Writer[Connection], written: list[tuple[Command, bytes]]) -> tuple[int, ...]:
    # What one call says is recorded at one time, so that nobody sees a part of it as of then.
    now_us = time.time_ns() // 1000
    return tuple([_apply_one(writer, command, body, now_us) for command, body in written])


def _apply_one(writer: Writer[Connection], command: Command, body: bytes, now_us: int) -> int:
    sequence = journal.write(writer.connection, command, body, now_us)
    if sequence is None:
        return journal.number_of(writer.connection, command)
    writer.tables.follows(sequence)
    apply_command(writer.tables, command, sequence)
    return sequence
