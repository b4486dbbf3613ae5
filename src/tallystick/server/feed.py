"""The journal as it grows: one look at the store for everybody who listens."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, Callable
from itertools import islice

import anyio
import msgspec

from tallystick.errors import StoreError
from tallystick.store.base import Store

_log = logging.getLogger("tallystick.server")

_LOOK_EVERY_S = 0.1
_AFTER_FAILURE_S = 1.0
_KEPT = 1_000
_PAGE = 500
_HEARTBEAT_S = 15.0


_body = msgspec.json.Encoder().encode


class Event(msgspec.Struct, frozen=True):
    """A change as it is sent: its number and its JSON."""

    sequence: int
    body: bytes


class Feed:
    """Tells listeners of new changes, whoever applied them: this server or another process.

    While somebody listens, the store is looked at ten times a second, once for all of them; what is
    new is read once and kept for those who are a little behind.
    """

    def __init__(self, store: Callable[[], Store]) -> None:
        self._store = store
        self._recent: deque[Event] = deque(maxlen=_KEPT)
        self._newest = 0
        self._listeners = 0
        self._looking: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self._stopped = False

    async def events(self, after: int) -> AsyncGenerator[Event | None, None]:
        """Changes after number `after`, for ever; None now and then while there are none.

        It ends when the server does.
        """
        self._listeners += 1
        try:
            while not self._stopped:
                # Before the store is asked, so that nothing falls between.
                news = self._listen()
                found = self._kept_after(after)
                if found is None:
                    found = await anyio.to_thread.run_sync(self._read, after)
                for event in found:
                    yield event
                    after = event.sequence
                if not found and not await _comes(news):
                    yield None
        finally:
            self._listeners -= 1

    def stop(self) -> None:
        """End what listeners hear; a server that stops waits for nobody who only listens."""
        self._stopped = True
        self._news.set()

    def _listen(self) -> asyncio.Event:
        if self._looking is None or self._looking.done():
            self._recent.clear()
            self._looking = asyncio.get_running_loop().create_task(self._look())
        return self._news

    async def _look(self) -> None:
        """Until nobody listens any more."""
        self._newest = await anyio.to_thread.run_sync(self._store().newest)
        # Who read before that may have missed what came in between, and reads again.
        self._announce()
        while self._listeners and not self._stopped:
            try:
                found = await anyio.to_thread.run_sync(self._read, self._newest)
            except StoreError:
                # Who asks the store for something else is told why.
                _log.exception("the journal cannot be read for those who listen")
                await asyncio.sleep(_AFTER_FAILURE_S)
                continue
            if found:
                self._recent.extend(found)
                self._newest = found[-1].sequence
                self._announce()
            else:
                await asyncio.sleep(_LOOK_EVERY_S)

    def _announce(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    def _kept_after(self, after: int) -> list[Event] | None:
        """What follows a number, of what is kept; None where that has to be read."""
        if after == self._newest and self._newest:
            return []
        if not self._recent or self._recent[0].sequence > after + 1:
            return None
        return [event for event in self._recent if event.sequence > after]

    def _read(self, after: int) -> list[Event]:
        changes = islice(self._store().changes(after=after, limit=_PAGE), _PAGE)
        return [Event(change.sequence, _body(change)) for change in changes]


async def _comes(news: asyncio.Event) -> bool:
    try:
        await asyncio.wait_for(news.wait(), _HEARTBEAT_S)
    except TimeoutError:
        return False
    return True
