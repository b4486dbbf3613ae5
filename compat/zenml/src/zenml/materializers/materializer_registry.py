"""The names of `zenml.materializers.materializer_registry`, provided by Tallystick."""

from tallystick.integrations.zenml_api.materializers import (
    MaterializerRegistry,
    materializer_registry,
)

__all__ = [
    "MaterializerRegistry",
    "materializer_registry",
]
