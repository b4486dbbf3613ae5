"""The names of `zenml.new.steps.step_decorator`, provided by Tallystick."""

from tallystick.pipelines.steps import step

__all__ = [
    "step",
]
