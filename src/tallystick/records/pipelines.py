"""Pipelines: named lines of runs."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec


class Pipeline(msgspec.Struct, frozen=True, kw_only=True):
    """A named pipeline; its runs refer to it."""

    id: UUID
    project: str
    name: str
    created_at: datetime
    tags: tuple[str, ...] = ()
    description: str = ""
