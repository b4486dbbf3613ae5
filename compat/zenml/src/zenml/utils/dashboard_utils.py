"""The names of `zenml.utils.dashboard_utils`, provided by Tallystick."""

from tallystick.integrations.zenml_api.surroundings import get_run_url

__all__ = [
    "get_run_url",
]
