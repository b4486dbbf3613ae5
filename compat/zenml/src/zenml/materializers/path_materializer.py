"""The names of `zenml.materializers.path_materializer`, provided by Tallystick."""

from tallystick.artifacts.materializers.path import PathMaterializer

__all__ = [
    "PathMaterializer",
]
