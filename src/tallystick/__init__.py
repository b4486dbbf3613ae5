"""Tallystick: what your machine-learning work did, kept.

    from tallystick import log_metadata, pipeline, step

The names below are loaded when they are first used: `import tallystick` itself costs next to
nothing, and decorators and `log_metadata` never load a database, NumPy or pandas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tallystick.artifacts.text import CSVString, HTMLString, JSONString, MarkdownString
    from tallystick.client.client import Client
    from tallystick.pipelines.artifact_config import ArtifactConfig
    from tallystick.pipelines.context import get_pipeline_context
    from tallystick.pipelines.pipelines import Pipeline, pipeline
    from tallystick.pipelines.steps import Step, step
    from tallystick.plan.options import ExecutionMode, Retry
    from tallystick.records.artifacts import ArtifactType, VisualizationType
    from tallystick.records.models import Stage
    from tallystick.records.runs import Status
    from tallystick.tracking.artifacts import (
        ExternalArtifact,
        link_artifact_to_model,
        load_artifact,
        register_artifact,
        save_artifact,
    )
    from tallystick.tracking.bulk import bulk_log_metadata
    from tallystick.tracking.logging import log_metadata
    from tallystick.tracking.model import Model
    from tallystick.tracking.older import (
        log_artifact_metadata,
        log_model_metadata,
        log_step_metadata,
    )
    from tallystick.tracking.step_context import StepContext, get_step_context
    from tallystick.tracking.tags import Tag, add_tags, remove_tags
    from tallystick.values import DType, Path, StorageSize, Uri

__version__ = "0.1.0"

_PLACES = {
    "ArtifactConfig": "pipelines.artifact_config",
    "ArtifactType": "records.artifacts",
    "CSVString": "artifacts.text",
    "Client": "client.client",
    "DType": "values",
    "ExecutionMode": "plan.options",
    "ExternalArtifact": "tracking.artifacts",
    "HTMLString": "artifacts.text",
    "JSONString": "artifacts.text",
    "MarkdownString": "artifacts.text",
    "Model": "tracking.model",
    "Path": "values",
    "Pipeline": "pipelines.pipelines",
    "Retry": "plan.options",
    "Stage": "records.models",
    "Status": "records.runs",
    "Step": "pipelines.steps",
    "StepContext": "tracking.step_context",
    "StorageSize": "values",
    "Tag": "tracking.tags",
    "Uri": "values",
    "VisualizationType": "records.artifacts",
    "add_tags": "tracking.tags",
    "bulk_log_metadata": "tracking.bulk",
    "get_pipeline_context": "pipelines.context",
    "get_step_context": "tracking.step_context",
    "link_artifact_to_model": "tracking.artifacts",
    "load_artifact": "tracking.artifacts",
    "log_artifact_metadata": "tracking.older",
    "log_metadata": "tracking.logging",
    "log_model_metadata": "tracking.older",
    "log_step_metadata": "tracking.older",
    "pipeline": "pipelines.pipelines",
    "register_artifact": "tracking.artifacts",
    "remove_tags": "tracking.tags",
    "save_artifact": "tracking.artifacts",
    "step": "pipelines.steps",
}

__all__ = [
    "ArtifactConfig",
    "ArtifactType",
    "CSVString",
    "Client",
    "DType",
    "ExecutionMode",
    "ExternalArtifact",
    "HTMLString",
    "JSONString",
    "MarkdownString",
    "Model",
    "Path",
    "Pipeline",
    "Retry",
    "Stage",
    "Status",
    "Step",
    "StepContext",
    "StorageSize",
    "Tag",
    "Uri",
    "VisualizationType",
    "__version__",
    "add_tags",
    "bulk_log_metadata",
    "get_pipeline_context",
    "get_step_context",
    "link_artifact_to_model",
    "load_artifact",
    "log_artifact_metadata",
    "log_metadata",
    "log_model_metadata",
    "log_step_metadata",
    "pipeline",
    "register_artifact",
    "remove_tags",
    "save_artifact",
    "step",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        from tallystick.errors import unknown

        raise AttributeError(unknown("name in tallystick called", name, sorted(_PLACES)))
    import importlib

    value = getattr(importlib.import_module(f"tallystick.{_PLACES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
