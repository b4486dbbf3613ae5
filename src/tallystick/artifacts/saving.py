"""From a value to a payload with facts and previews."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from tallystick.artifacts.materializers.base import BaseMaterializer
from tallystick.artifacts.materializers.folders import is_failure, save_into
from tallystick.artifacts.materializers.names import dotted_name
from tallystick.artifacts.materializers.registry import Choice
from tallystick.artifacts.materializers.table import REGISTERED
from tallystick.artifacts.storage import Payload, Storage, locate
from tallystick.artifacts.storage.reports import writing
from tallystick.artifacts.types import ArtifactType, Preview, VisualizationType
from tallystick.values import StorageSize


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to record about a value that was saved.

    `data_type` and `materializer` are dotted names; `load` takes them back.
    `facts` are metadata about the value, by key; `previews` are among the `files`.
    `safe` is False if loading may execute code from the files.
    `notes` tell the person who saved what to know about the format.
    `problems` tell which facts or previews failed, and why; the value is saved all the same.
    """

    path: str
    size_bytes: int
    sha256: str
    files: tuple[tuple[str, int], ...]
    data_type: str
    materializer: str
    artifact_type: ArtifactType
    facts: dict[str, Any]
    previews: tuple[Preview, ...]
    safe: bool
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def save(
    storage: Storage,
    path: str,
    value: Any,
    *,
    materializer: Choice | Iterable[Choice] | None = None,
    extract_metadata: bool = True,
    previews: bool = True,
) -> Saved:
    """Store `value` at `path`, whole or not at all, and tell what to record about it.

    `materializer` is a class, its dotted name, or several to choose from by type.
    Raises `MaterializerError` naming the type if it cannot be saved, `MissingDependencyError`,
    `EntityExistsError` if the path is taken, `StoreUnwritableError` if the storage cannot be
    written; nothing stays on the disk then.
    """
    problems: list[str] = []
    with writing(storage.url), storage.stage() as folder:
        worker = save_into(folder, value, materializer)
        facts = _try("facts", worker.extract_metadata, value, problems) if extract_metadata else {}
        shown = _try("previews", worker.save_visualizations, value, problems) if previews else {}
        described = _previews(folder, shown, problems)
        payload = storage.commit(folder, path)
    if extract_metadata:
        facts = {"storage_size": StorageSize(payload.size_bytes), **facts}
    return _saved(
        payload,
        worker,
        data_type=dotted_name(type(value)),
        facts=facts,
        previews=described,
        problems=tuple(problems),
    )


def register(storage: Storage, uri: str) -> Saved:
    """What to record about a folder or file that exists; it is hashed in place and not moved.

    `uri` is relative to the storage, an absolute path, or a URL.
    Loading it gives a `pathlib.Path`.
    Raises `ArtifactMissingError` if there is nothing.
    """
    place, path = locate(storage, uri)
    payload = msgspec.structs.replace(place.inspect(path), path=uri)
    return Saved(
        path=uri,
        size_bytes=payload.size_bytes,
        sha256=payload.sha256,
        files=payload.files,
        data_type="pathlib.Path",
        materializer=REGISTERED,
        artifact_type=ArtifactType.DATA,
        facts={"storage_size": StorageSize(payload.size_bytes), "file_count": len(payload.files)},
        previews=(),
        safe=True,
    )


def _saved(payload: Payload, worker: BaseMaterializer, **described: Any) -> Saved:
    return Saved(
        path=payload.path,
        size_bytes=payload.size_bytes,
        sha256=payload.sha256,
        files=payload.files,
        materializer=dotted_name(type(worker)),
        artifact_type=ArtifactType(worker.ASSOCIATED_ARTIFACT_TYPE),
        safe=worker.SAFE,
        notes=tuple(worker.notes),
        **described,
    )


def _try(
    what: str,
    make: Callable[[Any], dict[str, Any] | None],
    value: Any,
    problems: list[str],
) -> dict[str, Any]:
    # Materializers are user code; a fact that fails must not cost the value.
    try:
        return dict(make(value) or {})
    except BaseException as error:
        if not is_failure(error):
            raise
        problems.append(
            f"The {what} of this {dotted_name(type(value))} are missing: "
            f"{type(error).__name__}: {error}"
        )
        return {}


def _previews(folder: Path, shown: dict[Any, Any], problems: list[str]) -> tuple[Preview, ...]:
    found: list[Preview] = []
    for place, sort in shown.items():
        file = (folder / str(place)).resolve()
        if not file.is_relative_to(folder.resolve()) or not file.is_file():
            problems.append(f"The preview {place} is missing: no such file below {folder}.")
        elif sort not in set(VisualizationType):
            sorts = ", ".join(VisualizationType)
            problems.append(f"The preview {place} is left out: {sort!r} is none of {sorts}.")
        else:
            name = PurePosixPath(file.relative_to(folder.resolve()).as_posix())
            found.append(Preview(name=name.stem, type=VisualizationType(sort), path=str(name)))
    return tuple(found)
