"""The names of `zenml.environment`, provided by Tallystick."""

from tallystick.integrations.zenml_api.surroundings import Environment

__all__ = [
    "Environment",
]
