"""What people ask for: as stores understand it, and their answers as pages of handles."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from msgspec.structs import replace

from tallystick.client.everything import Everything
from tallystick.client.handles.base import Handle
from tallystick.client.pages import Page
from tallystick.client.recovery import notice_lost_runs
from tallystick.client.session import Session
from tallystick.errors import InvalidQueryError
from tallystick.query.conditions import EVERYTHING, Condition
from tallystick.query.language import parse_where
from tallystick.query.now import at
from tallystick.query.query import Query
from tallystick.records.reading import Record, Snapshot
from tallystick.records.targets import Kind

H = TypeVar("H", bound=Handle[Any])

BATCH = 500
"""How many things are fetched at once where all are asked for."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def read_where(where: str | Condition | None, kind: Kind) -> Condition:
    """The condition that is asked for; everything for None.

    Raises `InvalidQueryError` for a text that is no query, and for anything else.
    """
    if where is None:
        return EVERYTHING
    if isinstance(where, str):
        return parse_where(where, kind)
    if not isinstance(where, Condition):
        raise InvalidQueryError(
            "where= is text of the query language, such as 'metrics.accuracy > 0.9', or a "
            f"condition of tallystick.query.conditions; got {where!r}.",
            given=where,
        )
    return where


def conditions_of(where: str | Condition | None, kind: Kind) -> Condition:
    """The same as it is meant at this moment, for stores, which know no relative times."""
    return at(read_where(where, kind), datetime.now(UTC))


class Question(Generic[H]):
    """A query whose answer is handles. Relative times in it are those at one moment.

    A cursor remembers that moment where there are any, so that all pages share it.
    """

    def __init__(self, session: Session, handle: type[H], query: Query) -> None:
        self._session = session
        self._handle = handle
        moment, after = _moment_and_cursor(query.after)
        where = at(query.where, moment)
        self._mark = "" if where == query.where else f"{(moment - _EPOCH) // _MICROSECOND}."
        self._query = replace(query, where=where, after=after, count=False)

    def page(self) -> Page[H]:
        """The page that is asked for; with `limit=None` all there is."""
        query = self._query
        notice_lost_runs(self._session, query.kind)
        if query.limit is None:
            return self._everything()
        found = self._session.store.find(query)
        is_last = query.after is None and found.next is None and query.limit > 0
        known = is_last and (found.items or not query.offset)
        index = query.offset // query.limit + 1 if query.limit else 1
        return Page(
            self._handles(found.items),
            total=query.offset + len(found.items) if known else self.count,
            index=index if query.after is None else None,
            max_size=query.limit,
            next=None if found.next is None else self._mark + found.next,
        )

    def _everything(self) -> Page[H]:
        # The first batch is fetched at once, so that what makes no sense is said here.
        first = self._batch(self._query.after, self._query.offset)
        return Everything(first, self._batch, self.count)

    def count(self) -> int:
        """How many match in all."""
        query = replace(self._query, limit=0, offset=0, after=None, count=True, metadata=False)
        return self._session.store.find(query).total or 0

    def _batch(self, after: str | None, offset: int = 0) -> tuple[list[H], str | None]:
        query = replace(self._query, limit=BATCH, offset=offset, after=after)
        found = self._session.store.find(query)
        return self._handles(found.items), found.next

    def _handles(self, snapshots: tuple[Snapshot[Record], ...]) -> list[H]:
        return [self._handle(self._session, snapshot) for snapshot in snapshots]


def _moment_and_cursor(after: object) -> tuple[datetime, str | None]:
    """When the first page was asked for, and the store's cursor."""
    now = datetime.now(UTC)
    if after is None:
        return now, None
    if not isinstance(after, str):
        raise InvalidQueryError(f"after= is `next` of a page; got {after!r}.", given=after)
    mark, dot, cursor = after.rpartition(".")
    if not dot:
        return now, after
    try:
        return _EPOCH + int(mark) * _MICROSECOND, cursor
    except (ValueError, OverflowError):
        raise InvalidQueryError(
            f"after={after[:40]!r} is no cursor; pass `next` of the page before as it is.",
            given=after,
        ) from None
