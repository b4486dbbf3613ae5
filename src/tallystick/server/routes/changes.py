"""The journal: in pages, and as it grows."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from itertools import islice
from typing import Annotated

import anyio
from litestar import get
from litestar.openapi import ResponseSpec
from litestar.params import FromQuery, HeaderParameter
from litestar.response import Stream

from tallystick.errors import InvalidArgumentError
from tallystick.records.commands import encode_command
from tallystick.records.journal import Change
from tallystick.server.access import NEEDS, Need
from tallystick.server.feed import Feed
from tallystick.server.service import Served
from tallystick.store.asking import check_range
from tallystick.store.base import Store
from tallystick.wire.answers import ChangePage
from tallystick.wire.limits import MEBIBYTE, MOST_CHANGES
from tallystick.wire.protocol import EVENTS

_ENOUGH_BYTES = 8 * MEBIBYTE


@get("/changes", opt={NEEDS: Need.READ}, sync_to_thread=True)
def list_changes(
    service: Served, after: FromQuery[int] = 0, limit: FromQuery[int] = 100
) -> ChangePage:
    """Applied commands in order, from the one after number `after`; fewer where they are large."""
    if limit > MOST_CHANGES:
        raise InvalidArgumentError(
            f"At most {MOST_CHANGES:,} changes are given at once; got limit={limit:,}.", given=limit
        )
    newest = service.store.newest()
    return ChangePage(changes=_changes(service.store, after, limit), newest=newest)


def _changes(store: Store, after: int, limit: int) -> tuple[Change, ...]:
    found: list[Change] = []
    size_bytes = 0
    for change in islice(store.changes(after=after, limit=limit), limit):
        found.append(change)
        size_bytes += len(encode_command(change.command))
        if size_bytes > _ENOUGH_BYTES:
            break
    return tuple(found)


@get(
    "/changes/events",
    opt={NEEDS: Need.READ},
    media_type=EVENTS,
    responses={200: ResponseSpec(str, media_type=EVENTS, description="Changes as they come.")},
)
async def stream_changes(
    service: Served,
    after: FromQuery[int | None] = None,
    last: Annotated[int | None, HeaderParameter(name="Last-Event-ID")] = None,
) -> Stream:
    """Applied commands as server-sent events, each with its number as id, for ever.

    They begin after number `after`, or where the header `Last-Event-ID` says that an earlier
    stream ended; without either, with what is applied from now on.
    """
    begin = after if last is None else last
    if begin is None:
        begin = await anyio.to_thread.run_sync(service.store.newest)
    check_range(begin, None)
    return Stream(
        _events(service.feed, begin), media_type=EVENTS, headers={"Cache-Control": "no-store"}
    )


async def _events(feed: Feed, after: int) -> AsyncIterator[bytes]:
    # At once, so that the listener knows that it is heard.
    yield b"retry: 1000\n\n"
    async with contextlib.aclosing(feed.events(after)) as events:
        async for event in events:
            if event is None:
                yield b": nothing new\n\n"
            else:
                yield b"id: %d\nevent: change\ndata: %b\n\n" % (event.sequence, event.body)


ROUTES = [list_changes, stream_changes]
