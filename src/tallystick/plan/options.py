"""Options of steps and pipelines, as data."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec
from msgspec.structs import asdict, replace

from tallystick.errors import InvalidArgumentError, InvalidValueError


class ExecutionMode(StrEnum):
    """What happens to other steps when one fails.

    `continue_on_failure`: steps that do not depend on it still run.
    `stop_on_failure`: steps that are running end, nothing new begins.
    `fail_fast`: like `stop_on_failure`, and results of running steps are not waited for where
    the orchestrator can stop them; locally both are the same.
    """

    CONTINUE_ON_FAILURE = "continue_on_failure"
    STOP_ON_FAILURE = "stop_on_failure"
    FAIL_FAST = "fail_fast"


class Retry(msgspec.Struct, frozen=True, kw_only=True):
    """Try a failed step again: at most `max_retries` more times.

    The first retry waits `delay` seconds, each further one `backoff` times as long.
    """

    max_retries: int = 0
    delay: float = 0
    backoff: float = 1

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            kinds = int if name == "max_retries" else int | float
            if isinstance(value, bool) or not isinstance(value, kinds):
                raise InvalidValueError(f"Retry({name}=...) is a number; got {value!r}.")
        if not (self.max_retries >= 0 and self.delay >= 0 and self.backoff >= 1):
            raise InvalidArgumentError(
                "A retry needs max_retries >= 0, delay >= 0 seconds and backoff >= 1; "
                f"got {self.max_retries}, {self.delay}, {self.backoff}."
            )


class ModelSpec(msgspec.Struct, frozen=True, kw_only=True):
    """Which model version a step or run belongs to; see `tallystick.Model` for the fields."""

    name: str
    version: str | int | None = None
    license: str | None = None
    description: str | None = None
    audience: str | None = None
    use_cases: str | None = None
    limitations: str | None = None
    trade_offs: str | None = None
    ethics: str | None = None
    tags: tuple[str, ...] = ()


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """Options that steps and pipelines share; None means "not said".

    `infrastructure` keeps what is accepted for other places to run (trackers, operators,
    environment, runtime), unchanged and not acted on.
    """

    enable_cache: bool | None = None
    enable_artifact_metadata: bool | None = None
    enable_artifact_visualization: bool | None = None
    enable_step_logs: bool | None = None
    retry: Retry | None = None
    model: ModelSpec | None = None
    settings: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    substitutions: dict[str, str] = {}
    infrastructure: dict[str, Any] = {}

    def over(self, base: Options) -> Options:
        """`base` with everything that is said here; dictionaries are joined."""
        said: dict[str, Any] = {}
        for field, value in ((f, getattr(self, f)) for f in Options.__struct_fields__):
            if isinstance(value, dict):
                said[field] = {**getattr(base, field), **value}
            elif value is not None:
                said[field] = value
        return replace(base, **said)

    def as_config(self) -> dict[str, Any]:
        """What was said, as JSON-compatible data for the record."""
        said = {k: v for k, v in asdict(self).items() if v is not None and v != {}}
        config: dict[str, Any] = msgspec.to_builtins(said, enc_hook=repr)
        return config
