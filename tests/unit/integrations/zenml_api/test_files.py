"""File operations as functions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tallystick.integrations.zenml_api import data_files, files


def test_a_folder_is_copied_with_all_below(tmp_path: Path) -> None:
    source, goal = tmp_path / "from", tmp_path / "to"
    (source / "deep").mkdir(parents=True)
    (source / "a.txt").write_text("a")
    (source / "deep" / "b.txt").write_text("b")

    files.copy_dir(str(source), str(goal))

    assert (goal / "a.txt").read_text() == "a"
    assert (goal / "deep" / "b.txt").read_text() == "b"
    with pytest.raises(FileExistsError, match="overwrite=True"):
        files.copy_dir(str(source), str(goal))
    files.copy_dir(source, goal, overwrite=True)


def test_files_are_found_by_their_names(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.yaml").touch()
    (tmp_path / "b.txt").touch()

    assert list(files.find_files(str(tmp_path), "*.yaml")) == [str(tmp_path / "deep" / "a.yaml")]


def test_files_are_made_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file.json"

    files.create_file_if_not_exists(str(path))
    files.create_file_if_not_exists(str(path), "other")

    assert files.read_file_contents_as_string(str(path)) == "{}"
    files.write_file_contents_as_string(str(path), "ä")
    assert path.read_bytes() == "ä".encode()


def test_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert files.join("a", "b", b"c") == "a/b/c"
    assert files.join("s3://bucket/a/", "b") == "s3://bucket/a/b"
    assert files.get_parent("a/b/c.txt") == "a/b"
    assert files.get_parent("c.txt") == "."
    assert files.get_grandparent("a/b/c.txt") == "a"
    assert files.resolve_relative_path("x") == str(tmp_path / "x")
    assert files.resolve_relative_path("s3://x") == "s3://x"
    assert files.get_global_config_directory() == str(tmp_path / "home")


def test_data_is_read_as_it_was_written(tmp_path: Path) -> None:
    yaml, json = str(tmp_path / "a.yaml"), str(tmp_path / "a.json")

    data_files.write_yaml(yaml, {"b": [1], "a": "ä"}, sort_keys=False)
    data_files.write_json(json, {"a": [1, None]})

    assert list(data_files.read_yaml(yaml)) == ["b", "a"]
    assert data_files.read_json(json) == {"a": [1, None]}
    data_files.append_yaml(yaml, {"c": 2})
    assert data_files.read_yaml(yaml) == {"a": "ä", "b": [1], "c": 2}
    assert data_files.is_yaml(yaml)
    assert not data_files.is_yaml(json)
