"""How values become files with facts, and values again; one family of types a module."""

from tallystick.artifacts.materializers.base import BaseMaterializer
from tallystick.artifacts.materializers.registered import register_materializer
from tallystick.artifacts.materializers.registry import find_materializer, load_materializer

__all__ = [
    "BaseMaterializer",
    "find_materializer",
    "load_materializer",
    "register_materializer",
]
