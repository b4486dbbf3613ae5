"""Whether the server is there, works, and what it is."""

from __future__ import annotations

from litestar import get

from tallystick.server.access import NEEDS, Need
from tallystick.server.service import Served
from tallystick.wire.answers import About, Health
from tallystick.wire.protocol import PROTOCOL, release


@get("/health", opt={NEEDS: Need.NOTHING}, sync_to_thread=False)
def show_health() -> Health:
    """Whether the process serves requests; asks nothing of the store."""
    return Health("ok")


@get("/ready", opt={NEEDS: Need.NOTHING}, sync_to_thread=True)
def show_readiness(service: Served) -> Health:
    """Whether the store answers; an error where it does not."""
    service.store.newest()
    return Health("ok")


@get("/version", opt={NEEDS: Need.NOTHING}, sync_to_thread=False)
def show_version() -> About:
    """The release of the server, and the protocol it speaks."""
    return About(name="tallystick", release=release(), protocol=PROTOCOL)


ROUTES = [show_health, show_readiness, show_version]
