"""The names of `zenml.pipelines.pipeline_context`, provided by Tallystick."""

from tallystick.pipelines.context import get_pipeline_context

__all__ = [
    "get_pipeline_context",
]
