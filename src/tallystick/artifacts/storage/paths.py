"""Paths and file names that stay inside a storage."""

from __future__ import annotations

from tallystick.artifacts.storage.base import STAGING
from tallystick.errors import InvalidArgumentError


def check_path(path: str) -> str:
    """The path of a payload, if it is relative and stays inside.

    Raises `InvalidArgumentError` otherwise.
    """
    if problem := _problem(path):
        raise InvalidArgumentError(
            f"{path!r} is not a path inside the artifact storage: {problem}. "
            "Give a relative path such as 'model/3f2a'.",
            path=path,
        )
    if path.split("/", 1)[0] == STAGING:
        raise InvalidArgumentError(f"{path!r} is in the part kept for unfinished saves.", path=path)
    return path


def check_name(name: str) -> str:
    """The name of a file in a payload, if it stays inside it.

    Raises `InvalidArgumentError` otherwise.
    """
    if problem := _problem(name):
        raise InvalidArgumentError(f"{name!r} is not a file of the artifact: {problem}.", name=name)
    return name


def _problem(path: object) -> str | None:
    if not isinstance(path, str) or not path:
        return "it is not a text with something in it"
    if path.startswith("/"):
        return "it starts with '/'"
    if "\\" in path or "\0" in path:
        return "it has a backslash or a zero character"
    if any(part in ("", ".", "..") for part in path.split("/")):
        return "it has an empty part, '.' or '..'"
    return None
