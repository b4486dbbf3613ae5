"""The names of `zenml.pipelines`, provided by Tallystick."""

from tallystick.integrations.zenml_api.containers import Schedule
from tallystick.integrations.zenml_api.first_generation import FirstPipeline as BasePipeline
from tallystick.integrations.zenml_api.first_generation import pipeline
from tallystick.pipelines.context import get_pipeline_context
from tallystick.pipelines.pipelines import Pipeline

__all__ = [
    "BasePipeline",
    "Pipeline",
    "Schedule",
    "get_pipeline_context",
    "pipeline",
]
