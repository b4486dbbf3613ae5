"""The names of `zenml.materializers.built_in_materializer`, provided by Tallystick."""

from tallystick.artifacts.materializers.builtin import BuiltInMaterializer

__all__ = [
    "BuiltInMaterializer",
]
