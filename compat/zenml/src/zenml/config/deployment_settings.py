"""The names of `zenml.config.deployment_settings`, provided by Tallystick."""

from tallystick.integrations.zenml_api.containers import DeploymentSettings

__all__ = [
    "DeploymentSettings",
]
