"""From URLs to storages and places in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tallystick.artifacts.storage import locate, open_storage
from tallystick.artifacts.storage.local import LocalStorage


@pytest.mark.parametrize("form", ["{path}", "file://{path}", "file:{path}", "local://{path}"])
def test_a_folder_has_several_names(tmp_path: Path, form: str) -> None:
    """Paths and local URLs open the same folder."""
    storage = open_storage(form.format(path=tmp_path / "a b"))

    assert isinstance(storage, LocalStorage)
    assert storage.root == tmp_path / "a b"


def test_a_url_is_unquoted(tmp_path: Path) -> None:
    """Percent signs in a URL stand for characters."""
    storage = open_storage((tmp_path / "a b").as_uri())

    assert storage.url == str(tmp_path / "a b")


def test_a_relative_uri_is_in_the_storage(tmp_path: Path) -> None:
    """That is what records of saved artifacts have."""
    storage = open_storage(tmp_path)

    assert locate(storage, "model/1") == (storage, "model/1")


def test_an_absolute_uri_is_its_own_place(tmp_path: Path) -> None:
    """That is what records of registered artifacts have."""
    storage, path = locate(open_storage(tmp_path / "artifacts"), str(tmp_path / "data" / "x.csv"))

    assert isinstance(storage, LocalStorage)
    assert (storage.root, path) == (tmp_path / "data", "x.csv")


def test_a_url_is_its_own_place(tmp_path: Path) -> None:
    """Registered artifacts may be anywhere fsspec reaches."""
    storage, path = locate(open_storage(tmp_path), "memory://bucket/data/x.csv")

    assert (storage.url, path) == ("memory://bucket/data", "x.csv")
