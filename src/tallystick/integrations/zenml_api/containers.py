"""Settings for other places to run: they hold what they are given and do nothing.

Such settings are recorded with the step or pipeline that has them.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Self


class _Inert:
    """Keeps its keyword arguments as attributes; any other attribute is None."""

    def __init__(self, **given: Any) -> None:
        self.__dict__.update(given)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return None

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items())
        return f"{type(self).__name__}({given})"

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]  # mutable, as settings are

    def model_dump(self, **_: Any) -> dict[str, Any]:
        """What it was given."""
        return dict(self.__dict__)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, **_: Any) -> Self:
        """The same once more, with what `update` says."""
        return type(self)(**{**self.__dict__, **(update or {})})


class BaseSettings(_Inert):
    """Settings of any kind."""


class DockerSettings(BaseSettings):
    """How an image would be built; nothing is built here."""


class DockerBuildConfig(BaseSettings):
    """How one build of an image would be done; nothing is built here."""


class ResourceSettings(BaseSettings):
    """What a step would need: `cpu_count`, `gpu_count`, `memory`."""


class DeploymentSettings(BaseSettings):
    """How a pipeline would be deployed; nothing is deployed here."""


class Schedule(_Inert):
    """When a pipeline would be run; use the machine's own scheduler and `tally` here."""


class CachePolicy(_Inert):
    """What a cache key would cover; here it is always code, inputs, parameters, configuration."""


class ByteUnit(StrEnum):
    """Units of `ResourceSettings(memory=...)`."""

    KB = "KB"
    KIB = "KiB"
    MB = "MB"
    MIB = "MiB"
    GB = "GB"
    GIB = "GiB"
    TB = "TB"
    TIB = "TiB"
    PB = "PB"
    PIB = "PiB"


class PythonPackageInstaller(StrEnum):
    """What would install packages into an image."""

    PIP = "pip"
    UV = "uv"


class PythonEnvironmentExportMethod(StrEnum):
    """How the packages of this environment would be listed for an image."""

    PIP_FREEZE = "pip_freeze"
    POETRY_EXPORT = "poetry_export"
