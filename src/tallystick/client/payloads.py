"""The bytes of artifact versions: load, download, show, and give them back."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import uuid4

from tallystick.client.session import Session
from tallystick.errors import EntityExistsError, InvalidArgumentError
from tallystick.query.conditions import Builtin, Compare, Op
from tallystick.query.query import Query
from tallystick.records.artifacts import ArtifactVersion, SaveType
from tallystick.records.targets import Kind


def load(session: Session, version: ArtifactVersion, *, allow_unsafe: bool | None = None) -> Any:
    """The stored value; see `ArtifactVersionResponse.load`."""
    from tallystick.artifacts import load

    return load(
        session.storage,
        version.uri,
        sha256=version.sha256 or None,
        materializer=version.materializer,
        data_type=version.data_type,
        allow_unsafe=session.allows_unsafe if allow_unsafe is None else allow_unsafe,
    )


def full_uri(session: Session, version: ArtifactVersion) -> str:
    """Where the bytes are, not relative to anything."""
    if is_registered(version):
        return version.uri
    return f"{session.storage.url.rstrip('/')}/{version.uri}"


def is_registered(version: ArtifactVersion) -> bool:
    """Whether the bytes were there before and are not the store's own."""
    relative = "://" not in version.uri and not version.uri.startswith(("/", "file:"))
    return version.save_type is SaveType.PREEXISTING or not relative


def read(session: Session, version: ArtifactVersion, name: str) -> bytes:
    """One file of the payload. Raises `ArtifactMissingError`."""
    from tallystick.artifacts.storage import locate

    place, path = locate(session.storage, version.uri)
    with place.open(path, name) as file:
        return file.read()


def download(
    session: Session, version: ArtifactVersion, path: str | os.PathLike[str], *, overwrite: bool
) -> list[str]:
    """Write the files of the payload into a zip archive, which appears whole or not at all.

    Gives their names in it. Raises `EntityExistsError` where something is at `path` already.
    """
    import zipfile

    from tallystick.artifacts.storage import locate

    goal = Path(path)
    _check_free(goal, overwrite=overwrite)
    place, inner = locate(session.storage, version.uri)
    goal.parent.mkdir(parents=True, exist_ok=True)
    unfinished = goal.with_name(f".{goal.name}.{uuid4().hex}")
    try:
        with place.fetch(inner) as folder, zipfile.ZipFile(unfinished, "x") as archive:
            files = _files(folder)
            for name, file in files.items():
                archive.write(file, name)
        unfinished.replace(goal)
        return list(files)
    finally:
        unfinished.unlink(missing_ok=True)


def copy(
    session: Session, version: ArtifactVersion, folder: str | os.PathLike[str], *, overwrite: bool
) -> list[str]:
    """Copy the files of the payload into a folder, without its previews, each whole or not at all.

    Gives their paths in it. Raises `EntityExistsError` where one is there already; nothing is
    copied then.
    """
    from shutil import copyfile

    from tallystick.artifacts.storage import locate

    goal = Path(folder)
    place, inner = locate(session.storage, version.uri)
    with place.fetch(inner) as payload:
        files = {
            name: file
            for name, file in _files(payload).items()
            if not name.startswith(".previews/")
        }
        for name in files:
            _check_free(goal / name, overwrite=overwrite)
        for name, file in files.items():
            (goal / name).parent.mkdir(parents=True, exist_ok=True)
            unfinished = goal / f"{name}.{uuid4().hex}.partial"
            try:
                copyfile(file, unfinished)
                unfinished.replace(goal / name)
            finally:
                unfinished.unlink(missing_ok=True)
    return list(files)


def _check_free(path: Path, *, overwrite: bool) -> None:
    if path.exists() and not overwrite:
        raise EntityExistsError(
            f"There is something at {str(path)!r} already; pass overwrite=True to replace it.",
            given=str(path),
        )


def _files(place: Path) -> dict[str, Path]:
    """The files of a payload by their name in an archive; a payload may be a single file."""
    if place.is_file():
        return {place.name: place}
    files = sorted(file for file in place.rglob("*") if file.is_file())
    return {file.relative_to(place).as_posix(): file for file in files}


def give_back(session: Session, versions: Iterable[ArtifactVersion]) -> int:
    """Remove the bytes of versions that are gone from the store; how many bytes that gave back.

    Bytes that were registered in place are not ours and stay, as do those that another version
    refers to.
    """
    uris = dict.fromkeys(version.uri for version in versions if not is_registered(version))
    used = _used(session, tuple(uris))
    return sum(session.storage.delete(uri) for uri in uris if uri not in used)


def remove(session: Session, version: ArtifactVersion) -> int:
    """Remove the bytes of a version that stays recorded; how many bytes that gave back.

    Raises `InvalidArgumentError` for bytes that are not the store's own.
    """
    if is_registered(version):
        raise InvalidArgumentError(
            f"The files of artifact {version.artifact!r}, version {version.version!r} were "
            f"registered where they are ({version.uri}) and are not removed from here.",
            given=version.id,
        )
    return session.storage.delete(version.uri)


def _used(session: Session, uris: tuple[str, ...]) -> set[str]:
    """Those that a version there still is refers to."""
    if not uris:
        return set()
    query = Query(
        kind=Kind.ARTIFACT_VERSION,
        project=session.project,
        where=Compare(Builtin("uri"), Op.IN, uris),
        limit=None,
        metadata=False,
    )
    return {snapshot.record.uri for snapshot in session.store.find(query).items}  # type: ignore[union-attr]  # of this kind
