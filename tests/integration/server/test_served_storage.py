"""The storage that a server keeps beside its store keeps the contract, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tallystick.artifacts.storage import Storage, open_storage
from tallystick.artifacts.storage.served import ServedStorage
from tallystick.errors import ArtifactCorruptError, InvalidArgumentError
from tallystick.server.service import Service
from tallystick.store.memory import MemoryStore
from tallystick.store.rest import RemoteStore
from tallystick.testing.serving import serving
from tallystick.testing.storage_contract import StorageContract, Tamper, put, read, write

SERVICE = Service(MemoryStore(), storage=open_storage("artifacts"))


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving(SERVICE) as url:
        yield url


@pytest.fixture
def store(url: str, tmp_path: Path) -> Iterator[RemoteStore]:
    SERVICE.storage = open_storage(tmp_path / "there")
    store = RemoteStore(url)
    yield store
    store.close()


class TestServedStorage(StorageContract):
    @pytest.fixture
    def storage(self, store: RemoteStore) -> Storage:
        return ServedStorage(store.connection)

    @pytest.fixture
    def tamper(self, tmp_path: Path) -> Tamper:
        def change(path: str, name: str, content: bytes | None) -> None:
            file = tmp_path / "there" / path / name
            if content is None:
                file.unlink()
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)

        return change


def test_large_files_travel_in_pieces(store: RemoteStore) -> None:
    storage = ServedStorage(store.connection)
    content = bytes(range(256)) * 40_000

    put(storage, "large/1", {"a": content, "b": b"x" * 511, "c": b"y" * 512})

    assert read(storage, "large/1") == {"a": content, "b": b"x" * 511, "c": b"y" * 512}
    with storage.open("large/1", "a") as file:
        assert file.read() == content


def test_saving_the_same_again_changes_nothing(store: RemoteStore) -> None:
    """The answer to the first time may have been lost."""
    storage = ServedStorage(store.connection)

    assert put(storage, "data/1", {"a": b"x"}) == put(storage, "data/1", {"a": b"x"})


def test_what_arrives_otherwise_than_it_was_sent_is_not_kept(
    store: RemoteStore, tmp_path: Path
) -> None:
    from tallystick.artifacts.storage.base import Payload
    from tallystick.wire.payloads import packed

    write(tmp_path / "here", {"a": b"x"})

    with pytest.raises(ArtifactCorruptError, match="not what was sent"):
        store.connection.upload(
            "payload",
            lambda: packed(tmp_path / "here", [("a", 1)]),
            Payload,
            path="data/1",
            sha256="0" * 64,
        )

    assert not SERVICE.storage.exists("data/1")


@pytest.mark.parametrize("name", ["../out", "/out", "a/../../out", "a\\b"])
def test_archives_stay_inside(store: RemoteStore, tmp_path: Path, name: str) -> None:
    """Whatever their files are called."""
    import tarfile

    from tallystick.artifacts.storage.base import Payload

    header = tarfile.TarInfo(name)
    header.size = 1
    archive = header.tobuf() + b"x".ljust(512, b"\0") + bytes(1024)

    with pytest.raises(InvalidArgumentError, match="not a file of the artifact"):
        store.connection.upload(
            "payload", lambda: iter([archive]), Payload, path="data/1", sha256="0" * 64
        )

    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


@pytest.mark.parametrize("kind", [b"1", b"2", b"3", b"5", b"6"])
def test_archives_hold_files_and_nothing_else(
    store: RemoteStore, tmp_path: Path, kind: bytes
) -> None:
    """No links, devices or folders."""
    import tarfile

    from tallystick.artifacts.storage.base import Payload

    header = tarfile.TarInfo("a")
    header.type, header.linkname = kind, "/etc/passwd"
    archive = header.tobuf() + bytes(1024)

    with pytest.raises(InvalidArgumentError, match="is no file"):
        store.connection.upload(
            "payload", lambda: iter([archive]), Payload, path="data/1", sha256="0" * 64
        )

    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


@pytest.mark.parametrize("archive", [b"", b"nonsense" * 200, b"x"])
def test_what_is_no_archive_is_refused(store: RemoteStore, archive: bytes) -> None:
    from tallystick.artifacts.storage.base import Payload

    with pytest.raises(InvalidArgumentError, match="not an archive"):
        store.connection.upload(
            "payload", lambda: iter([archive]), Payload, path="data/1", sha256="0" * 64
        )
