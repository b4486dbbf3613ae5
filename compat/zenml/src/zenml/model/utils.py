"""The names of `zenml.model.utils`, provided by Tallystick."""

from tallystick.tracking.artifacts import link_artifact_to_model
from tallystick.tracking.older import log_model_metadata

__all__ = [
    "link_artifact_to_model",
    "log_model_metadata",
]
