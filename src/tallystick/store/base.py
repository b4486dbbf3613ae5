"""The store: the one narrow interface that everything else stands on.

A store holds a journal of commands and what follows from it. What a store answers is a pure
function of its journal, and the same for every implementation: `tallystick.testing` has the
contract suite.

Guarantees
----------
* `apply` is atomic and idempotent by command id: applying a command twice is applying it once.
* Every applied command is in the journal, with a sequence number from 1 without gaps.
* When `apply` returns, what it did survives the end of the process (persistent stores), and every
  reader of this store sees it.
* The current value of a key on a target is the entry newest by `(logged_at, sequence)`.
  Filters, sorts and snapshots see current values only.
* Stores are safe to use from several threads, and persistent ones from several processes.
  Writers queue, with a bounded wait: `StoreBusyError` after it.
* Reading never changes anything.
* With `as_of`, what comes back is from the state as it was recorded then (`as_of.py`);
  `InvalidArgumentError` for what is no time or number, or not there yet.

Every method raises `StoreError` when the store itself fails (`StoreCorruptError`,
`StoreUnwritableError`) or was closed, and changes nothing then. Text that UTF-8 cannot hold is an
`InvalidArgumentError` everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol
from uuid import UUID

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


class Store(Protocol):
    """Where everything is kept. See the module for what holds of every method."""

    def apply(self, *commands: Command) -> tuple[int, ...]:
        """Apply all of `commands` in order, or none; their sequence numbers in the journal.

        A command that was applied before is passed over, and its first number returned.

        Raises `NotFoundError` where a command speaks of something that does not exist,
        `EntityExistsError` where a name or version is taken, `StageTakenError` where a stage is,
        `InvalidArgumentError` where a command makes no sense by itself or for what it speaks of,
        `InvalidValueError` where it holds a value that is not in wire form.
        """

    def get(
        self, kind: type[R], ref: Ref, *, metadata: bool = True, as_of: AsOf | None = None
    ) -> Snapshot[R]:
        """The one thing that `ref` names, with its current entries if `metadata` is True.

        Raises `NotFoundError` (with close matches) where there is none,
        `AmbiguousReferenceError` (with the candidates) where a beginning fits several.
        """

    def find(self, query: Query) -> Page[Record]:
        """What matches `query`, in its order: a page, maybe empty, with the cursor for the next.

        Raises `InvalidQueryError` for an unknown field, an operator that does not fit, and for a
        cursor that is damaged or of another query.
        """

    def paths(self, query: PathQuery) -> tuple[PathSummary, ...]:
        """What the current metadata of things has at which paths, the best fit first.

        Where looking at all things would take long, some are looked at, and the answer says so.
        Raises `InvalidQueryError` where `find` would.
        """

    def history(self, target: Target, key: str, *, as_of: AsOf | None = None) -> tuple[Entry, ...]:
        """Every entry of `key` on `target`, oldest first by `(logged_at, sequence)`.

        Empty where the key was never logged there. Raises `NotFoundError` for an unknown target.
        """

    def entries(
        self, target: Target, key: str, *, after: int = 0, as_of: AsOf | None = None
    ) -> Iterator[Entry]:
        """The same entries in order of arrival (`sequence`), read while it is iterated.

        What is held at a time is little, a few bytes an entry. Those that arrive meanwhile may come
        at the end, and those that are deleted meanwhile are left out. With `after` only those come
        whose number is greater. Raises what `history` does, at once.
        """

    def histories(self, query: HistoryQuery) -> tuple[History, ...]:
        """The history of a key on several things, in their order, thinned if `query` says so.

        Empty where the key was never logged there, and nothing is at such a path. Which entries
        stand for a long history is said in `store/thinning.py`, and the same for every store.
        Raises `NotFoundError` for an unknown target, `InvalidArgumentError` for too few points.
        """

    def lineage(
        self,
        target: Target,
        *,
        upstream: int = 0,
        downstream: int = 0,
        as_of: AsOf | None = None,
    ) -> Lineage:
        """The graph around a step run or artifact version, so many edges in each direction.

        A run counts as all of its step runs. Raises `NotFoundError` for an unknown target and
        `InvalidArgumentError` for a kind that has no lineage.
        """

    def links(
        self, model_versions: Iterable[UUID], *, as_of: AsOf | None = None
    ) -> dict[UUID, tuple[Target, ...]]:
        """The artifact versions and the runs that belong to each of these model versions.

        Each in order of ids: what is linked, and runs that the version was given to at their start.
        Empty for a version that nothing belongs to, and for an id that no model version has.
        """

    def projects(self) -> tuple[str, ...]:
        """The projects that have a pipeline, artifact or model now, by name."""

    def document(self, sha256: str) -> Document:
        """The document with this hash. Raises `NotFoundError` where there is none."""

    def documents(self, hashes: Iterable[str]) -> tuple[Document, ...]:
        """The documents with these hashes, each once, in the order asked for.

        Those that are not there are left out.
        """

    def changes(self, *, after: int = 0, limit: int | None = None) -> Iterator[Change]:
        """The journal in order, from the command after number `after`; a consistent view."""

    def newest(self) -> int:
        """The number of the newest command in the journal; 0 where there is none."""

    def close(self) -> None:
        """Let go of files and connections; closing twice is closing once."""
