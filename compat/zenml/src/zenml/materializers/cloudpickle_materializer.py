"""The names of `zenml.materializers.cloudpickle_materializer`, provided by Tallystick."""

from tallystick.artifacts.materializers.cloudpickle import CloudpickleMaterializer

__all__ = [
    "CloudpickleMaterializer",
]
