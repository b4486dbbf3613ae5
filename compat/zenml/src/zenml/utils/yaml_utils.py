"""The names of `zenml.utils.yaml_utils`, provided by Tallystick."""

from tallystick.integrations.zenml_api.data_files import (
    append_yaml,
    is_yaml,
    read_json,
    read_yaml,
    write_json,
    write_yaml,
)

__all__ = [
    "append_yaml",
    "is_yaml",
    "read_json",
    "read_yaml",
    "write_json",
    "write_yaml",
]
