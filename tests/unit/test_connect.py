"""One URL, one store; what is no store is refused by what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tallystick.connect import connect
from tallystick.errors import InvalidArgumentError
from tallystick.store.rest import RemoteStore


def test_same_url_gives_the_same_open_store(tmp_path: Path) -> None:
    """A folder is one store, however it is written."""
    assert connect(str(tmp_path / "s")) is connect(f"file://{tmp_path}/s")
    assert connect("memory://here") is connect("memory://here")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://", "names no server"),
        ("http://server:port", "is no address"),
        ("https://me:secret@server", "no name or password"),
        ("https://server?token=x", "no part of a server's address"),
        ("postgresql://server", "names no database"),
        ("postgresql://server:x/db", "no URL of a database"),
        ("ftp://server", "No store is known"),
    ],
)
def test_what_is_no_store_says_what_is(url: str, said: str) -> None:
    """The error names the ways there are."""
    with pytest.raises(InvalidArgumentError, match=said):
        connect(url)


def test_a_file_is_no_store(tmp_path: Path) -> None:
    """A file where the folder should be is an error, not an empty store."""
    (tmp_path / "file").write_text("")

    with pytest.raises(InvalidArgumentError, match="is a file; a store is a folder"):
        connect(str(tmp_path / "file"))


def test_a_server_is_asked_when_the_store_is_used() -> None:
    """Connecting costs nothing, and works before the server does."""
    store = connect("http://127.0.0.1:1/")

    assert isinstance(store, RemoteStore)
    assert connect("http://127.0.0.1:1") is store
