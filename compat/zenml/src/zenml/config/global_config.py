"""The names of `zenml.config.global_config`, provided by Tallystick."""

from tallystick.integrations.zenml_api.surroundings import GlobalConfiguration

__all__ = [
    "GlobalConfiguration",
]
