"""What was logged under a key, ever."""

from __future__ import annotations

from itertools import islice
from uuid import UUID

from litestar import get, post
from litestar.params import FromQuery, RawBody

from tallystick.errors import RequestTooLargeError
from tallystick.query.history import HistoryQuery
from tallystick.records.metadata import Entry
from tallystick.records.reading import History
from tallystick.records.targets import Kind, Target
from tallystick.server.access import NEEDS, Need
from tallystick.server.bodies import decoded
from tallystick.server.schemas import takes
from tallystick.server.service import Served
from tallystick.wire.as_of import parse_as_of
from tallystick.wire.limits import MOST_ENTRIES, MOST_TARGETS


@get("/history", opt={NEEDS: Need.READ}, sync_to_thread=True)
def show_history(
    service: Served,
    kind: FromQuery[Kind],
    id: FromQuery[UUID],
    key: FromQuery[str],
    as_of: FromQuery[str | None] = None,
) -> tuple[Entry, ...]:
    """Every entry of a key on one thing, oldest first."""
    return service.store.history(Target(kind, id), key, as_of=parse_as_of(as_of))


@get("/entries", opt={NEEDS: Need.READ}, sync_to_thread=True)
def list_entries(
    service: Served,
    kind: FromQuery[Kind],
    id: FromQuery[UUID],
    key: FromQuery[str],
    after: FromQuery[int] = 0,
    as_of: FromQuery[str | None] = None,
) -> tuple[Entry, ...]:
    """Entries of a key on one thing in order of arrival, from that after number `after`.

    Twenty thousand at the most: as many as that are followed by more, or by none.
    """
    found = service.store.entries(Target(kind, id), key, after=after, as_of=parse_as_of(as_of))
    return tuple(islice(found, MOST_ENTRIES))


@post(
    "/histories",
    status_code=200,
    opt={NEEDS: Need.READ},
    operation_class=takes(HistoryQuery),
    sync_to_thread=True,
)
def find_histories(service: Served, body: RawBody) -> tuple[History, ...]:
    """The history of a key, or of a path, on several things, thinned to so many points if asked."""
    query = decoded(body, HistoryQuery)
    if len(query.targets) > MOST_TARGETS:
        raise RequestTooLargeError(
            f"Histories of at most {MOST_TARGETS:,} things are asked for at once; "
            f"got {len(query.targets):,}."
        )
    return service.store.histories(query)


ROUTES = [show_history, list_entries, find_histories]
