"""The names of `zenml.hooks.alerter_hooks`, provided by Tallystick."""

from tallystick.integrations.zenml_api.hooks import alerter_failure_hook, alerter_success_hook

__all__ = [
    "alerter_failure_hook",
    "alerter_success_hook",
]
