"""The memory store."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from operator import attrgetter
from uuid import UUID

from tallystick.errors import NotFoundError, StoreError
from tallystick.query.checking import check_path_query, check_query
from tallystick.query.cursors import cursor_at, cursor_of
from tallystick.query.evaluating import comes_after, matches, sort_key
from tallystick.query.history import HistoryQuery, split_path
from tallystick.query.ordering import Ranked, in_order
from tallystick.query.paths import PathQuery, PathSummary
from tallystick.query.query import Query, Sort
from tallystick.records.artifacts import Artifact
from tallystick.records.commands import Command
from tallystick.records.documents import Document
from tallystick.records.journal import Change
from tallystick.records.metadata import Entry
from tallystick.records.models import Model
from tallystick.records.pipelines import Pipeline
from tallystick.records.reading import (
    RECORDS,
    History,
    Lineage,
    Page,
    R,
    Record,
    Snapshot,
    target_of,
)
from tallystick.records.references import Ref
from tallystick.records.runs import Run
from tallystick.records.targets import Target
from tallystick.store.applying import apply_command, as_written
from tallystick.store.applying.required import missing
from tallystick.store.as_of import AsOf
from tallystick.store.asking import check_history, check_lineage, check_range, check_text
from tallystick.store.memory.giving import own
from tallystick.store.memory.lineage import lineage
from tallystick.store.memory.past import tables_as_of
from tallystick.store.memory.paths import paths
from tallystick.store.memory.subject import MemorySurroundings
from tallystick.store.memory.tables import MemoryTables
from tallystick.store.resolving import resolve
from tallystick.store.subject import RecordSubject
from tallystick.store.thinning import thinned
from tallystick.values import format_path


class MemoryStore:
    """A store that lasts as long as this object. See `Store` for what every method does.

    It is made to be obviously right, not fast: it copies everything before each `apply`
    and scans everything for each question.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._journal: list[Change] = []
        self._applied: dict[UUID, int] = {}
        self._tables = MemoryTables()
        self._closed = False

    def apply(self, *commands: Command) -> tuple[int, ...]:
        with self._lock:
            self._check_open()
            written = [as_written(command)[0] for command in commands]
            tables = self._tables.copy()
            journal = list(self._journal)
            applied = dict(self._applied)
            # What one call says is recorded at one time.
            now = datetime.now(UTC)
            for command in written:
                if command.id in applied:
                    continue
                sequence = len(journal) + 1
                apply_command(tables, command, sequence)
                journal.append(Change(sequence=sequence, applied_at=now, command=command))
                applied[command.id] = sequence
            self._tables, self._journal, self._applied = tables, journal, applied
            return tuple(applied[command.id] for command in commands)

    def get(
        self, kind: type[R], ref: Ref, *, metadata: bool = True, as_of: AsOf | None = None
    ) -> Snapshot[R]:
        with self._lock:
            self._check_open()
            tables = self._as_of(as_of)
            record = resolve(tables, kind, ref)
            current = tables.entries.current(target_of(record)) if metadata else ()
            return Snapshot(own(record), current)

    def find(self, query: Query) -> Page[Record]:
        with self._lock:
            self._check_open()
            check_query(query)
            tables = self._as_of(query.as_of)
            around = MemorySurroundings(tables)
            found = [
                RecordSubject(around, record)
                for record in tables.all(RECORDS[query.kind])
                if record.project == query.project
            ]
            found = [subject for subject in found if matches(query.where, subject)]
            ranked = [_ranked(tables, subject, query.sort) for subject in found]
            cursor = cursor_of(query)
            ordered = [
                each
                for each in in_order(ranked, query.sort)
                if cursor is None or comes_after(*each[1:], cursor, query.sort)
            ]
            end = len(ordered) if query.limit is None else query.offset + query.limit
            page = ordered[query.offset : end]
            return Page(
                tuple(_snapshot(tables, each.thing, query.metadata) for each in page),
                len(found) if query.count else None,
                cursor_at(query, *page[-1][1:]) if page and end < len(ordered) else None,
            )

    def paths(self, query: PathQuery) -> tuple[PathSummary, ...]:
        with self._lock:
            self._check_open()
            check_path_query(query)
            return paths(self._as_of(query.as_of), query)

    def history(self, target: Target, key: str, *, as_of: AsOf | None = None) -> tuple[Entry, ...]:
        with self._lock:
            self._check_open()
            check_text(key)
            tables = self._as_of(as_of)
            _check_exists(tables, target)
            return tables.entries.history(target, key)

    def entries(
        self, target: Target, key: str, *, after: int = 0, as_of: AsOf | None = None
    ) -> Iterator[Entry]:
        check_range(after, None)
        found = self.history(target, key, as_of=as_of)
        in_order = sorted(found, key=attrgetter("sequence"))
        return iter([entry for entry in in_order if entry.sequence > after])

    def histories(self, query: HistoryQuery) -> tuple[History, ...]:
        with self._lock:
            self._check_open()
            check_history(query)
            tables = self._as_of(query.as_of)
            for target in query.targets:
                _check_exists(tables, target)
            return tuple([_history(tables, target, query) for target in query.targets])

    def lineage(
        self,
        target: Target,
        *,
        upstream: int = 0,
        downstream: int = 0,
        as_of: AsOf | None = None,
    ) -> Lineage:
        with self._lock:
            self._check_open()
            check_lineage(target, upstream, downstream)
            tables = self._as_of(as_of)
            _check_exists(tables, target)
            return own(lineage(tables, target, upstream=upstream, downstream=downstream))

    def links(
        self, model_versions: Iterable[UUID], *, as_of: AsOf | None = None
    ) -> dict[UUID, tuple[Target, ...]]:
        with self._lock:
            self._check_open()
            tables = self._as_of(as_of)
            own = {(run.model_version_id, target_of(run)) for run in tables.all(Run)}
            belonging = tables.links | own
            return {
                id: tuple(sorted(target for version, target in belonging if version == id))
                for id in model_versions
            }

    def projects(self) -> tuple[str, ...]:
        with self._lock:
            self._check_open()
            kinds: tuple[type[Pipeline | Artifact | Model], ...] = (Pipeline, Artifact, Model)
            return tuple(sorted({one.project for kind in kinds for one in self._tables.all(kind)}))

    def document(self, sha256: str) -> Document:
        with self._lock:
            self._check_open()
            check_text(sha256)
            try:
                return Document(sha256=sha256, text=self._tables.documents[sha256])
            except KeyError:
                raise NotFoundError(f"There is no document {sha256}.", given=sha256) from None

    def documents(self, hashes: Iterable[str]) -> tuple[Document, ...]:
        with self._lock:
            self._check_open()
            wanted = dict.fromkeys(hashes)
            check_text(*wanted)
            texts = self._tables.documents
            return tuple(Document(sha256=one, text=texts[one]) for one in wanted if one in texts)

    def changes(self, *, after: int = 0, limit: int | None = None) -> Iterator[Change]:
        with self._lock:
            self._check_open()
            check_range(after, limit)
            end = None if limit is None else after + limit
            return map(own, self._journal[after:end])

    def newest(self) -> int:
        with self._lock:
            self._check_open()
            return len(self._journal)

    def close(self) -> None:
        with self._lock:
            self._closed = True

    def _as_of(self, as_of: AsOf | None) -> MemoryTables:
        return self._tables if as_of is None else tables_as_of(self._journal, as_of)

    def _check_open(self) -> None:
        if self._closed:
            raise StoreError("This store is closed; open it again with connect().")


def _check_exists(tables: MemoryTables, target: Target) -> None:
    if tables.project_of(target) is None:
        raise missing(target)


def _history(tables: MemoryTables, target: Target, query: HistoryQuery) -> History:
    key, path = query.key, format_path((query.key,))
    entries = tables.entries.history(target, key)
    if not entries and (split := split_path(query.key)):
        key, path = split
        entries = tables.entries.history(target, key)
    shown, total, bucket = thinned(entries, path, query.points)
    return History(target=target, key=key, path=path, entries=shown, total=total, bucket=bucket)


def _snapshot(tables: MemoryTables, subject: RecordSubject, metadata: bool) -> Snapshot[Record]:
    current = tables.entries.current(subject.target) if metadata else ()
    return Snapshot(own(subject.record), current)


def _ranked(
    tables: MemoryTables, subject: RecordSubject, sorts: tuple[Sort, ...]
) -> Ranked[RecordSubject]:
    keys = [sort_key(subject, sort) for sort in sorts]
    return Ranked(subject, keys, tables.place_of(subject.record))
