"""YAML and JSON files."""

from __future__ import annotations

import json
from typing import Any

from tallystick.integrations.zenml_api import files


def read_yaml(file_path: str) -> Any:
    """What a YAML file holds. Raises `FileNotFoundError` and `yaml.YAMLError`."""
    import yaml

    return yaml.safe_load(files.read_file_contents_as_string(file_path))


def write_yaml(file_path: str, contents: Any, sort_keys: bool = True) -> None:
    """Write a YAML file, in place of what is in it."""
    import yaml

    text = yaml.safe_dump(contents, sort_keys=sort_keys, allow_unicode=True)
    files.write_file_contents_as_string(file_path, text)


def append_yaml(file_path: str, contents: Any) -> None:
    """Add to what a YAML file holds: entries to a mapping, items to a list."""
    before = read_yaml(file_path)
    joined = {**before, **contents} if isinstance(before, dict) else [*(before or []), *contents]
    write_yaml(file_path, joined)


def read_json(file_path: str) -> Any:
    """What a JSON file holds. Raises `FileNotFoundError` and `json.JSONDecodeError`."""
    return json.loads(files.read_file_contents_as_string(file_path))


def write_json(file_path: str, contents: Any, **encoding: Any) -> None:
    """Write a JSON file, in place of what is in it; `encoding` goes to `json.dumps`."""
    files.write_file_contents_as_string(file_path, json.dumps(contents, **encoding))


def is_yaml(file_path: str) -> bool:
    """Whether the name is that of a YAML file."""
    return file_path.endswith((".yaml", ".yml"))
