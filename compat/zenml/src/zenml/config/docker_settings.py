"""The names of `zenml.config.docker_settings`, provided by Tallystick."""

from tallystick.integrations.zenml_api.containers import (
    DockerBuildConfig,
    DockerSettings,
    PythonEnvironmentExportMethod,
    PythonPackageInstaller,
)

__all__ = [
    "DockerBuildConfig",
    "DockerSettings",
    "PythonEnvironmentExportMethod",
    "PythonPackageInstaller",
]
