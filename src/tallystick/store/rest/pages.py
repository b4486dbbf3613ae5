"""Long answers, fetched page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from msgspec.structs import replace

from tallystick.query.query import Query
from tallystick.records.journal import Change
from tallystick.records.metadata import Entry
from tallystick.records.reading import RECORDS, Page, Record
from tallystick.store.rest.connection import Connection
from tallystick.wire.answers import ChangePage
from tallystick.wire.limits import MOST_CHANGES, MOST_ENTRIES
from tallystick.wire.places import SEVERAL
from tallystick.wire.questions import PageQuestion


def find(connection: Connection, query: Query) -> Page[Record]:
    """The page that `query` asks for, made of as many as it takes.

    Between two of them the store may change: what was there all along is there once.
    """
    page = _page(connection, query)
    items, rest = list(page.items), _rest(query, page)
    while rest is not None:
        more = _page(connection, rest)
        items += more.items
        page, rest = replace(more, total=page.total), _rest(rest, more)
    return Page(tuple(items), page.total, page.next)


def _page(connection: Connection, query: Query) -> Page[Record]:
    # Which class it is follows from the kind, which is known only here.
    record: Any = RECORDS[query.kind]
    body = msgspec.json.encode(PageQuestion.of(query))
    return connection.send(SEVERAL[query.kind], body, Page[record])


def _rest(query: Query, page: Page[Record]) -> Query | None:
    """What is left to ask for; None where all that was asked for has come."""
    left = None if query.limit is None else query.limit - len(page.items)
    if page.next is None or left == 0 or not page.items:
        return None
    return replace(query, after=page.next, offset=0, limit=left, count=False)


def entries(connection: Connection, after: int, **asked: Any) -> Iterator[Entry]:
    """Entries from that after number `after`, the first page of them at once."""

    def page(after: int) -> tuple[Entry, ...]:
        return connection.ask("entries", tuple[Entry, ...], after=after, **asked)

    def following(found: tuple[Entry, ...]) -> Iterator[Entry]:
        yield from found
        while len(found) == MOST_ENTRIES:
            found = page(found[-1].sequence)
            yield from found

    return following(page(after))


def changes(connection: Connection, after: int, limit: int | None) -> Iterator[Change]:
    """The journal as it was when asked, from the command after number `after`."""
    most = MOST_CHANGES if limit is None else min(limit, MOST_CHANGES)
    first = connection.ask("changes", ChangePage, after=after, limit=most)
    until = first.newest if limit is None else min(first.newest, after + limit)
    return _changes(
        lambda n: connection.ask("changes", ChangePage, after=n, limit=most), first, until
    )


def _changes(ask: Callable[[int], ChangePage], page: ChangePage, until: int) -> Iterator[Change]:
    while page.changes:
        for change in page.changes:
            if change.sequence > until:
                return
            yield change
        last = page.changes[-1].sequence
        if last >= until:
            return
        page = ask(last)
