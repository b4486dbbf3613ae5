"""Values as files: where they are, and how they become files and values again."""

from tallystick.artifacts.loading import load
from tallystick.artifacts.materializers.base import BaseMaterializer
from tallystick.artifacts.materializers.registered import register_materializer
from tallystick.artifacts.materializers.registry import find_materializer, load_materializer
from tallystick.artifacts.saving import Saved, register, save
from tallystick.artifacts.storage import Payload, Storage, open_storage
from tallystick.artifacts.text import CSVString, HTMLString, JSONString, MarkdownString
from tallystick.artifacts.types import ArtifactType, Preview, VisualizationType

__all__ = [
    "ArtifactType",
    "BaseMaterializer",
    "CSVString",
    "HTMLString",
    "JSONString",
    "MarkdownString",
    "Payload",
    "Preview",
    "Saved",
    "Storage",
    "VisualizationType",
    "find_materializer",
    "load",
    "load_materializer",
    "open_storage",
    "register",
    "register_materializer",
    "save",
]
