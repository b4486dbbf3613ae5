"""A store as it was recorded: an object around it, through which everything is read as of then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NoReturn
from uuid import UUID

from msgspec.structs import replace

from tallystick.errors import InvalidArgumentError
from tallystick.query.history import HistoryQuery
from tallystick.query.paths import PathQuery, PathSummary
from tallystick.query.query import Query
from tallystick.records.commands import Command
from tallystick.records.documents import Document
from tallystick.records.journal import Change
from tallystick.records.metadata import Entry
from tallystick.records.reading import History, Lineage, Page, R, Record, Snapshot
from tallystick.records.references import Ref
from tallystick.records.targets import Target
from tallystick.store.as_of import AsOf
from tallystick.store.base import Store


class PastStore:
    """A store whose every answer is as of one number or time. See `Store` for the methods.

    Nothing can be applied to the past: `apply` raises `InvalidArgumentError`.
    """

    def __init__(self, store: Store, as_of: AsOf) -> None:
        self._store = store
        self._as_of = as_of

    def apply(self, *commands: Command) -> NoReturn:  # noqa: ARG002  # whatever they are
        raise InvalidArgumentError(
            f"This was read as of {self._as_of}, and the past cannot be changed. "
            "Read it again without as_of.",
            as_of=self._as_of,
        )

    def get(
        self, kind: type[R], ref: Ref, *, metadata: bool = True, as_of: AsOf | None = None
    ) -> Snapshot[R]:
        return self._store.get(kind, ref, metadata=metadata, as_of=self._then(as_of))

    def find(self, query: Query) -> Page[Record]:
        return self._store.find(replace(query, as_of=self._then(query.as_of)))

    def paths(self, query: PathQuery) -> tuple[PathSummary, ...]:
        return self._store.paths(replace(query, as_of=self._then(query.as_of)))

    def history(self, target: Target, key: str, *, as_of: AsOf | None = None) -> tuple[Entry, ...]:
        return self._store.history(target, key, as_of=self._then(as_of))

    def entries(
        self, target: Target, key: str, *, after: int = 0, as_of: AsOf | None = None
    ) -> Iterator[Entry]:
        return self._store.entries(target, key, after=after, as_of=self._then(as_of))

    def histories(self, query: HistoryQuery) -> tuple[History, ...]:
        return self._store.histories(replace(query, as_of=self._then(query.as_of)))

    def lineage(
        self,
        target: Target,
        *,
        upstream: int = 0,
        downstream: int = 0,
        as_of: AsOf | None = None,
    ) -> Lineage:
        return self._store.lineage(
            target, upstream=upstream, downstream=downstream, as_of=self._then(as_of)
        )

    def links(
        self, model_versions: Iterable[UUID], *, as_of: AsOf | None = None
    ) -> dict[UUID, tuple[Target, ...]]:
        return self._store.links(model_versions, as_of=self._then(as_of))

    def projects(self) -> tuple[str, ...]:
        return self._store.projects()

    def document(self, sha256: str) -> Document:
        return self._store.document(sha256)

    def documents(self, hashes: Iterable[str]) -> tuple[Document, ...]:
        return self._store.documents(hashes)

    def changes(self, *, after: int = 0, limit: int | None = None) -> Iterator[Change]:
        return self._store.changes(after=after, limit=limit)

    def newest(self) -> int:
        return self._store.newest()

    def close(self) -> None:
        self._store.close()

    def _then(self, as_of: AsOf | None) -> AsOf:
        return self._as_of if as_of is None else as_of
