"""File operations by path or URL, by the names that ZenML gives them.

The local disk is used directly; a URL with another scheme goes through fsspec, which is loaded
for it. Artifacts themselves are kept by `artifacts.storage`; this is for what people's
materializers and steps do with files of their own.
"""

from __future__ import annotations

import glob
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

PathLike = str | os.PathLike[str] | bytes


class Files:
    """The operations; without state. Materializers have one as `self.artifact_store`.

    Missing files raise `FileNotFoundError`, and goals that exist `FileExistsError` unless
    `overwrite` is true.
    """

    def open(self, path: PathLike, mode: str = "r") -> IO[Any]:
        """The opened file; texts are UTF-8."""
        remote = _remote(path)
        encoding = None if "b" in mode else "utf-8"
        if remote is None:
            return _local(path).open(mode, encoding=encoding)
        opened: IO[Any] = remote.open(text_of(path), mode, encoding=encoding)
        return opened

    def exists(self, path: PathLike) -> bool:
        """Whether there is anything at `path`."""
        remote = _remote(path)
        return _local(path).exists() if remote is None else bool(remote.exists(text_of(path)))

    def isdir(self, path: PathLike) -> bool:
        """Whether `path` is a folder."""
        remote = _remote(path)
        return _local(path).is_dir() if remote is None else bool(remote.isdir(text_of(path)))

    def listdir(self, path: PathLike, only_file_names: bool = True) -> list[str]:
        """What is in a folder, sorted: names, or whole paths."""
        remote = _remote(path)
        if remote is None:
            found = sorted(map(str, _local(path).iterdir()))
        else:
            listed = remote.ls(text_of(path), detail=False)
            found = sorted(remote.unstrip_protocol(str(one)) for one in listed)
        return [_name(one) for one in found] if only_file_names else found

    def glob(self, pattern: PathLike) -> list[str]:
        """The paths that match a pattern, sorted."""
        remote = _remote(pattern)
        if remote is None:
            return sorted(glob.glob(str(_local(pattern))))  # noqa: PTH207  patterns may be absolute
        return sorted(remote.unstrip_protocol(str(one)) for one in remote.glob(text_of(pattern)))

    def makedirs(self, path: PathLike) -> None:
        """Make the folder and those above it, as far as they are not there."""
        remote = _remote(path)
        if remote is None:
            _local(path).mkdir(parents=True, exist_ok=True)
        else:
            remote.makedirs(text_of(path), exist_ok=True)

    def mkdir(self, path: PathLike) -> None:
        """Make the folder if it is not there; that above it has to be."""
        remote = _remote(path)
        if remote is None:
            _local(path).mkdir(exist_ok=True)
        else:
            remote.makedirs(text_of(path), exist_ok=True)

    def copyfile(self, src: PathLike, dst: PathLike, overwrite: bool = False) -> None:
        """Copy a file."""
        self._check_goal(dst, overwrite)
        with self.open(src, "rb") as source, self.open(dst, "wb") as goal:
            shutil.copyfileobj(source, goal)

    def rename(self, src: PathLike, dst: PathLike, overwrite: bool = False) -> None:
        """Move a file or folder."""
        self._check_goal(dst, overwrite)
        if _remote(src) is None and _remote(dst) is None:
            shutil.move(_local(src), _local(dst))
        else:
            self.copyfile(src, dst, overwrite=True)
            self.remove(src)

    def remove(self, path: PathLike) -> None:
        """Delete a file."""
        remote = _remote(path)
        if remote is None:
            _local(path).unlink()
        else:
            remote.rm_file(text_of(path))

    def rmtree(self, path: PathLike) -> None:
        """Delete a folder and all in it."""
        remote = _remote(path)
        if remote is None:
            shutil.rmtree(_local(path))
        else:
            remote.rm(text_of(path), recursive=True)

    def size(self, path: PathLike) -> int | None:
        """How many bytes a file has; None where there is none."""
        remote = _remote(path)
        try:
            return (
                _local(path).stat().st_size if remote is None else int(remote.size(text_of(path)))
            )
        except FileNotFoundError:
            return None

    def stat(self, path: PathLike) -> Any:
        """What the file system knows about `path`."""
        remote = _remote(path)
        return _local(path).stat() if remote is None else remote.info(text_of(path))

    def walk(
        self, top: PathLike, topdown: bool = True, onerror: Callable[..., None] | None = None
    ) -> Iterator[tuple[str, list[str], list[str]]]:
        """Every folder from `top` down: its path, the names of folders in it, those of files."""
        remote = _remote(top)
        if remote is None:
            yield from os.walk(str(_local(top)), topdown=topdown, onerror=onerror)
            return
        for folder, folders, files in remote.walk(text_of(top), topdown=topdown):
            yield remote.unstrip_protocol(str(folder)), list(folders), list(files)

    def _check_goal(self, goal: PathLike, overwrite: bool) -> None:
        if not overwrite and self.exists(goal):
            raise FileExistsError(
                f"{text_of(goal)!r} is there already; pass overwrite=True to replace it."
            )


def text_of(path: PathLike) -> str:
    """The path as text."""
    return os.fsdecode(path)


def is_remote(path: PathLike) -> bool:
    """Whether the path is a URL that does not name a local file."""
    text = text_of(path)
    return "://" in text and not text.startswith("file://")


def _remote(path: PathLike) -> Any:
    """The fsspec file system of a URL; None for a local path."""
    if not is_remote(path):
        return None
    from tallystick.artifacts.dependencies import need

    return need("fsspec").url_to_fs(text_of(path))[0]


def _local(path: PathLike) -> Path:
    return Path(text_of(path).removeprefix("file://"))


def _name(path: str) -> str:
    return path.rstrip("/\\").replace("\\", "/").rpartition("/")[2]
