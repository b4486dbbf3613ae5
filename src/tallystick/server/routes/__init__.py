"""The routes, one file a noun."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

from tallystick.server.routes import (
    changes,
    commands,
    documents,
    health,
    histories,
    lineage,
    links,
    payloads,
    things,
)

ROUTES: list[HTTPRouteHandler] = [
    *health.ROUTES,
    *commands.ROUTES,
    *things.ROUTES,
    *histories.ROUTES,
    *lineage.ROUTES,
    *links.ROUTES,
    *documents.ROUTES,
    *changes.ROUTES,
    *payloads.ROUTES,
]
"""All of them."""

__all__ = ["ROUTES"]
