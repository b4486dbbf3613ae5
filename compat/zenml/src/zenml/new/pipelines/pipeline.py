"""The names of `zenml.new.pipelines.pipeline`, provided by Tallystick."""

from tallystick.pipelines.pipelines import Pipeline

__all__ = [
    "Pipeline",
]
