"""The names of `zenml.environment`, provided by Tallystick."""

from tallystick.integrations.zenml_api.surroundings import (
    Environment,
    get_environment,
    get_run_environment_dict,
)

__all__ = [
    "Environment",
    "get_environment",
    "get_run_environment_dict",
]
