"""The names of `zenml.pipelines.pipeline_definition`, provided by Tallystick."""

from tallystick.pipelines.pipelines import Pipeline

__all__ = [
    "Pipeline",
]
