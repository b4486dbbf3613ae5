"""File operations as functions, and the small helpers that go with them."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterator
from pathlib import Path

from tallystick.artifacts.files import Files, PathLike, is_remote, text_of

_files = Files()

open = _files.open  # noqa: A001  the API's name
exists = _files.exists
isdir = _files.isdir
listdir = _files.listdir
glob = _files.glob
makedirs = _files.makedirs
mkdir = _files.mkdir
copy = _files.copyfile
rename = move = _files.rename
remove = _files.remove
rmtree = _files.rmtree
size = _files.size
stat = _files.stat
walk = _files.walk
convert_to_str = text_of
create_dir_if_not_exists = mkdir
create_dir_recursive_if_not_exists = makedirs


def join(path: PathLike, *parts: PathLike) -> str:
    """The parts as one path."""
    if is_remote(path):
        return "/".join([text_of(path).rstrip("/"), *(text_of(part).strip("/") for part in parts)])
    return str(Path(text_of(path), *map(text_of, parts)))


def create_file_if_not_exists(file_path: PathLike, file_contents: str = "{}") -> None:
    """Make a file with `file_contents`, and the folders above it, if it is not there."""
    if not exists(file_path):
        makedirs(get_parent(text_of(file_path)))
        write_file_contents_as_string(file_path, file_contents)


def read_file_contents_as_string(file_path: PathLike) -> str:
    """The text of a file. Raises `FileNotFoundError`."""
    with open(file_path) as file:
        return str(file.read())


def write_file_contents_as_string(file_path: PathLike, content: str) -> None:
    """Write a text into a file, in place of what is in it."""
    with open(file_path, "w") as file:
        file.write(content)


def copy_dir(source_dir: PathLike, destination_dir: PathLike, overwrite: bool = False) -> None:
    """Copy every file below a folder to the same place below another.

    Raises `FileExistsError` for a file that is there already, unless `overwrite` is true.
    """
    source = text_of(source_dir).rstrip("/")
    for folder, _, names in walk(source):
        inner = folder[len(source) :].strip("/" + os.sep)
        goal = join(destination_dir, inner) if inner else text_of(destination_dir)
        makedirs(goal)
        for name in names:
            copy(join(folder, name), join(goal, name), overwrite)


def find_files(dir_path: PathLike, pattern: str) -> Iterator[str]:
    """The paths of files below a folder whose names match."""
    for folder, _, names in walk(dir_path):
        for name in fnmatch.filter(names, pattern):
            yield join(folder, name)


def get_parent(dir_path: str) -> str:
    """The folder above."""
    return text_of(dir_path).rstrip("/").rpartition("/")[0] or "."


def get_grandparent(dir_path: str) -> str:
    """The name of the folder two above."""
    return Path(text_of(dir_path)).parent.parent.name


def resolve_relative_path(path: str) -> str:
    """An absolute path; a URL as it is."""
    return path if is_remote(path) else str(Path(path).resolve())


def get_global_config_directory() -> str:
    """The folder for what belongs to this user."""
    from tallystick.config import load_settings

    return load_settings().home
