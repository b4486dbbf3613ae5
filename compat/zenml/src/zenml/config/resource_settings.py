"""The names of `zenml.config.resource_settings`, provided by Tallystick."""

from tallystick.integrations.zenml_api.containers import ResourceSettings

__all__ = [
    "ResourceSettings",
]
