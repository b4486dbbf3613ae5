"""What came of what."""

from __future__ import annotations

from uuid import UUID

from litestar import get
from litestar.params import FromQuery

from tallystick.records.reading import Lineage
from tallystick.records.targets import Kind, Target
from tallystick.server.access import NEEDS, Need
from tallystick.server.service import Served
from tallystick.wire.as_of import parse_as_of


@get("/lineage", opt={NEEDS: Need.READ}, sync_to_thread=True)
def show_lineage(
    service: Served,
    kind: FromQuery[Kind],
    id: FromQuery[UUID],
    upstream: FromQuery[int] = 0,
    downstream: FromQuery[int] = 0,
    as_of: FromQuery[str | None] = None,
) -> Lineage:
    """The graph around a run, step run or artifact version, so many edges in each direction."""
    return service.store.lineage(
        Target(kind, id), upstream=upstream, downstream=downstream, as_of=parse_as_of(as_of)
    )


ROUTES = [show_lineage]
