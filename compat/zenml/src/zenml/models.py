"""The names of `zenml.models`, provided by Tallystick."""

from tallystick.client.handles import (
    ArtifactResponse,
    ArtifactVersionResponse,
    ModelResponse,
    ModelVersionResponse,
    PipelineResponse,
    PipelineRunResponse,
    StepRunResponse,
)
from tallystick.client.pages import Page
from tallystick.client.resources import RunMetadataResource, TagResource
from tallystick.tracking.identifiers import (
    ArtifactVersionIdentifier,
    ModelVersionIdentifier,
    PipelineRunIdentifier,
    StepRunIdentifier,
)

__all__ = [
    "ArtifactResponse",
    "ArtifactVersionIdentifier",
    "ArtifactVersionResponse",
    "ModelResponse",
    "ModelVersionIdentifier",
    "ModelVersionResponse",
    "Page",
    "PipelineResponse",
    "PipelineRunIdentifier",
    "PipelineRunResponse",
    "RunMetadataResource",
    "StepRunIdentifier",
    "StepRunResponse",
    "TagResource",
]
