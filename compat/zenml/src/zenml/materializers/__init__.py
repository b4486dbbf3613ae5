"""The names of `zenml.materializers`, provided by Tallystick."""

from tallystick.artifacts.materializers.base import BaseMaterializer
from tallystick.artifacts.materializers.builtin import BuiltInMaterializer, BytesMaterializer
from tallystick.artifacts.materializers.builtin import (
    BuiltInMaterializer as BuiltInContainerMaterializer,
)
from tallystick.artifacts.materializers.builtin import BuiltInMaterializer as UUIDMaterializer
from tallystick.artifacts.materializers.cloudpickle import CloudpickleMaterializer
from tallystick.artifacts.materializers.path import PathMaterializer
from tallystick.artifacts.materializers.text import TextMaterializer as StructuredStringMaterializer
from tallystick.integrations.zenml_api.materializers import (
    optional_materializer as __getattr__,  # noqa: F401  finds the classes that need an extra
)
from zenml.materializers import materializer_registry

__all__ = [
    "BaseMaterializer",
    "BuiltInContainerMaterializer",
    "BuiltInMaterializer",
    "BytesMaterializer",
    "CloudpickleMaterializer",
    "PathMaterializer",
    "PydanticMaterializer",
    "StructuredStringMaterializer",
    "UUIDMaterializer",
    "materializer_registry",
]
