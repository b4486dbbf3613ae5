"""What was logged under a key, ever."""

from __future__ import annotations

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
from tallystick.wire.limits import MOST_TARGETS


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


ROUTES = [show_history, find_histories]
