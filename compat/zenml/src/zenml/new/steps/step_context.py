"""The names of `zenml.new.steps.step_context`, provided by Tallystick."""

from tallystick.tracking.step_context import StepContext, get_step_context

__all__ = [
    "StepContext",
    "get_step_context",
]
