"""The names of `zenml.model.model`, provided by Tallystick."""

from tallystick.tracking.model import Model

__all__ = [
    "Model",
]
