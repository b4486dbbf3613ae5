"""The names of `zenml.steps.step_decorator`, provided by Tallystick."""

from tallystick.integrations.zenml_api.first_generation import step

__all__ = [
    "step",
]
