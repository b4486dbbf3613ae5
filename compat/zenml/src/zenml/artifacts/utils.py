"""The names of `zenml.artifacts.utils`, provided by Tallystick."""

from tallystick.tracking.artifacts import load_artifact, register_artifact, save_artifact
from tallystick.tracking.older import log_artifact_metadata

__all__ = [
    "load_artifact",
    "log_artifact_metadata",
    "register_artifact",
    "save_artifact",
]
