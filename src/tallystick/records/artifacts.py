"""Artifacts: named outputs and their stored versions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class ArtifactType(StrEnum):
    """What sort of thing an artifact is; the texts are those of the seed documents' API."""

    DATA = "DataArtifact"
    MODEL = "ModelArtifact"
    DATA_ANALYSIS = "DataAnalysisArtifact"
    SERVICE = "ServiceArtifact"
    SCHEMA = "SchemaArtifact"
    STATISTICS = "StatisticsArtifact"
    BASE = "BaseArtifact"


class VisualizationType(StrEnum):
    """How a preview is shown."""

    CSV = "csv"
    HTML = "html"
    IMAGE = "image"
    MARKDOWN = "markdown"
    JSON = "json"


class SaveType(StrEnum):
    """How an artifact version came to be."""

    STEP_OUTPUT = "step_output"
    MANUAL = "manual"
    EXTERNAL = "external"
    PREEXISTING = "preexisting"


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """A small file that shows an artifact version; `path` is relative to its payload."""

    name: str
    type: VisualizationType
    path: str


class Artifact(msgspec.Struct, frozen=True, kw_only=True):
    """A named line of artifact versions.

    `last_number` is the highest version number ever given, so that none is given twice.
    """

    id: UUID
    project: str
    name: str
    created_at: datetime
    tags: tuple[str, ...] = ()
    description: str = ""
    last_number: int = 0


class ArtifactVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One stored value of an artifact.

    `version` is text; `number` the same as an integer where the store gave it, else None.
    `uri` is relative to the store's artifact storage, unless it has a scheme or starts with `/`.
    `sha256` covers every file of the payload; `size_bytes` is their sum.
    `safe` is False where loading executes code (pickle).
    """

    id: UUID
    project: str
    artifact_id: UUID
    artifact: str
    version: str
    number: int | None
    type: ArtifactType
    data_type: str
    materializer: str
    uri: str
    size_bytes: int
    sha256: str
    created_at: datetime
    safe: bool = True
    save_type: SaveType = SaveType.MANUAL
    tags: tuple[str, ...] = ()
    previews: tuple[Preview, ...] = ()
    producer_step_run_id: UUID | None = None
    producer_run_id: UUID | None = None
    output: str | None = None
