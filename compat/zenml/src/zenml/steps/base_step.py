"""The names of `zenml.steps.base_step`, provided by Tallystick."""

from tallystick.pipelines.steps import Step as BaseStep

__all__ = [
    "BaseStep",
]
