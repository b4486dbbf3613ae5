"""What belongs to model versions."""

from __future__ import annotations

from uuid import UUID

from litestar import get
from litestar.params import FromQuery

from tallystick.errors import RequestTooLargeError
from tallystick.records.targets import Target
from tallystick.server.access import NEEDS, Need
from tallystick.server.service import Served
from tallystick.wire.as_of import parse_as_of
from tallystick.wire.limits import MOST_HASHES


@get("/links", opt={NEEDS: Need.READ}, sync_to_thread=True)
def list_links(
    service: Served,
    id: FromQuery[list[UUID] | None] = None,
    as_of: FromQuery[str | None] = None,
) -> dict[UUID, tuple[Target, ...]]:
    """The artifact versions and the runs that belong to model versions with these ids.

    `id` may stand in the address up to a hundred times.
    """
    ids = id or []
    if len(ids) > MOST_HASHES:
        raise RequestTooLargeError(
            f"Links of at most {MOST_HASHES} model versions are asked for at once; got {len(ids)}."
        )
    return service.store.links(ids, as_of=parse_as_of(as_of))


ROUTES = [list_links]
