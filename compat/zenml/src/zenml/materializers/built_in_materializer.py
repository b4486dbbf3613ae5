"""The names of `zenml.materializers.built_in_materializer`, provided by Tallystick."""

from tallystick.artifacts.materializers.builtin import BuiltInMaterializer, BytesMaterializer
from tallystick.artifacts.materializers.builtin import (
    BuiltInMaterializer as BuiltInContainerMaterializer,
)

__all__ = [
    "BuiltInContainerMaterializer",
    "BuiltInMaterializer",
    "BytesMaterializer",
]
