"""The names of `zenml.materializers.pydantic_materializer`, provided by Tallystick."""

from tallystick.artifacts.materializers.pydantic import PydanticMaterializer

__all__ = [
    "PydanticMaterializer",
]
