"""The names of `zenml.pipelines`, provided by Tallystick."""

from tallystick.integrations.zenml_api.containers import Schedule
from tallystick.pipelines.context import get_pipeline_context
from tallystick.pipelines.pipelines import Pipeline, pipeline
from tallystick.pipelines.pipelines import Pipeline as BasePipeline

__all__ = [
    "BasePipeline",
    "Pipeline",
    "Schedule",
    "get_pipeline_context",
    "pipeline",
]
