"""The names of `zenml.utils`, provided by Tallystick."""

from zenml.utils import dashboard_utils, io_utils, yaml_utils

__all__ = [
    "dashboard_utils",
    "io_utils",
    "yaml_utils",
]
