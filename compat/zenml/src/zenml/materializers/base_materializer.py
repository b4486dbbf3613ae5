"""The names of `zenml.materializers.base_materializer`, provided by Tallystick."""

from tallystick.artifacts.materializers.base import BaseMaterializer

__all__ = [
    "BaseMaterializer",
]
