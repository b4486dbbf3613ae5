"""The names of `zenml.io.fileio`, provided by Tallystick."""

from tallystick.integrations.zenml_api.files import (
    convert_to_str,
    copy,
    exists,
    glob,
    isdir,
    join,
    listdir,
    makedirs,
    mkdir,
    open,  # noqa: A004  the API's name
    remove,
    rename,
    rmtree,
    size,
    stat,
    walk,
)

__all__ = [
    "convert_to_str",
    "copy",
    "exists",
    "glob",
    "isdir",
    "join",
    "listdir",
    "makedirs",
    "mkdir",
    "open",
    "remove",
    "rename",
    "rmtree",
    "size",
    "stat",
    "walk",
]
