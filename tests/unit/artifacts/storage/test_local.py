"""Payloads in a folder of this machine."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tallystick.artifacts.storage import Storage, local, open_storage
from tallystick.artifacts.storage.local import LocalStorage
from tallystick.artifacts.storage.reports import writing
from tallystick.errors import (
    ArtifactCorruptError,
    ArtifactMissingError,
    EntityExistsError,
    StoreUnwritableError,
)
from tallystick.testing.storage_contract import FILES, StorageContract, Tamper, put, read, write


class TestLocalStorage(StorageContract):
    @pytest.fixture
    def storage(self, tmp_path: Path) -> Storage:
        return LocalStorage(tmp_path / "artifacts")

    @pytest.fixture
    def tamper(self, storage: Storage) -> Tamper:
        return tamper_below(Path(storage.url))


class TestFlushingLocalStorage(TestLocalStorage):
    @pytest.fixture
    def storage(self, tmp_path: Path) -> Storage:
        return LocalStorage(tmp_path / "artifacts", sync=True)


@pytest.fixture
def storage(tmp_path: Path) -> LocalStorage:
    return LocalStorage(tmp_path / "artifacts")


@pytest.fixture
def small_files() -> Iterator[None]:
    """Nobody may write a file above 64 KiB, as on a disk that is nearly full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[None]:
    """The test may not write to its folder, even if it is started by root."""
    tmp_path.chmod(0o500)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    yield
    if is_root:
        os.seteuid(0)
    tmp_path.chmod(0o700)


def tamper_below(root: Path) -> Tamper:
    def change(path: str, name: str, content: bytes | None) -> None:
        file = root / path / name
        if content is None:
            file.unlink()
        else:
            file.write_bytes(content)

    return change


def staging_of(storage: LocalStorage) -> list[Path]:
    staging = storage.root / ".staging"
    return list(staging.iterdir()) if staging.exists() else []


def test_opening_makes_nothing(tmp_path: Path) -> None:
    """A storage that is only read leaves no folder."""
    storage = open_storage(tmp_path / "artifacts")

    assert not storage.exists("data/1")
    assert storage.sweep() == 0
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_copied_to_read(storage: LocalStorage) -> None:
    """A local payload is read where it is."""
    put(storage, "data/1")

    with storage.fetch("data/1") as folder:
        assert folder == storage.root / "data/1"


def test_deleting_removes_emptied_folders(storage: LocalStorage) -> None:
    """No empty folders pile up, and the root stays."""
    put(storage, "a/b/c")
    put(storage, "a/d")

    storage.delete("a/b/c")

    assert (storage.root / "a/d").exists()
    assert not (storage.root / "a/b").exists()
    storage.delete("a/d")
    assert [folder.name for folder in storage.root.iterdir()] == [".staging"]
    assert staging_of(storage) == []


def test_one_of_several_saves_to_a_path_wins(storage: LocalStorage) -> None:
    """The others are told, and the winner's payload is whole."""

    def attempt(number: int) -> bool:
        try:
            put(storage, "data/1", {"n": str(number).encode()})
        except EntityExistsError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(attempt, range(16)))

    assert won.count(True) == 1
    assert read(storage, "data/1") == {"n": str(won.index(True)).encode()}
    assert staging_of(storage) == []


