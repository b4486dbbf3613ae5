"""The names of `zenml.materializers.uuid_materializer`, provided by Tallystick."""

from tallystick.artifacts.materializers.builtin import BuiltInMaterializer as UUIDMaterializer

__all__ = [
    "UUIDMaterializer",
]
