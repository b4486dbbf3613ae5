"""Payloads through fsspec, on its file system in memory."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import fsspec
import pytest

from tallystick.artifacts.storage import Storage, open_storage
from tallystick.artifacts.storage.remote import FsspecStorage
from tallystick.client.session import default_session
from tallystick.errors import InvalidArgumentError, MissingDependencyError, StoreUnwritableError
from tallystick.testing.storage_contract import FILES, StorageContract, Tamper, put, read

ROOT = "memory://bucket/artifacts"


@pytest.fixture
def memory() -> Iterator[Any]:
    """fsspec's file system in memory, which all who ask for it share."""
    system = fsspec.filesystem("memory")
    system.store.clear()
    system.pseudo_dirs[:] = [""]
    yield system
    system.store.clear()


@pytest.fixture
def storage(memory: Any) -> Storage:
    return open_storage(ROOT)


class TestMemoryStorage(StorageContract):
    @pytest.fixture
    def storage(self, memory: Any) -> Storage:
        return FsspecStorage(ROOT)

    @pytest.fixture
    def tamper(self, memory: Any) -> Tamper:
        def change(path: str, name: str, content: bytes | None) -> None:
            place = f"/bucket/artifacts/{path}/{name}"
            if content is None:
                memory.rm_file(place)
            else:
                memory.pipe_file(place, content)

        return change


class TestLocalFolderThroughFsspec(StorageContract):
    @pytest.fixture
    def storage(self, tmp_path: Path) -> Storage:
        return FsspecStorage((tmp_path / "artifacts").as_uri())

    @pytest.fixture
    def tamper(self, tmp_path: Path) -> Tamper:
        def change(path: str, name: str, content: bytes | None) -> None:
            file = tmp_path / "artifacts" / path / name
            if content is None:
                file.unlink()
            else:
                file.write_bytes(content)

        return change


def test_a_url_opens_a_remote_storage(storage: Storage) -> None:
    """The scheme decides."""
    assert isinstance(storage, FsspecStorage)
    assert not storage.is_local


def test_a_download_ends_with_the_block(storage: Storage) -> None:
    """Reading leaves nothing on this machine."""
    put(storage, "data/1")

    with storage.fetch("data/1") as folder:
        assert (folder / "a.txt").read_bytes() == b"alpha"

    assert not folder.exists()


def test_an_upload_that_fails_leaves_nothing(
    storage: Storage, memory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files that were uploaded before the failure are removed."""
    put_file = type(memory).put_file

    def failing(self: Any, local: str, remote: str, **options: Any) -> None:
        if remote.endswith("b.bin"):
            raise OSError("connection lost")
        put_file(self, local, remote, **options)

    monkeypatch.setattr(type(memory), "put_file", failing)

    with pytest.raises(StoreUnwritableError, match="connection lost"):
        put(storage, "data/1")

    assert memory.find("/bucket") == []


def test_a_killed_upload_is_not_seen_and_swept(storage: Storage, memory: Any) -> None:
    """What a killed process leaves does not count as a payload."""
    memory.pipe_file("/bucket/artifacts/.staging/note", b"data/1")
    memory.pipe_file("/bucket/artifacts/data/1/a.txt", b"alpha")
    put(storage, "data/2")

    assert not storage.exists("data/1")
    assert storage.exists("data/2")
    assert storage.sweep(older_than_s=3600) == 0
    assert storage.sweep(older_than_s=0) == 1
    assert memory.find("/bucket/artifacts/data/1") == []
    assert read(storage, "data/2") == FILES


def days_ago(days: float) -> UUID:
    """An id that was made then."""
    milliseconds = int((time.time() - days * 86_400) * 1000)
    return UUID(int=milliseconds << 80 | 7 << 76 | 0b10 << 62)


@pytest.mark.parametrize("keeps_times", [True, False])
def test_the_first_save_of_a_program_sweeps(
    storage: Storage, memory: Any, monkeypatch: pytest.MonkeyPatch, keeps_times: bool
) -> None:
    """Nobody has to remember to; uploads that are under way go on."""
    if not keeps_times:
        monkeypatch.delattr(type(memory), "modified")
    for days, name in ((2, "old"), (0.5, "young")):
        memory.pipe_file(f"/bucket/artifacts/.staging/{days_ago(days)}", name.encode())
        memory.pipe_file(f"/bucket/artifacts/{name}/a.txt", b"half of it")

    put(storage, "data/1")

    assert memory.find("/bucket/artifacts/old") == []
    assert memory.find("/bucket/artifacts/young") == ["/bucket/artifacts/young/a.txt"]
    memory.pipe_file(f"/bucket/artifacts/.staging/{days_ago(2)}", b"later")
    put(storage, "data/2")
    assert len(memory.find("/bucket/artifacts/.staging")) == 2, "only the first one looks"


def test_a_note_of_no_known_time_is_left(
    storage: Storage, memory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its upload may be under way."""
    monkeypatch.delattr(type(memory), "modified")
    memory.pipe_file("/bucket/artifacts/.staging/note", b"data/1")
    memory.pipe_file("/bucket/artifacts/data/1/a.txt", b"alpha")

    assert storage.sweep(older_than_s=0) == 0


def test_what_cannot_be_swept_fails_no_save(
    storage: Storage, memory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The payload is there, and that is what was asked for."""

    def failing(*_: Any, **__: Any) -> None:
        raise RuntimeError("no listing for you")

    monkeypatch.setattr(type(memory), "cat_file", failing)
    memory.pipe_file("/bucket/artifacts/.staging/note", b"data/9")

    put(storage, "data/1")

    monkeypatch.undo()
    assert read(storage, "data/1") == FILES


def test_an_unknown_scheme_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says what to install."""
    monkeypatch.setitem(__import__("sys").modules, "s3fs", None)

    with pytest.raises(MissingDependencyError, match="pip install s3fs"):
        open_storage("s3://bucket/artifacts")


def test_a_scheme_that_is_none_has_close_matches() -> None:
    """In words of ours, and nothing is written elsewhere."""
    with pytest.raises(InvalidArgumentError) as raised:
        open_storage("s33://bucket/artifacts")

    assert str(raised.value).startswith(
        "Nothing can be kept at 's33://bucket/artifacts': There is no file system 's33'. "
        "Did you mean 's3'"
    )


def test_a_setting_that_names_no_storage_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says where the URL comes from."""
    monkeypatch.setenv("TALLYSTICK_ARTIFACT_STORAGE", "s33://bucket")

    with pytest.raises(InvalidArgumentError) as raised:
        _ = default_session().storage

    assert str(raised.value).startswith("artifact_storage (TALLYSTICK_ARTIFACT_STORAGE): Nothing")


def test_large_files_are_hashed_in_pieces(storage: Storage, memory: Any) -> None:
    """A payload is never in memory as a whole."""
    put(storage, "data/1", {"large": bytes(5 << 20)})
    sizes: list[int] = []
    read_piece = io.BytesIO.read

    class Watched(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            sizes.append(-1 if size is None else size)
            return read_piece(self, size)

    memory.open = lambda place, mode: Watched(memory.cat_file(place))
    try:
        storage.inspect("data/1")
    finally:
        del memory.open

    assert set(sizes) == {1 << 20}
