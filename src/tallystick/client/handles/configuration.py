"""What a run or step run was configured with, readable as attributes and as a mapping."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tallystick.errors import close_matches

_KNOWN = frozenset(
    {
        "after",
        "cache_policy",
        "enable_artifact_metadata",
        "enable_artifact_visualization",
        "enable_cache",
        "enable_pipeline_logs",
        "enable_step_logs",
        "environment",
        "execution_mode",
        "experiment_tracker",
        "extra",
        "failure_hook_source",
        "model",
        "name",
        "output_materializers",
        "outputs",
        "parameters",
        "retry",
        "secrets",
        "settings",
        "step_operator",
        "substitutions",
        "success_hook_source",
        "tags",
    }
)


class Configuration(Mapping[str, Any]):
    """Settings as they were: `config.enable_cache`, `config["enable_cache"]`.

    A setting nobody gave is None as an attribute and missing from the mapping.
    """

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._settings = dict(settings)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self._settings:
            return self._settings[name]
        if name in _KNOWN:
            return None
        near = close_matches(name, _KNOWN | self._settings.keys())
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        raise AttributeError(f"There is no setting {name!r}.{hint}", name=name, obj=self)

    def __dir__(self) -> Iterable[str]:
        return {*super().__dir__(), *_KNOWN, *self._settings}

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._settings)

    def __getitem__(self, name: str) -> Any:
        return self._settings[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._settings)

    def __len__(self) -> int:
        return len(self._settings)

    def __repr__(self) -> str:
        return f"Configuration({self._settings})"
