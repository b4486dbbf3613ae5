"""The names of `zenml.config.cache_policy`, provided by Tallystick."""

from tallystick.integrations.zenml_api.containers import CachePolicy

__all__ = [
    "CachePolicy",
]
