"""The names of `zenml.new.pipelines.pipeline_decorator`, provided by Tallystick."""

from tallystick.pipelines.pipelines import pipeline

__all__ = [
    "pipeline",
]
