"""From a URL to a storage: the only place that picks an implementation."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tallystick.artifacts.storage.base import Storage


def open_storage(url: str | os.PathLike[str], *, sync: bool = False, **options: Any) -> Storage:
    """The artifact storage at a folder or URL; nothing is made or read yet.

    open_storage("artifacts")                    # a folder
    open_storage("file:///data/artifacts")       # the same, as a URL
    open_storage("s3://bucket/artifacts")        # through fsspec and its file systems

    `sync=True` makes a local storage flush to the disk before a payload counts as saved.
    `options` go to the file system of a URL as they are.
    Raises `MissingDependencyError` when the package for a URL's scheme is not installed, and
    `InvalidArgumentError` for a scheme that is none.
    """
    from tallystick.artifacts.storage.local import LocalStorage

    if (folder := _local_folder(os.fspath(url))) is not None:
        return LocalStorage(folder, sync=sync)
    from tallystick.artifacts.storage.remote import FsspecStorage

    return FsspecStorage(os.fspath(url), **options)


def locate(storage: Storage, uri: str) -> tuple[Storage, str]:
    """The storage and the path in it that an artifact's `uri` names.

    A relative `uri` is a path in `storage`.
    One with a scheme or a leading `/` was registered in place, and is its own storage.
    """
    from tallystick.artifacts.storage.local import LocalStorage

    place = _local_folder(uri)
    if place is None:
        root, _, name = uri.rstrip("/").rpartition("/")
        return open_storage(root), name
    if Path(place).is_absolute() or uri.startswith("file:"):
        path = Path(place).absolute()
        return LocalStorage(path.parent), path.name
    return storage, uri


def _local_folder(url: str) -> str | None:
    """The local folder a URL names, or None if it is somewhere else."""
    if "://" not in url:
        return url.removeprefix("file:")
    if url.startswith("file://"):
        return unquote(urlsplit(url).path)
    return url.removeprefix("local://") if url.startswith("local://") else None
