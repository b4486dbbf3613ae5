"""The names of `zenml.steps.base_parameters`, provided by Tallystick."""

from tallystick.integrations.zenml_api.parameters import BaseParameters

__all__ = [
    "BaseParameters",
]
