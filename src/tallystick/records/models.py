"""Models: named lines of versions that collect artifacts, runs and stages."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class Stage(StrEnum):
    """Where a model version stands. `latest` is a way to ask, never stored."""

    NONE = "none"
    STAGING = "staging"
    PRODUCTION = "production"
    ARCHIVED = "archived"
    LATEST = "latest"


STAGES = tuple(stage for stage in Stage if stage is not Stage.LATEST)
"""Where a version can stand."""


class ModelDetails(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What people say about a model; None leaves what was said before."""

    license: str | None = None
    description: str | None = None
    audience: str | None = None
    use_cases: str | None = None
    limitations: str | None = None
    trade_offs: str | None = None
    ethics: str | None = None


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """A named model; its versions refer to it.

    `last_number` is the highest version number ever given, so that none is given twice.
    """

    id: UUID
    project: str
    name: str
    created_at: datetime
    details: ModelDetails = ModelDetails()
    tags: tuple[str, ...] = ()
    last_number: int = 0


class ModelVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a model.

    `number` is given by the store, from 1; `name` is the number as text unless one was chosen.
    At most one version of a model is in each of `staging` and `production`.
    """

    id: UUID
    project: str
    model_id: UUID
    model: str
    number: int
    name: str
    created_at: datetime
    stage: Stage = Stage.NONE
    description: str = ""
    tags: tuple[str, ...] = ()
