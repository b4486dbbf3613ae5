"""Things read page by page, as columns of cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from msgspec.structs import replace

from tallystick.client.export.cells import MisfitError, cell
from tallystick.client.export.columns import Column, columns_of
from tallystick.client.export.facts import Fact, Others, read_others
from tallystick.client.recovery import notice_lost_runs
from tallystick.client.session import Session
from tallystick.errors import StoreError
from tallystick.query.checking import check_query
from tallystick.query.conditions import Metadata, Parameter
from tallystick.query.paths import PathField
from tallystick.query.query import Query
from tallystick.records.reading import Record, Snapshot
from tallystick.values import decode, decode_all, parse_path

T = TypeVar("T")

PAGE = 1_000
"""How many things are read at once."""

_TRIES = 3

Progress = Callable[[int], None]
"""Told now and then how many rows are done."""

Batch = list[list[Any]]
"""Some rows, column by column."""


class Rows:
    """Things as rows, whose columns and types are known before the first is read.

    Reading them reads the store page by page, each page as it is then: what is added meanwhile may
    be among them or not, and what is there all along is there once.
    """

    def __init__(self, session: Session, query: Query, names: Sequence[str] | None = None) -> None:
        """`query` says which things, in which order and how many; `names` are those of columns.

        Raises what `columns_of` does, and `InvalidQueryError` for a query without meaning.
        """
        check_query(query)
        notice_lost_runs(session, query.kind)
        self._session = session
        self._query = query
        self._names = names
        self.columns = columns_of(session, query.kind, query.where, names)

    def count(self) -> int:
        """How many rows there will be."""
        query = replace(self._query, limit=0, metadata=False)
        total = self._session.store.find(query).total or 0
        return total if self._query.limit is None else min(total, self._query.limit)

    def batches(self) -> Iterator[Batch]:
        """The rows, a page at a time; no batch is empty.

        Raises `MisfitError` for a value whose type the column had not when that was found out.
        """
        sources = [column.source for column in self.columns]
        references = {s.of for s in sources if isinstance(s, Fact) and s.of is not None}
        readers = _readers(self.columns)
        for snapshots in self._pages(metadata=any(isinstance(s, Metadata) for s in sources)):
            records = [snapshot.record for snapshot in snapshots]
            others = read_others(self._session, references, records)
            rows = [_Row(snapshot, others) for snapshot in snapshots]
            yield [[cell(type_, read(row)) for row in rows] for type_, read in readers]

    def _pages(self, *, metadata: bool) -> Iterator[tuple[Snapshot[Record], ...]]:
        left = self._query.limit
        query = replace(self._query, count=False, metadata=metadata)
        while left is None or left > 0:
            most = PAGE if left is None else min(PAGE, left)
            page = self._session.store.find(replace(query, limit=most))
            if page.items:
                yield page.items
            if page.next is None:
                return
            left = None if left is None else left - len(page.items)
            query = replace(query, after=page.next)

    def tried(self, use: Callable[[Rows], T]) -> T:
        """What `use` makes of the rows, again from the beginning where a value does not fit.

        Raises `StoreError` where that happens each time.
        """
        rows, tries = self, _TRIES
        while True:
            try:
                return use(rows)
            except MisfitError as misfit:
                tries -= 1
                if not tries:
                    raise changed(misfit) from None
            rows = Rows(self._session, self._query, self._names)


def changed(misfit: MisfitError) -> StoreError:
    """The error for people."""
    return StoreError(
        f"Values of other types were logged while the store was read ({misfit}). Read again."
    )


class _Row:
    """What readers of cells look at."""

    def __init__(self, snapshot: Snapshot[Record], others: Others) -> None:
        self.record: Any = snapshot.record
        self.others = others
        entries = snapshot.entries
        # All at once takes less time than a few one by one.
        values = decode_all([entry.value for entry in entries])
        self._values = dict(zip([entry.key for entry in entries], values, strict=True))

    def metadata(self, key: str) -> Any:
        """The current value of a key; None where there is none."""
        return self._values.get(key)

    def parameter(self, name: str) -> Any:
        """The value of a parameter; None where there is none."""
        wire = self.record.parameters.get(name)
        return None if wire is None else decode(wire)


Read = Callable[[_Row], Any]


def _readers(columns: Iterable[Column]) -> list[tuple[Any, Read]]:
    return [(column.type, _reader(column.source)) for column in columns]


def _reader(source: Fact | PathField | None) -> Read:
    if source is None:
        return lambda _: None
    if isinstance(source, Fact):
        return _fact_reader(source)
    first, *inner = parse_path(source.path)
    if isinstance(source, Parameter):
        return lambda row: _at(row.parameter(first), inner)
    return lambda row: _at(row.metadata(first), inner)


def _fact_reader(fact: Fact) -> Read:
    reference = fact.of
    if reference is None:
        return lambda row: fact.of_record(row.record)

    def read(row: _Row) -> Any:
        other = row.others[reference].get(getattr(row.record, reference.id))
        return None if other is None else fact.of_record(other)

    return read


def _at(value: Any, inner: Sequence[str]) -> Any:
    """What is inside nested dicts at these keys; None where there is nothing, or a group."""
    for segment in inner:
        if not isinstance(value, Mapping) or segment not in value:
            return None
        value = value[segment]
    return None if isinstance(value, Mapping) and value else value
