"""The names of ZenML's API, provided by Tallystick."""

from tallystick import (
    ArtifactConfig,
    Client,
    ExternalArtifact,
    Model,
    Tag,
    add_tags,
    bulk_log_metadata,
    get_pipeline_context,
    get_step_context,
    link_artifact_to_model,
    load_artifact,
    log_artifact_metadata,
    log_metadata,
    log_model_metadata,
    log_step_metadata,
    pipeline,
    register_artifact,
    remove_tags,
    save_artifact,
    step,
)
from tallystick import (
    Model as ModelVersion,
)
from tallystick import (
    log_model_metadata as log_model_version_metadata,
)
from tallystick.integrations.zenml_api.constants import API_VERSION as __version__  # noqa: N811  a version
from tallystick.integrations.zenml_api.variables import FALLBACKS  # noqa: F401  honours them
from tallystick.records.artifacts import ArtifactType

__all__ = [
    "ArtifactConfig",
    "ArtifactType",
    "Client",
    "ExternalArtifact",
    "Model",
    "ModelVersion",
    "Tag",
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
    "log_model_version_metadata",
    "log_step_metadata",
    "pipeline",
    "register_artifact",
    "remove_tags",
    "save_artifact",
    "step",
]
