"""The names of `zenml.materializers.structured_string_materializer`, provided by Tallystick."""

from tallystick.artifacts.materializers.text import TextMaterializer as StructuredStringMaterializer

__all__ = [
    "StructuredStringMaterializer",
]
