"""The names of `zenml.utils.io_utils`, provided by Tallystick."""

from tallystick.artifacts.files import is_remote
from tallystick.integrations.zenml_api.files import (
    copy_dir,
    create_dir_if_not_exists,
    create_dir_recursive_if_not_exists,
    create_file_if_not_exists,
    find_files,
    get_global_config_directory,
    get_grandparent,
    get_parent,
    move,
    read_file_contents_as_string,
    resolve_relative_path,
    write_file_contents_as_string,
)

__all__ = [
    "copy_dir",
    "create_dir_if_not_exists",
    "create_dir_recursive_if_not_exists",
    "create_file_if_not_exists",
    "find_files",
    "get_global_config_directory",
    "get_grandparent",
    "get_parent",
    "is_remote",
    "move",
    "read_file_contents_as_string",
    "resolve_relative_path",
    "write_file_contents_as_string",
]
