"""The names of `zenml.config.schedule`, provided by Tallystick."""

from tallystick.integrations.zenml_api.containers import Schedule

__all__ = [
    "Schedule",
]
