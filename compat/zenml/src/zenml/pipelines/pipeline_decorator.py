"""The names of `zenml.pipelines.pipeline_decorator`, provided by Tallystick."""

from tallystick.integrations.zenml_api.first_generation import pipeline

__all__ = [
    "pipeline",
]
