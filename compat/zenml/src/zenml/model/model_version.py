"""The names of `zenml.model.model_version`, provided by Tallystick."""

from tallystick.tracking.model import Model as ModelVersion

__all__ = [
    "ModelVersion",
]
