"""The names of `zenml.logger`, provided by Tallystick."""

from tallystick.integrations.zenml_api.surroundings import get_logger

__all__ = [
    "get_logger",
]
