"""The names of `zenml.steps`, provided by Tallystick."""

from tallystick.integrations.zenml_api.containers import ResourceSettings
from tallystick.integrations.zenml_api.first_generation import step
from tallystick.integrations.zenml_api.parameters import BaseParameters
from tallystick.pipelines.outputs import NamedOutputs as Output
from tallystick.pipelines.steps import Step as BaseStep
from tallystick.tracking.step_context import StepContext, get_step_context

__all__ = [
    "BaseParameters",
    "BaseStep",
    "Output",
    "ResourceSettings",
    "StepContext",
    "get_step_context",
    "step",
]
