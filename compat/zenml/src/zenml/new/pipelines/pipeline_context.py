"""The names of `zenml.new.pipelines.pipeline_context`, provided by Tallystick."""

from tallystick.pipelines.context import PipelineContext, get_pipeline_context

__all__ = [
    "PipelineContext",
    "get_pipeline_context",
]
