"""The names of `zenml.config.docker_settings`, provided by Tallystick."""

from tallystick.integrations.zenml_api.containers import DockerSettings

__all__ = [
    "DockerSettings",
]
