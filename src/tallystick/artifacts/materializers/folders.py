"""One value in one folder, by one materializer: what saving, loading and nesting share."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tallystick.artifacts.dependencies import EXTRAS, missing_dependency
from tallystick.artifacts.materializers.base import BaseMaterializer
from tallystick.artifacts.materializers.names import dotted_name, find_by_name
from tallystick.artifacts.materializers.registry import (
    Choice,
    find_materializer,
    load_materializer,
)
from tallystick.artifacts.storage.reports import ask_disk, is_of_disk
from tallystick.errors import MaterializerError, TallystickError, UnsafeArtifactError

ALLOW = "set allow_unsafe = true in the settings, or TALLYSTICK_ALLOW_UNSAFE=1"


def save_into(
    folder: Path, value: Any, overrides: Choice | Iterable[Choice] | None = None
) -> BaseMaterializer:
    """The materializer that has written `value` into `folder`.

    Raises `MaterializerError` naming the type, `MissingDependencyError`, and `OSError` where the
    disk is full, read-only or broken.
    """
    kind = type(value)
    worker: BaseMaterializer | None = None
    # Materializers are user code and libraries, which may raise anything.
    try:
        chosen = find_materializer(kind, overrides)
        worker = chosen(str(folder))
        worker.save(value)
    except TallystickError:
        raise
    except ImportError as error:
        raise missing_dependency(error) from error
    except BaseException as error:
        if not is_failure(error) or (isinstance(error, OSError) and is_of_disk(error, folder)):
            raise
        if reason := ask_disk(folder):
            raise reason from error
        name = "its materializer" if worker is None else dotted_name(type(worker))
        raise MaterializerError(
            f"{dotted_name(kind)} cannot be saved by {name}: {type(error).__name__}: {error}. "
            "Return something it can save, or write a materializer for the type.",
            data_type=dotted_name(kind),
            materializer=name,
        ) from error
    return worker


def load_from(folder: Path, *, materializer: str, data_type: str, allow_unsafe: bool) -> Any:
    """The value in `folder`.

    Without `allow_unsafe` no code from the files is executed and no module that they name is
    imported; what would need that raises `UnsafeArtifactError`.
    Raises `MissingDependencyError`, and `MaterializerError` if the materializer fails.
    """
    chosen = load_materializer(materializer, importing=allow_unsafe)
    if not (chosen.SAFE or allow_unsafe):
        raise unsafe(data_type, f"{materializer} may execute code that is in its files")
    try:
        worker = chosen(str(folder))
        worker.allow_unsafe = allow_unsafe
        return worker.load(type_by_name(data_type, importing=allow_unsafe))
    except TallystickError:
        raise
    except ImportError as error:
        if error.name and error.name.split(".")[0] in EXTRAS:
            raise missing_dependency(error) from error
        raise _not_loaded(data_type, materializer, error) from error
    except BaseException as error:
        if not is_failure(error):
            raise
        raise _not_loaded(data_type, materializer, error) from error


def is_failure(error: BaseException) -> bool:
    """Whether code failed, and was not interrupted; Rust libraries raise their own panics."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


def type_by_name(dotted: str, *, importing: bool) -> type[Any]:
    """The type of that name, or `object` if it cannot be found."""
    try:
        found = find_by_name(dotted, importing=importing)
    except (ImportError, AttributeError):
        return object
    return found if isinstance(found, type) else object


def unsafe(data_type: str, reason: str) -> UnsafeArtifactError:
    """The error for an artifact that only `allow_unsafe` may load."""
    return UnsafeArtifactError(
        f"This {data_type} was not loaded: {reason}. "
        f"If you trust everyone who can write to the store, {ALLOW}.",
        data_type=data_type,
        reason=reason,
    )


def _not_loaded(data_type: str, materializer: str, error: BaseException) -> MaterializerError:
    return MaterializerError(
        f"The stored {data_type} cannot be loaded by {materializer}: "
        f"{type(error).__name__}: {error}. "
        "Its bytes are as they were saved, so look for a package that has changed since.",
        data_type=data_type,
        materializer=materializer,
    )
