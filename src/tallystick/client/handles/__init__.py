"""Handles: things of a store as people hold them, one file a noun.

Handles lead to each other in circles (a run has steps, a step its run); where the way leads back,
they name each other through this package.
"""

from tallystick.client.handles.artifacts import (
    ArtifactResponse,
    ArtifactVersionResponse,
    ArtifactVersions,
)
from tallystick.client.handles.base import AttachedTag, Handle
from tallystick.client.handles.configuration import Configuration
from tallystick.client.handles.models import ModelResponse, ModelVersionResponse
from tallystick.client.handles.pipelines import PipelineResponse
from tallystick.client.handles.runs import PipelineRunResponse
from tallystick.client.handles.steps import StepRunResponse

__all__ = [
    "ArtifactResponse",
    "ArtifactVersionResponse",
    "ArtifactVersions",
    "AttachedTag",
    "Configuration",
    "Handle",
    "ModelResponse",
    "ModelVersionResponse",
    "PipelineResponse",
    "PipelineRunResponse",
    "StepRunResponse",
]
