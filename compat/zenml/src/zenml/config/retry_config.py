"""The names of `zenml.config.retry_config`, provided by Tallystick."""

from tallystick.plan.options import Retry as StepRetryConfig

__all__ = [
    "StepRetryConfig",
]
