"""The store behind a server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from tallystick.query.history import HistoryQuery
from tallystick.query.paths import PathQuery, PathSummary
from tallystick.query.query import Query
from tallystick.records.commands import Command
from tallystick.records.documents import Document
from tallystick.records.journal import Change
from tallystick.records.metadata import Entry
from tallystick.records.models import Stage
from tallystick.records.reading import KINDS, History, Lineage, Page, R, Record, Snapshot
from tallystick.records.references import Ref
from tallystick.records.targets import Target
from tallystick.store.as_of import AsOf
from tallystick.store.asking import check_history, check_lineage, check_range, check_text
from tallystick.store.resolving import check_reference
from tallystick.store.rest import pages
from tallystick.store.rest.connection import Connection
from tallystick.store.rest.delivery import AtOnce, Delivery
from tallystick.wire.answers import ChangePage, PathAnswer
from tallystick.wire.as_of import format_as_of
from tallystick.wire.limits import MOST_HASHES, MOST_TARGETS
from tallystick.wire.places import ONE, SEVERAL
from tallystick.wire.questions import PathQuestion

T = TypeVar("T")


class RemoteStore:
    """A store behind a server, by HTTP. See `Store` for what every method does.

    What makes no sense by itself is refused here; all else by the store behind the server, with
    the same error. See `Connection` for what is raised where the server does not answer.

    An answer without limit is fetched in pages, so that what changes meanwhile may be missing or
    stand in another place.

    With `spool`, a folder, commands that need no answer wait there until they are delivered in the
    background, and reading delivers them first: see `Spooled`.
    """

    def __init__(self, url: str, *, token: str | None = None, spool: Path | None = None) -> None:
        self.connection = Connection(url, token=token)
        self._delivery: Delivery = AtOnce(self.connection)
        if spool is not None:
            from tallystick.store.rest.spool.spooled import Spooled

            self._delivery = Spooled(self.connection, spool)

    def __repr__(self) -> str:
        return f"RemoteStore({self.connection.url!r})"

    def apply(self, *commands: Command) -> tuple[int, ...]:
        self.connection.check_open()
        return self._delivery.deliver(commands) if commands else ()

    def get(
        self, kind: type[R], ref: Ref, *, metadata: bool = True, as_of: AsOf | None = None
    ) -> Snapshot[R]:
        check_reference(kind, ref)
        return self._ask(
            ONE[KINDS[kind]],
            Snapshot[kind],  # type: ignore[valid-type]  # as the caller says
            ref=ref.text,
            **_version(ref.version),
            run=ref.run,
            prefixes=ref.prefixes,
            project=ref.project,
            metadata=metadata,
            as_of=format_as_of(as_of),
        )

    def find(self, query: Query) -> Page[Record]:
        self._begin_reading()
        return pages.find(self.connection, query)

    def paths(self, query: PathQuery) -> tuple[PathSummary, ...]:
        body = msgspec.json.encode(PathQuestion.of(query))
        answers = self._send(f"{SEVERAL[query.kind]}/paths", body, tuple[PathAnswer, ...])
        return tuple(answer.summary() for answer in answers)

    def history(self, target: Target, key: str, *, as_of: AsOf | None = None) -> tuple[Entry, ...]:
        check_text(key)
        return self._ask(
            "history",
            tuple[Entry, ...],
            kind=target.kind.value,
            id=str(target.id),
            key=key,
            as_of=format_as_of(as_of),
        )

    def entries(
        self, target: Target, key: str, *, after: int = 0, as_of: AsOf | None = None
    ) -> Iterator[Entry]:
        check_text(key)
        check_range(after, None)
        self._begin_reading()
        return pages.entries(
            self.connection,
            after,
            kind=target.kind.value,
            id=str(target.id),
            key=key,
            as_of=format_as_of(as_of),
        )

    def histories(self, query: HistoryQuery) -> tuple[History, ...]:
        check_history(query)
        format_as_of(query.as_of)
        found: list[History] = []
        for start in range(0, max(len(query.targets), 1), MOST_TARGETS):
            part = msgspec.structs.replace(
                query, targets=query.targets[start : start + MOST_TARGETS]
            )
            found += self._send("histories", msgspec.json.encode(part), tuple[History, ...])
        return tuple(found)

    def lineage(
        self,
        target: Target,
        *,
        upstream: int = 0,
        downstream: int = 0,
        as_of: AsOf | None = None,
    ) -> Lineage:
        check_lineage(target, upstream, downstream)
        return self._ask(
            "lineage",
            Lineage,
            kind=target.kind.value,
            id=str(target.id),
            upstream=upstream,
            downstream=downstream,
            as_of=format_as_of(as_of),
        )

    def links(
        self, model_versions: Iterable[UUID], *, as_of: AsOf | None = None
    ) -> dict[UUID, tuple[Target, ...]]:
        wanted = list(dict.fromkeys(map(str, model_versions)))
        then = format_as_of(as_of)
        found: dict[UUID, tuple[Target, ...]] = {}
        for start in range(0, max(len(wanted), 1), MOST_HASHES):
            part = wanted[start : start + MOST_HASHES]
            found |= self._ask("links", dict[UUID, tuple[Target, ...]], id=part, as_of=then)
        return found

    def projects(self) -> tuple[str, ...]:
        return self._ask("projects", tuple[str, ...])

    def document(self, sha256: str) -> Document:
        check_text(sha256)
        return self._ask("document", Document, sha256=sha256)

    def documents(self, hashes: Iterable[str]) -> tuple[Document, ...]:
        wanted = list(dict.fromkeys(hashes))
        check_text(*wanted)
        found: list[Document] = []
        for start in range(0, max(len(wanted), 1), MOST_HASHES):
            part = wanted[start : start + MOST_HASHES]
            found += self._ask("documents", tuple[Document, ...], sha256=part)
        return tuple(found)

    def changes(self, *, after: int = 0, limit: int | None = None) -> Iterator[Change]:
        check_range(after, limit)
        self._begin_reading()
        return pages.changes(self.connection, after, limit)

    def newest(self) -> int:
        return self._ask("changes", ChangePage, limit=0).newest

    def close(self) -> None:
        self._delivery.close()
        self.connection.close()

    def _ask(self, path: str, answer: type[T], /, **parameters: Any) -> T:
        self._begin_reading()
        return self.connection.ask(path, answer, **parameters)

    def _send(self, path: str, body: bytes, answer: type[T]) -> T:
        self._begin_reading()
        return self.connection.send(path, body, answer)

    def _begin_reading(self) -> None:
        """Readers see what was written before."""
        self.connection.check_open()
        self._delivery.flush()


def _version(version: str | int | Stage | None) -> dict[str, str | int | None]:
    """A version in an address says whether it is a name, a number or a stage."""
    match version:
        case Stage():
            return {"stage": version.value}
        case int():
            return {"number": version}
        case _:
            return {"version": version}
