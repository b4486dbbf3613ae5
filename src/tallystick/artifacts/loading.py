"""From a payload back to a value."""

from __future__ import annotations

from typing import Any

from tallystick.artifacts.materializers.folders import load_from
from tallystick.artifacts.materializers.table import REGISTERED
from tallystick.artifacts.storage import Storage, locate
from tallystick.artifacts.storage.digest import check, local_payload


def load(
    storage: Storage,
    path: str,
    *,
    sha256: str | None,
    materializer: str,
    data_type: str,
    allow_unsafe: bool,
) -> Any:
    """The value that was saved at `path`, after checking that its bytes are those of `sha256`.

    `sha256=None` skips the check.
    `path` may also be a URI that was registered.
    Raises `ArtifactMissingError`, `ArtifactCorruptError`, `MissingDependencyError` and
    `MaterializerError`.
    Raises `UnsafeArtifactError` if loading could execute code and `allow_unsafe` is false.
    """
    place, inner = locate(storage, path)
    with place.fetch(inner) as folder:
        if sha256 is not None:
            check(local_payload(folder, path), sha256=sha256)
        value = load_from(
            folder, materializer=materializer, data_type=data_type, allow_unsafe=allow_unsafe
        )
        # Files that were registered are their own value; a download of them ends with the block.
        if materializer == REGISTERED and not place.is_local:
            from tallystick.artifacts.materializers.path import working_copy

            return working_copy(folder)
        return value
