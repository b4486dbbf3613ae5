"""The rules that every artifact storage keeps, as a suite of tests.

from tallystick.testing.storage_contract import StorageContract

class TestMyStorage(StorageContract):
    @pytest.fixture
    def storage(self, tmp_path):
        return MyStorage(tmp_path)

    @pytest.fixture
    def tamper(self, tmp_path):
        def change(path, name, content):
            ...  # make the stored file's bytes `content`; None removes it
        return change
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeAlias

import pytest

from tallystick.artifacts.storage import Payload, Storage
from tallystick.errors import (
    ArtifactCorruptError,
    ArtifactMissingError,
    EntityExistsError,
    InvalidArgumentError,
    MaterializerError,
)
from tallystick.testing.contract import Contract

Tamper: TypeAlias = Callable[[str, str, bytes | None], None]

FILES = {"a.txt": b"alpha", "deep/er/b.bin": bytes(range(256)), "empty": b""}
OUTSIDE = ["../x", "a/../../x", "/etc/x", "", "a//b", "./a", "a\\b", "a\0b", ".staging/x", ".."]


def put(storage: Storage, path: str, files: dict[str, bytes] | None = None) -> Payload:
    """A payload at `path` with these files."""
    with storage.stage() as folder:
        write(folder, FILES if files is None else files)
        return storage.commit(folder, path)


def write(folder: Path, files: dict[str, bytes]) -> None:
    """Write files with these names and contents."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def read(storage: Storage, path: str) -> dict[str, bytes]:
    """The names and contents of what is stored at `path`."""
    with storage.fetch(path) as folder:
        return {
            file.relative_to(folder).as_posix(): file.read_bytes()
            for file in folder.rglob("*")
            if file.is_file()
        }