def test_saving_beside_deleting(storage: LocalStorage) -> None:
    """A parent that is pruned at the wrong moment is made again."""

    def churn(number: int) -> None:
        for _ in range(50):
            put(storage, f"data/{number}", {"a": b"1"})
            storage.delete(f"data/{number}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(churn, range(4)))

    assert staging_of(storage) == []


def test_an_existing_empty_folder_is_not_replaced(storage: LocalStorage) -> None:
    """A rename alone would replace it."""
    (storage.root / "data/1").mkdir(parents=True)

    with pytest.raises(EntityExistsError):
        put(storage, "data/1")


def test_a_link_put_into_a_payload_is_not_opened(storage: LocalStorage, tmp_path: Path) -> None:
    """A server that shows previews must not show other files of its machine."""
    payload = put(storage, "data/1")
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    (storage.root / "data/1/a.txt").unlink()
    (storage.root / "data/1/a.txt").symlink_to(secret)

    with pytest.raises(ArtifactMissingError):
        storage.open("data/1", "a.txt")
    with pytest.raises(ArtifactCorruptError):
        storage.verify(payload)


def test_a_pipe_put_into_a_payload_is_corrupt(storage: LocalStorage) -> None:
    """Reading it would wait for ever."""
    payload = put(storage, "data/1")
    (storage.root / "data/1/a.txt").unlink()
    os.mkfifo(storage.root / "data/1/a.txt")

    with pytest.raises(ArtifactCorruptError, match=r"a\.txt"):
        storage.verify(payload)


def test_a_storage_can_be_moved(storage: LocalStorage, tmp_path: Path) -> None:
    """Nothing in it names where it is."""
    payload = put(storage, "data/1")

    shutil.move(storage.root, tmp_path / "elsewhere")

    LocalStorage(tmp_path / "elsewhere").verify(payload)


@pytest.mark.usefixtures("small_files")
def test_a_full_disk_leaves_nothing(storage: LocalStorage) -> None:
    """The error names the place, and the disk has the room back."""
    with pytest.raises(OSError, match="File too large"), storage.stage() as folder:
        write(folder, {"small": b"1", "large": bytes(1 << 17)})

    assert staging_of(storage) == []
    assert not storage.exists("data/1")


def test_a_folder_of_others_is_unwritable(tmp_path: Path, stranger: None) -> None:
    """The error says why and where."""
    with pytest.raises(StoreUnwritableError, match="may not write") as caught:
        put(LocalStorage(tmp_path / "artifacts"), "data/1")

    assert caught.value.facts["place"] == str(tmp_path / "artifacts")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (errno.ENOSPC, "the disk is full. Free room or choose another store"),
        (errno.EROFS, "the disk is read-only. Mend that or choose another store"),
        (errno.EIO, "the disk reports an error. Mend that or choose another store"),
    ],
)
def test_what_to_do_follows_from_what_is_wrong(code: int, said: str) -> None:
    with pytest.raises(StoreUnwritableError, match=said) as caught, writing("here"):
        raise OSError(code, "told by the system")

    assert caught.value.facts["place"] == "here"


def test_a_root_that_is_a_file_is_unwritable(tmp_path: Path) -> None:
    """The error says why and where."""
    (tmp_path / "artifacts").write_text("")

    with pytest.raises(StoreUnwritableError, match=str(tmp_path / "artifacts")):
        put(LocalStorage(tmp_path / "artifacts"), "data/1")


def test_a_path_below_a_file_is_unwritable(storage: LocalStorage) -> None:
    """A payload cannot be inside a file of another."""
    put(storage, "data")

    with pytest.raises(StoreUnwritableError):
        put(storage, "data/a.txt/1")

    assert staging_of(storage) == []


def test_a_killed_save_is_not_seen_and_swept(storage: LocalStorage) -> None:
    """What a killed process leaves is harmless, kept while young, and removed when old."""
    code = (
        "import sys, time\n"
        "from tallystick.artifacts.storage import open_storage\n"
        "with open_storage(sys.argv[1]).stage() as folder:\n"
        "    (folder / 'half').write_bytes(bytes(1000))\n"
        "    print('staged', flush=True)\n"
        "    time.sleep(60)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, storage.url], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "staged\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()

    (left,) = staging_of(storage)
    assert [each.name for each in storage.root.iterdir()] == [".staging"]
    assert storage.sweep(older_than_s=3600) == 0
    hours_ago = time.time() - 7200
    os.utime(left, (hours_ago, hours_ago))
    assert storage.sweep(older_than_s=3600) == 0, "a file in it is young"
    os.utime(left / "half", (hours_ago, hours_ago))
    assert storage.sweep(older_than_s=3600) == 1
    assert staging_of(storage) == []


def test_the_first_save_of_a_program_sweeps(storage: LocalStorage) -> None:
    """Nobody has to remember to."""
    left = storage.root / ".staging/left"
    left.mkdir(parents=True)
    days_ago = time.time() - 2 * 86_400
    os.utime(left, (days_ago, days_ago))

    put(storage, "data/1")

    assert staging_of(storage) == []


def test_a_save_that_ends_while_another_program_sweeps(
    storage: LocalStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sweep goes on with the next one."""
    for name in ("ends", "left"):
        (storage.root / ".staging" / name).mkdir(parents=True)
    touched_at = local._touched_at

    def ends(folder: Path) -> float:
        if folder.name == "ends":
            folder.rmdir()
        return touched_at(folder)

    monkeypatch.setattr(local, "_touched_at", ends)

    assert storage.sweep(older_than_s=-1) == 1
    assert staging_of(storage) == []


def test_saving_survives_a_sweep_of_old_ones(storage: LocalStorage) -> None:
    """A save that is under way is not removed."""
    with storage.stage() as folder:
        write(folder, FILES)
        assert storage.sweep() == 0
        storage.commit(folder, "data/1")

    assert read(storage, "data/1") == FILES
