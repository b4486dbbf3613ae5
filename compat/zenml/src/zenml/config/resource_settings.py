"""The names of `zenml.config.resource_settings`, provided by Tallystick."""

from tallystick.integrations.zenml_api.containers import ByteUnit, ResourceSettings

__all__ = [
    "ByteUnit",
    "ResourceSettings",
]
