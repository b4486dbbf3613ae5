"""File operations by path or URL: the local disk and fsspec behave alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from tallystick.artifacts.files import Files, is_remote


@pytest.fixture(params=["path", "file://", "memory://"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    kind = request.param
    if kind == "path":
        return str(tmp_path)
    if kind == "file://":
        return f"file://{tmp_path}"
    return f"memory://{tmp_path.name}"


@pytest.fixture
def files() -> Files:
    return Files()


def test_text_and_bytes_are_read_as_written(files: Files, root: str) -> None:
    files.makedirs(f"{root}/a/b")
    with files.open(f"{root}/a/b/text.txt", "w") as file:
        file.write("größe")
    with files.open(f"{root}/a/bytes", "wb") as file:
        file.write(b"\x00\xff")

    with files.open(f"{root}/a/b/text.txt") as file:
        assert file.read() == "größe"
    with files.open(f"{root}/a/bytes", "rb") as file:
        assert file.read() == b"\x00\xff"
    assert files.size(f"{root}/a/bytes") == 2
    assert files.size(f"{root}/nothing") is None
    assert files.stat(f"{root}/a/bytes")


def test_folders_are_looked_through(files: Files, root: str) -> None:
    files.makedirs(f"{root}/a/b")
    for name in ("a/2.txt", "a/1.txt", "a/b/3.csv"):
        with files.open(f"{root}/{name}", "w") as file:
            file.write(name)

    assert files.exists(f"{root}/a/b")
    assert files.isdir(f"{root}/a")
    assert not files.isdir(f"{root}/a/1.txt")
    assert not files.exists(f"{root}/c")
    assert files.listdir(f"{root}/a") == ["1.txt", "2.txt", "b"]
    whole = files.listdir(f"{root}/a", only_file_names=False)
    assert [files.exists(path) for path in whole] == [True] * 3
    assert [path.rpartition("/")[2] for path in files.glob(f"{root}/a/*.txt")] == ["1.txt", "2.txt"]
    walked = {folder.rpartition("/")[2]: sorted(names) for folder, _, names in files.walk(root)}
    assert walked["a"] == ["1.txt", "2.txt"]
    assert walked["b"] == ["3.csv"]


def test_files_are_copied_moved_and_removed(files: Files, root: str) -> None:
    files.makedirs(root)
    for name in ("from", "there"):
        with files.open(f"{root}/{name}", "w") as file:
            file.write(name)

    with pytest.raises(FileExistsError, match="overwrite=True"):
        files.copyfile(f"{root}/from", f"{root}/there")
    with pytest.raises(FileExistsError, match="overwrite=True"):
        files.rename(f"{root}/from", f"{root}/there")
    files.copyfile(f"{root}/from", f"{root}/there", overwrite=True)
    files.rename(f"{root}/there", f"{root}/moved")

    with files.open(f"{root}/moved") as file:
        assert file.read() == "from"
    assert not files.exists(f"{root}/there")
    files.remove(f"{root}/moved")
    assert not files.exists(f"{root}/moved")
    files.mkdir(f"{root}/empty")
    files.mkdir(f"{root}/empty")
    files.rmtree(root)
    assert not files.exists(f"{root}/from")


def test_a_missing_file_is_told(files: Files, root: str) -> None:
    with pytest.raises(FileNotFoundError):
        files.open(f"{root}/nothing")


def test_bytes_and_path_objects_are_paths_too(files: Files, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")

    assert files.exists(tmp_path / "a")
    assert files.exists(bytes(tmp_path / "a"))


def test_only_other_schemes_are_remote() -> None:
    assert is_remote("s3://bucket/a")
    assert not is_remote("file:///a")
    assert not is_remote("/a/b")