class StorageContract(Contract):
    """Whole or not at all, verified, and never outside of the storage."""

    @pytest.fixture
    def storage(self) -> Storage:
        """An empty storage."""
        raise NotImplementedError

    @pytest.fixture
    def tamper(self) -> Tamper:
        """Changes a stored file behind the storage's back; None as the content removes it."""
        raise NotImplementedError

    def test_a_payload_is_what_was_staged(self, storage: Storage) -> None:
        """Names, sizes and contents come back."""
        payload = put(storage, "data/1")

        assert payload.path == "data/1"
        assert payload.files == (("a.txt", 5), ("deep/er/b.bin", 256), ("empty", 0))
        assert payload.size_bytes == storage.size("data/1") == 261
        assert read(storage, "data/1") == FILES

    def test_the_digest_is_that_of_sha256sum(self, storage: Storage) -> None:
        """Anyone can check a payload with tools every system has."""
        payload = put(storage, "data/1", {"b": b"2", "a": b"1"})

        lines = "".join(
            f"{hashlib.sha256(content).hexdigest()}  {name}\n"
            for name, content in [("a", b"1"), ("b", b"2")]
        )
        assert payload.sha256 == hashlib.sha256(lines.encode()).hexdigest()

    def test_inspecting_computes_the_payload_again(self, storage: Storage) -> None:
        """What is there is what was committed."""
        payload = put(storage, "data/1")

        assert storage.inspect("data/1") == payload
        storage.verify(payload)

    @pytest.mark.parametrize("name", ["with space", "ünï/cødé", "a:b", "-dash", "%41", "#?&"])
    def test_file_names_are_kept(self, storage: Storage, name: str) -> None:
        """Names are not interpreted."""
        put(storage, "data/1", {name: b"x"})

        assert read(storage, "data/1") == {name: b"x"}
        with storage.open("data/1", name) as file:
            assert file.read() == b"x"

    def test_what_is_not_committed_is_never_there(self, storage: Storage) -> None:
        """Leaving the block without committing leaves nothing."""
        with storage.stage() as folder:
            write(folder, FILES)
            assert not storage.exists("data/1")

        assert not folder.exists()
        assert not storage.exists("data/1")

    def test_an_error_while_staging_leaves_nothing(self, storage: Storage) -> None:
        """The staged files are gone when the block raises."""
        staged: list[Path] = []

        def fail() -> None:
            with storage.stage() as folder:
                staged.append(folder)
                write(folder, FILES)
                raise LookupError

        with pytest.raises(LookupError):
            fail()

        assert not staged[0].exists()

    def test_two_staging_folders_do_not_meet(self, storage: Storage) -> None:
        """Saves at the same time are apart."""
        with storage.stage() as first, storage.stage() as second:
            write(first, {"a": b"1"})
            write(second, {"a": b"2"})
            storage.commit(second, "data/2")
            storage.commit(first, "data/1")

        assert read(storage, "data/1") == {"a": b"1"}
        assert read(storage, "data/2") == {"a": b"2"}

    def test_a_taken_path_is_refused(self, storage: Storage) -> None:
        """A payload is never replaced."""
        put(storage, "data/1", {"a": b"first"})

        with pytest.raises(EntityExistsError, match="data/1"):
            put(storage, "data/1", {"a": b"second"})

        assert read(storage, "data/1") == {"a": b"first"}

    def test_a_payload_without_files_is_refused(self, storage: Storage) -> None:
        """Nothing written is a mistake of the materializer."""
        with pytest.raises(MaterializerError, match="no file"):
            put(storage, "data/1", {})

        assert not storage.exists("data/1")

    def test_links_are_refused(self, storage: Storage, tmp_path: Path) -> None:
        """A link could lead to a file that changes or that is not ours."""
        (tmp_path / "secret").write_bytes(b"secret")

        with storage.stage() as folder:
            (folder / "link").symlink_to(tmp_path / "secret")
            with pytest.raises(MaterializerError, match="link"):
                storage.commit(folder, "data/1")

        assert not storage.exists("data/1")

    @pytest.mark.parametrize("path", OUTSIDE)
    def test_paths_stay_inside(self, storage: Storage, path: str) -> None:
        """No method takes a path that leads out."""
        for call in (storage.inspect, storage.exists, storage.size, storage.delete):
            with pytest.raises(InvalidArgumentError):
                call(path)
        with pytest.raises(InvalidArgumentError):
            put(storage, path)
        with pytest.raises(InvalidArgumentError), storage.fetch(path):
            pass

    @pytest.mark.parametrize("name", ["../a.txt", "/etc/passwd", "", "deep/../a.txt"])
    def test_file_names_stay_inside(self, storage: Storage, name: str) -> None:
        """No file outside of the payload can be opened."""
        put(storage, "data/1")

        with pytest.raises(InvalidArgumentError):
            storage.open("data/1", name)

    def test_what_is_not_there_is_missing(self, storage: Storage) -> None:
        """Reading names the path that is gone."""
        for call in (storage.inspect, storage.size):
            with pytest.raises(ArtifactMissingError, match="data/1"):
                call("data/1")
        with pytest.raises(ArtifactMissingError, match="data/1"), storage.fetch("data/1"):
            pass
        with pytest.raises(ArtifactMissingError, match="data/1"):
            storage.open("data/1", "a.txt")

    def test_a_file_that_is_not_there_is_missing(self, storage: Storage) -> None:
        """So is one file of a payload."""
        put(storage, "data/1")

        with pytest.raises(ArtifactMissingError, match="other"):
            storage.open("data/1", "other")

    def test_deleting_gives_the_bytes_back(self, storage: Storage) -> None:
        """What is deleted is gone, and nothing else is."""
        put(storage, "data/1")
        put(storage, "data/2", {"a": b"kept"})

        assert storage.delete("data/1") == 261

        assert not storage.exists("data/1")
        assert read(storage, "data/2") == {"a": b"kept"}

    def test_deleting_nothing_gives_nothing_back(self, storage: Storage) -> None:
        """Deleting twice is deleting once."""
        put(storage, "data/1")
        storage.delete("data/1")

        assert storage.delete("data/1") == 0

    def test_a_path_can_be_used_again_after_deleting(self, storage: Storage) -> None:
        """A deleted payload leaves no trace."""
        put(storage, "data/1")
        storage.delete("data/1")

        put(storage, "data/1", {"a": b"new"})

        assert read(storage, "data/1") == {"a": b"new"}

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.txt", b"alphA"),
            ("a.txt", b"alph"),
            ("a.txt", b""),
            ("deep/er/b.bin", bytes(256)),
            ("empty", b"not"),
            ("added", b""),
            ("deep/er/b.bin", None),
            ("empty", None),
        ],
    )
    def test_changed_bytes_are_found(
        self, storage: Storage, tamper: Tamper, name: str, content: bytes | None
    ) -> None:
        """A file that was altered, cut, added or removed fails verification with both digests."""
        payload = put(storage, "data/1")
        tamper("data/1", name, content)

        with pytest.raises(ArtifactCorruptError, match=payload.sha256) as caught:
            storage.verify(payload)

        assert caught.value.facts["expected"] == payload.sha256
        assert caught.value.facts["found"] == storage.inspect("data/1").sha256

    def test_a_renamed_file_is_found(self, storage: Storage, tamper: Tamper) -> None:
        """Names are part of the digest."""
        payload = put(storage, "data/1", {"a": b"same", "b": b"other"})
        tamper("data/1", "c", b"same")
        tamper("data/1", "a", None)

        with pytest.raises(ArtifactCorruptError):
            storage.verify(payload)

    def test_verifying_what_is_gone_says_so(self, storage: Storage) -> None:
        """Gone is not the same as damaged."""
        payload = put(storage, "data/1")
        storage.delete("data/1")

        with pytest.raises(ArtifactMissingError):
            storage.verify(payload)

    def test_sweeping_removes_no_payload(self, storage: Storage) -> None:
        """What was committed is never unfinished."""
        payload = put(storage, "data/1")

        assert storage.sweep(older_than_s=0) == 0
        storage.verify(payload)

    def test_threads_save_at_once(self, storage: Storage) -> None:
        """Many saves in one folder at the same time are all whole."""

        def one(number: int) -> Payload:
            return put(storage, f"data/{number}", {"n": str(number).encode() * 1000})

        with ThreadPoolExecutor(8) as pool:
            payloads = list(pool.map(one, range(40)))

        for payload in payloads:
            storage.verify(payload)
