"""The names of `zenml.steps.step_output`, provided by Tallystick."""

from tallystick.pipelines.outputs import NamedOutputs as Output

__all__ = [
    "Output",
]
