"""Options of a pipeline from a YAML file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tallystick.errors import (
    InvalidArgumentError,
    InvalidValueError,
    MissingDependencyError,
    close_matches,
    unknown,
)

PIPELINE_KEYS = (
    "enable_artifact_metadata",
    "enable_artifact_visualization",
    "enable_cache",
    "enable_step_logs",
    "execution_mode",
    "extra",
    "max_parallelism",
    "model",
    "name",
    "on_failure",
    "on_success",
    "parameters",
    "retry",
    "run_name",
    "settings",
    "steps",
    "substitutions",
    "tags",
)
"""What a configuration file may say about a pipeline."""

IGNORED_KEYS = ("build", "schedule", "environment", "secrets", "cache_policy")
"""Accepted for files written for other places to run."""

OLDER_KEYS = {"model_version": "model"}
"""Keys by which older files say the same."""

STEP_KEYS = (
    "enable_artifact_metadata",
    "enable_artifact_visualization",
    "enable_cache",
    "enable_step_logs",
    "experiment_tracker",
    "extra",
    "model",
    "name",
    "on_failure",
    "on_success",
    "parameters",
    "retry",
    "settings",
    "step_operator",
    "substitutions",
)
"""What a configuration file may say about a step, under `steps.<name>`."""

_MAPPINGS = ("extra", "parameters", "settings", "steps", "substitutions")

_IGNORED_STEP_KEYS = ("outputs", "environment", "secrets", "cache_policy")


def load_configuration(path: str | Path) -> dict[str, Any]:
    """The options that the YAML file at `path` holds, to be given to `with_options`.

    Blocks that have nothing to do with pipelines, which programs keep in such files and read
    themselves, are left out with a warning.
    Raises `InvalidArgumentError` for a file that cannot be read, is no YAML mapping, has a key that
    looks like a misspelt one, or one under `steps` that means nothing here (with close matches),
    and `InvalidValueError` for what is no path.
    """
    if not isinstance(path, str | Path):
        raise InvalidValueError(f"config_path is the path of a YAML file; got {path!r}.")
    try:
        text = Path(path).read_text(encoding="utf-8")
    # The path, or what is there, may be no text that can be one.
    except (OSError, ValueError) as error:
        raise InvalidArgumentError(
            f"The configuration {str(path)!a} cannot be read: {error}.", given=str(path)
        ) from error
    loaded = _parse(text, path)
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        raise InvalidArgumentError(
            f"The configuration {str(path)!r} is a mapping such as 'enable_cache: false'; "
            f"got {type(loaded).__name__}.",
            given=str(path),
        )
    loaded = _known_blocks(loaded, path)
    for key in _MAPPINGS:
        if not isinstance(loaded.get(key) or {}, dict):
            raise InvalidArgumentError(
                f"{key!r} in {str(path)!r} is a mapping; got {type(loaded[key]).__name__}.",
                given=loaded[key],
            )
    for name, options in (loaded.get("steps") or {}).items():
        if options is None:
            continue
        if not isinstance(options, dict):
            raise InvalidArgumentError(
                f"steps.{name} in {str(path)!r} is a mapping; got {options!r}."
            )
        _check_keys(options, (*STEP_KEYS, *_IGNORED_STEP_KEYS), f"option of steps.{name} called")
    known = {key: value for key, value in loaded.items() if key not in IGNORED_KEYS}
    steps = known.get("steps") or {}
    known["steps"] = {
        name: {k: v for k, v in options.items() if k not in _IGNORED_STEP_KEYS}
        for name, options in steps.items()
        if options is not None
    }
    return known


def _known_blocks(loaded: dict[Any, Any], path: str | Path) -> dict[str, Any]:
    known = (*PIPELINE_KEYS, *IGNORED_KEYS)
    blocks: dict[str, Any] = {}
    for key, value in loaded.items():
        name = OLDER_KEYS.get(key, key)
        if name in known:
            blocks[name] = value
        elif close_matches(str(key), known):
            raise InvalidArgumentError(
                unknown(f"option in {str(path)!r} called", str(key), known), given=key
            )
        else:
            from logging import getLogger

            getLogger("tallystick").warning(
                "%r in %r says nothing about a pipeline and is left out.", key, str(path)
            )
    return blocks


def _parse(text: str, path: str | Path) -> Any:
    try:
        import yaml
    except ImportError:
        raise MissingDependencyError(
            "Configuration files need PyYAML: pip install pyyaml."
        ) from None
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise InvalidArgumentError(f"{str(path)!r} is not YAML: {error}") from None


def _check_keys(given: dict[str, Any], known: tuple[str, ...], what: str) -> None:
    for key in given:
        if key not in known:
            raise InvalidArgumentError(unknown(what, str(key), list(known)), given=key)
