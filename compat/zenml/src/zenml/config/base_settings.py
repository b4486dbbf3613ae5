"""The names of `zenml.config.base_settings`, provided by Tallystick."""

from tallystick.integrations.zenml_api.containers import BaseSettings

__all__ = [
    "BaseSettings",
]
