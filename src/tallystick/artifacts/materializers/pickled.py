"""Pickling what a format cannot hold, within the materializer of that format."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from tallystick.artifacts.materializers.base import BaseMaterializer
from tallystick.artifacts.materializers.folders import load_from, save_into, unsafe
from tallystick.artifacts.materializers.names import dotted_name
from tallystick.artifacts.materializers.table import FALLBACK

_FOLDER = "pickled"


def save_pickled(worker: BaseMaterializer, data: Any, *, because: object) -> None:
    """Pickle `data` instead of what `worker` has written so far, and mark it as unsafe."""
    for left in Path(worker.uri).iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    folder = Path(worker.uri, _FOLDER)
    folder.mkdir()
    pickler = save_into(folder, data, FALLBACK)
    worker.SAFE = False
    worker.notes += [*pickler.notes, f"Not in its usual format, because {because}."]


def is_pickled(worker: BaseMaterializer) -> bool:
    """Whether `save_pickled` wrote what is there."""
    return Path(worker.uri, _FOLDER).exists()


def load_pickled(worker: BaseMaterializer, data_type: type[Any]) -> Any:
    """What was pickled; raises `UnsafeArtifactError` unless `worker` may execute code."""
    if not worker.allow_unsafe:
        raise unsafe(dotted_name(data_type), "it is a pickle, which may execute code")
    return load_from(
        Path(worker.uri, _FOLDER),
        materializer=FALLBACK,
        data_type=dotted_name(data_type),
        allow_unsafe=True,
    )
