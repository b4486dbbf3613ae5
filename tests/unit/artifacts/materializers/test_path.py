"""Files and folders as outputs are copied, and come back as copies to work with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tallystick.artifacts import find_materializer, open_storage, save
from tallystick.artifacts.materializers.path import PathMaterializer
from tallystick.artifacts.storage import Storage
from tallystick.errors import MaterializerError
from tallystick.testing.materializer_contract import load_saved


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return open_storage(tmp_path / "artifacts")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.txt").write_text("alpha")
    (folder / "deep/b.bin").write_bytes(b"\0")
    return folder


def test_the_type_finds_it() -> None:
    """All paths of the file system are meant."""
    assert find_materializer(type(Path())) is PathMaterializer


def test_a_folder_comes_back(storage: Storage, folder: Path) -> None:
    """With everything in it, under its name."""
    saved = save(storage, "v", folder)
    loaded = load_saved(storage, saved, allow_unsafe=False)

    assert loaded.name == "data"
    assert (loaded / "a.txt").read_text() == "alpha"
    assert (loaded / "deep/b.bin").read_bytes() == b"\0"
    assert saved.facts["file_count"] == 2


def test_a_file_comes_back(storage: Storage, folder: Path) -> None:
    """Under its name."""
    saved = save(storage, "v", folder / "a.txt")
    loaded = load_saved(storage, saved, allow_unsafe=False)

    assert (loaded.name, loaded.read_text()) == ("a.txt", "alpha")


def test_the_copy_is_apart(storage: Storage, folder: Path) -> None:
    """Who changes what was loaded changes nothing that is stored."""
    saved = save(storage, "v", folder)

    (load_saved(storage, saved) / "a.txt").write_text("changed")

    assert (load_saved(storage, saved) / "a.txt").read_text() == "alpha"
    assert (folder / "a.txt").read_text() == "alpha"


def test_a_path_to_nothing_is_its_text(storage: Storage) -> None:
    """There is nothing to copy."""
    saved = save(storage, "v", Path("/nowhere/ünï"))

    assert load_saved(storage, saved, allow_unsafe=False) == Path("/nowhere/ünï")


def test_an_empty_folder_is_refused(storage: Storage, tmp_path: Path) -> None:
    """A step that wrote nothing has a mistake in it."""
    (tmp_path / "empty").mkdir()

    with pytest.raises(MaterializerError, match="no files"):
        save(storage, "v", tmp_path / "empty")
