"""The journal, in pages."""

from __future__ import annotations

from itertools import islice

from litestar import get
from litestar.params import FromQuery

from tallystick.errors import InvalidArgumentError
from tallystick.records.commands import encode_command
from tallystick.records.journal import Change
from tallystick.server.access import NEEDS, Need
from tallystick.server.service import Served
from tallystick.store.base import Store
from tallystick.wire.answers import ChangePage
from tallystick.wire.limits import MEBIBYTE, MOST_CHANGES

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


ROUTES = [list_changes]
