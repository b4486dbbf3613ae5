"""The names of `zenml.materializers`, provided by Tallystick."""

from tallystick.artifacts.materializers.base import BaseMaterializer
from tallystick.artifacts.materializers.builtin import BuiltInMaterializer
from tallystick.artifacts.materializers.cloudpickle import CloudpickleMaterializer
from tallystick.artifacts.materializers.pydantic import PydanticMaterializer
from tallystick.integrations.zenml_api.materializers import materializer_registry

__all__ = [
    "BaseMaterializer",
    "BuiltInMaterializer",
    "CloudpickleMaterializer",
    "PydanticMaterializer",
    "materializer_registry",
]
