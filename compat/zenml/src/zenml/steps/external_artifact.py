"""The names of `zenml.steps.external_artifact`, provided by Tallystick."""

from tallystick.tracking.external import ExternalArtifact

__all__ = [
    "ExternalArtifact",
]
