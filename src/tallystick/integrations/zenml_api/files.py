"""File operations by path or URL: the local disk directly, anything else through fsspec."""

from __future__ import annotations

import glob as _glob
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

PathLike = str | os.PathLike[str] | bytes


def _text(path: PathLike) -> str:
    return os.fsdecode(path)


def _remote(path: PathLike) -> Any:
    """The fsspec file system of a URL; None for a local path."""
    text = _text(path)
    if "://" not in text or text.startswith("file://"):
        return None
    import fsspec

    return fsspec.url_to_fs(text)[0]


def _local(path: PathLike) -> Path:
    return Path(_text(path).removeprefix("file://"))


def open(path: PathLike, mode: str = "r") -> IO[Any]:  # noqa: A001  the API's name
    """The opened file."""
    remote = _remote(path)
    opened: IO[Any] = remote.open(_text(path), mode) if remote else _local(path).open(mode)
    return opened


def exists(path: PathLike) -> bool:
    """Whether there is anything at `path`."""
    remote = _remote(path)
    return bool(remote.exists(_text(path))) if remote else _local(path).exists()


def isdir(path: PathLike) -> bool:
    """Whether `path` is a folder."""
    remote = _remote(path)
    return bool(remote.isdir(_text(path))) if remote else _local(path).is_dir()


def listdir(path: PathLike, only_file_names: bool = True) -> list[str]:
    """What is in a folder: names, or whole paths."""
    remote = _remote(path)
    if remote:
        found = [str(one) for one in remote.ls(_text(path), detail=False)]
        return [one.rstrip("/").rpartition("/")[2] for one in found] if only_file_names else found
    return [one.name if only_file_names else str(one) for one in sorted(_local(path).iterdir())]


def glob(pattern: PathLike) -> list[str]:
    """Paths that match a pattern."""
    remote = _remote(pattern)
    if remote:
        return [str(one) for one in remote.glob(_text(pattern))]
    return _glob.glob(_text(pattern))  # noqa: PTH207  patterns may be absolute


def makedirs(path: PathLike) -> None:
    """The folder exists, and those above it."""
    remote = _remote(path)
    if remote:
        remote.makedirs(_text(path), exist_ok=True)
    else:
        _local(path).mkdir(parents=True, exist_ok=True)


def mkdir(path: PathLike) -> None:
    """The folder exists; `FileNotFoundError` where the one above it does not."""
    remote = _remote(path)
    if remote:
        remote.makedirs(_text(path), exist_ok=True)
    else:
        _local(path).mkdir(exist_ok=True)


def copy(src: PathLike, dst: PathLike, overwrite: bool = False) -> None:
    """The file is at `dst`, too; `FileExistsError` where one is there and `overwrite` is False."""
    if not overwrite and exists(dst):
        raise FileExistsError(f"{_text(dst)!r} exists; pass overwrite=True to replace it.")
    with open(src, "rb") as source, open(dst, "wb") as goal:
        shutil.copyfileobj(source, goal)


def rename(src: PathLike, dst: PathLike, overwrite: bool = False) -> None:
    """The file is at `dst` and no longer at `src`; see `copy` for `overwrite`."""
    if _remote(src) or _remote(dst):
        copy(src, dst, overwrite)
        remove(src)
        return
    if not overwrite and exists(dst):
        raise FileExistsError(f"{_text(dst)!r} exists; pass overwrite=True to replace it.")
    _local(src).replace(_local(dst))


def remove(path: PathLike) -> None:
    """The file is gone."""
    remote = _remote(path)
    if remote:
        remote.rm_file(_text(path))
    else:
        _local(path).unlink()


def rmtree(path: PathLike) -> None:
    """The folder and all in it are gone."""
    remote = _remote(path)
    if remote:
        remote.rm(_text(path), recursive=True)
    else:
        shutil.rmtree(_local(path))


def size(path: PathLike) -> int | None:
    """Bytes of a file; None where there is none."""
    remote = _remote(path)
    try:
        return int(remote.size(_text(path))) if remote else _local(path).stat().st_size
    except FileNotFoundError:
        return None


def stat(path: PathLike) -> Any:
    """What the file system knows about `path`."""
    remote = _remote(path)
    return remote.info(_text(path)) if remote else _local(path).stat()


def walk(
    top: PathLike, topdown: bool = True, onerror: Callable[..., None] | None = None
) -> Iterator[tuple[str, list[str], list[str]]]:
    """Folder, names of folders in it, names of files in it; for every folder below `top`."""
    remote = _remote(top)
    if remote:
        for folder, folders, files in remote.walk(_text(top)):
            yield str(folder), list(folders), list(files)
        return
    yield from os.walk(_local(top), topdown=topdown, onerror=onerror)


def join(path: PathLike, *parts: PathLike) -> str:
    """The parts as one path."""
    if _remote(path):
        return "/".join([_text(path).rstrip("/"), *(_text(part).strip("/") for part in parts)])
    return str(Path(_text(path), *map(_text, parts)))


def convert_to_str(path: PathLike) -> str:
    """The path as text."""
    return _text(path)


def create_dir_recursive_if_not_exists(path: PathLike) -> None:
    """The folder exists, and those above it."""
    makedirs(path)


def create_file_if_not_exists(path: PathLike, file_contents: str = "{}") -> None:
    """There is a file; one that is made holds `file_contents`."""
    if not exists(path):
        makedirs(_local(path).parent)
        write_file_contents_as_string(path, file_contents)


def read_file_contents_as_string(path: PathLike) -> str:
    """The text of a file."""
    with open(path) as file:
        return str(file.read())


def write_file_contents_as_string(path: PathLike, content: str) -> None:
    """The file holds `content`."""
    with open(path, "w") as file:
        file.write(content)


def copy_dir(source_dir: PathLike, destination_dir: PathLike, overwrite: bool = False) -> None:
    """Every file below `source_dir` is below `destination_dir`, too."""
    for folder, _, names in walk(source_dir):
        inner = os.path.relpath(folder, _text(source_dir))
        goal = join(destination_dir, inner) if inner != "." else _text(destination_dir)
        makedirs(goal)
        for name in names:
            copy(join(folder, name), join(goal, name), overwrite)


def find_files(dir_path: PathLike, pattern: str) -> Iterable[str]:
    """Paths of files below a folder whose name matches."""
    import fnmatch

    for folder, _, names in walk(dir_path):
        for name in fnmatch.filter(names, pattern):
            yield join(folder, name)


def is_remote(path: str) -> bool:
    """Whether `path` is on another machine."""
    return _remote(path) is not None


def resolve_relative_path(path: str) -> str:
    """An absolute path."""
    return path if is_remote(path) else str(Path(path).resolve())


def get_global_config_directory() -> str:
    """The folder for what belongs to this user."""
    from tallystick.config import load_settings

    return load_settings().home
