"""The names of `zenml.config`, provided by Tallystick."""

from tallystick.integrations.zenml_api.containers import (
    CachePolicy,
    DeploymentSettings,
    DockerSettings,
    ResourceSettings,
    Schedule,
)
from tallystick.plan.options import Retry as StepRetryConfig

__all__ = [
    "CachePolicy",
    "DeploymentSettings",
    "DockerSettings",
    "ResourceSettings",
    "Schedule",
    "StepRetryConfig",
]
