"""The names of `zenml.utils.pagination_utils`, provided by Tallystick."""

from tallystick.integrations.zenml_api.pages import depaginate

__all__ = [
    "depaginate",
]
