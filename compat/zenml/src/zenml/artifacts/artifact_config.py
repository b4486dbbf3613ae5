"""The names of `zenml.artifacts.artifact_config`, provided by Tallystick."""

from tallystick.pipelines.artifact_config import ArtifactConfig

__all__ = [
    "ArtifactConfig",
]
