"""Values are saved whole or not at all, with what there is to record about them."""

from __future__ import annotations

import json
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tallystick.artifacts import (
    ArtifactType,
    BaseMaterializer,
    Saved,
    load,
    open_storage,
    register,
    save,
)
from tallystick.artifacts.materializers import registered
from tallystick.artifacts.storage import Storage
from tallystick.artifacts.storage.local import LocalStorage
from tallystick.errors import (
    ArtifactCorruptError,
    ArtifactMissingError,
    EntityExistsError,
    MaterializerError,
    MissingDependencyError,
    StoreUnwritableError,
)
from tallystick.testing.materializer_contract import load_saved
from tallystick.values import StorageSize


@pytest.fixture
def storage(tmp_path: Path) -> LocalStorage:
    return LocalStorage(tmp_path / "artifacts")


@pytest.fixture
def nearly_full() -> Iterator[None]:
    """Nobody may write a file above 64 KiB, as on a disk that is nearly full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def left_in(storage: LocalStorage) -> list[str]:
    """Every file that there is."""
    return [str(file) for file in storage.root.rglob("*") if file.is_file()]


def test_what_is_recorded(storage: Storage) -> None:
    """Names, sizes, the digest, and the facts with the size first."""
    saved = save(storage, "numbers/1", 5)

    assert saved == Saved(
        path="numbers/1",
        size_bytes=1,
        sha256=storage.inspect("numbers/1").sha256,
        files=(("value.json", 1),),
        data_type="builtins.int",
        materializer="tallystick.artifacts.materializers.builtin.BuiltInMaterializer",
        artifact_type=ArtifactType.DATA,
        facts={"storage_size": 1, "string_representation": "5"},
        previews=(),
        safe=True,
    )
    assert type(saved.facts["storage_size"]) is StorageSize
    assert next(iter(saved.facts)) == "storage_size"


def test_a_taken_path_is_refused(storage: LocalStorage) -> None:
    """The first value stays."""
    saved = save(storage, "v", 1)

    with pytest.raises(EntityExistsError):
        save(storage, "v", 2)

    assert load_saved(storage, saved) == 1
    assert len(left_in(storage)) == 1


@pytest.mark.usefixtures("nearly_full")
@pytest.mark.parametrize("sort", ["array", "text", "bytes", "items", "pickle", "frame", "polars"])
def test_a_full_disk_leaves_nothing(storage: LocalStorage, sort: str) -> None:
    """Whichever library meets it, the error is the same and says so."""
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    noise = np.random.default_rng(0).bytes(1 << 18)
    values: dict[str, Any] = {
        "array": np.frombuffer(noise, np.uint8),
        "text": noise.hex(),
        "bytes": noise,
        "items": [1, {"deep": np.frombuffer(noise, np.uint8)}],
        "pickle": lambda: noise,
        "frame": pandas.DataFrame({"a": np.frombuffer(noise, np.int64)}),
        "polars": polars.DataFrame({"a": np.frombuffer(noise, np.int64)}),
    }

    with pytest.raises(StoreUnwritableError, match=str(storage.root)):
        save(storage, "v", values[sort])

    assert left_in(storage) == []
    assert not storage.exists("v")


def test_an_error_about_another_file_is_the_materializers(storage: Storage) -> None:
    """A step that cannot read its own files has no full disk."""

    class Reader(BaseMaterializer):
        SKIP_REGISTRATION = True

        def save(self, data: Any) -> None:
            raise PermissionError(13, "Permission denied", "/somewhere/else")

    with pytest.raises(MaterializerError, match="/somewhere/else"):
        save(storage, "v", 1, materializer=Reader)


def test_an_interrupt_leaves_nothing(storage: LocalStorage) -> None:
    """Ctrl-C is not an error of the materializer."""

    class Interrupted(BaseMaterializer):
        SKIP_REGISTRATION = True

        def save(self, data: Any) -> None:
            Path(self.uri, "half").write_text("x")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save(storage, "v", 1, materializer=Interrupted)

    assert left_in(storage) == []


def test_a_killed_save_is_never_seen(storage: LocalStorage, tmp_path: Path) -> None:
    """After kill -9 at any moment, whatever is at a path is whole."""
    code = (
        "import sys, itertools\n"
        "from tallystick.artifacts import open_storage, save\n"
        "storage = open_storage(sys.argv[1])\n"
        "for n in itertools.count():\n"
        "    saved = save(storage, f'v/{n}', [bytes(70_000), {'n': n}])\n"
        "    print(saved.sha256, flush=True)\n"
    )
    for attempt in range(3):
        root = tmp_path / str(attempt)
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(root)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        digests = [process.stdout.readline().strip() for _ in range(5 + 7 * attempt)]
        process.send_signal(signal.SIGKILL)
        digests += process.stdout.read().split()
        process.stdout.close()
        process.wait()

        seen = LocalStorage(root)
        for number, folder in enumerate(sorted(root.glob("v/*"), key=lambda f: int(f.name))):
            found = seen.inspect(f"v/{number}")
            assert folder.name == str(number)
            assert [name for name, _ in found.files] == ["items/0/value.bin", "value.json"]
            assert number >= len(digests) or found.sha256 == digests[number]
        assert seen.sweep(older_than_s=-1) <= 1


def test_threads_save_and_load_at_once(storage: Storage) -> None:
    """Also for the first time in a program, when everything is imported."""

    def one(number: int) -> bool:
        saved = save(storage, f"v/{number}", {"n": np.full(100, number)})
        return bool((load_saved(storage, saved)["n"] == number).all())

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(one, range(40)))


def test_a_missing_package_names_its_extra(
    storage: LocalStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On saving and on loading; nothing is stored."""
    image = pytest.importorskip("PIL.Image").new("L", (2, 2))
    saved = save(storage, "v", image)
    module = "tallystick.artifacts.materializers.pillow"
    monkeypatch.delitem(sys.modules, module)
    monkeypatch.setattr(registered, "found", {})
    monkeypatch.setattr(registered, "by_name", {})
    monkeypatch.setitem(sys.modules, "PIL", None)

    with pytest.raises(MissingDependencyError, match=r'pip install "tallystick\[images\]"'):
        save(storage, "w", image)
    with pytest.raises(MissingDependencyError, match=r'pip install "tallystick\[images\]"'):
        load_saved(storage, saved)

    assert not storage.exists("w")


def test_damage_is_found_before_loading(storage: LocalStorage) -> None:
    """The error names both digests, and nothing is read as a value."""
    saved = save(storage, "v", [1, 2])
    (storage.root / "v/value.json").write_text("[1, 3]")

    with pytest.raises(ArtifactCorruptError, match=saved.sha256):
        load_saved(storage, saved)


def test_loss_is_found_before_loading(storage: LocalStorage) -> None:
    """The error names the path and what to do."""
    saved = save(storage, "v", [1, 2])
    shutil.rmtree(storage.root / "v")

    with pytest.raises(ArtifactMissingError, match=r"'v'.*run the step"):
        load_saved(storage, saved)


def test_a_store_can_be_moved(storage: LocalStorage, tmp_path: Path) -> None:
    """Records have paths within it."""
    saved = save(storage, "v", [1, 2])

    shutil.move(storage.root, tmp_path / "moved")

    assert load_saved(open_storage(tmp_path / "moved"), saved) == [1, 2]


def test_a_new_process_needs_only_the_record(storage: LocalStorage) -> None:
    """Nothing that loading needs is kept in the saving process."""
    pandas = pytest.importorskip("pandas")
    values: list[Any] = [
        5,
        {"a": (1, {2}), "array": np.arange(3), "f": lambda: 7},
        pandas.DataFrame({"x": ["a", None]}),
        Fraction(1, 3),
    ]
    saved = [save(storage, f"v/{place}", value) for place, value in enumerate(values)]
    records = [(each.path, each.sha256, each.materializer, each.data_type) for each in saved]
    code = (
        "import sys, json\n"
        "from tallystick.artifacts import load, open_storage\n"
        "storage = open_storage(sys.argv[1])\n"
        "five, mixed, frame, third = (\n"
        "    load(storage, path, sha256=sha, materializer=by, data_type=kind, allow_unsafe=True)\n"
        "    for path, sha, by, kind in json.loads(sys.argv[2]))\n"
        "print(five, mixed['a'], mixed['array'].sum(), mixed['f'](), frame.shape, third)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, storage.url, json.dumps(records)],
        check=True,
        capture_output=True,
        text=True,
    )

    assert done.stdout.strip() == "5 (1, {2}) 3 7 (2, 1) 1/3"


def test_values_can_be_anywhere_fsspec_reaches() -> None:
    """With previews, facts and parts in folders."""
    storage = open_storage("memory://saving")

    saved = save(storage, "v", {"n": np.arange(3), "s": "x"})

    assert load_saved(storage, saved)["n"].tolist() == [0, 1, 2]
    storage.delete("v")


class TestRegister:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        folder = tmp_path / "data"
        (folder / "deep").mkdir(parents=True)
        (folder / "a.csv").write_text("a,b\n1,2\n")
        (folder / "deep/b").write_text("b")
        return folder

    def test_a_folder_stays_where_it_is(self, storage: LocalStorage, folder: Path) -> None:
        """It is hashed, and loading gives its path."""
        registered = register(storage, str(folder))

        assert registered.path == str(folder)
        assert registered.files == (("a.csv", 8), ("deep/b", 1))
        assert registered.facts == {"storage_size": 9, "file_count": 2}
        assert registered.data_type == "pathlib.Path"
        assert left_in(storage) == []
        assert load_saved(storage, registered, allow_unsafe=False) == folder

    def test_a_file_stays_where_it_is(self, storage: Storage, folder: Path) -> None:
        """One file is enough."""
        registered = register(storage, (folder / "a.csv").as_uri())

        assert load_saved(storage, registered) == folder / "a.csv"

    def test_a_changed_file_is_found(self, storage: Storage, folder: Path) -> None:
        """What was registered is verified like what was saved."""
        registered = register(storage, str(folder))
        (folder / "deep/b").write_text("c")

        with pytest.raises(ArtifactCorruptError):
            load_saved(storage, registered)

    def test_links_count_as_what_they_name(
        self, storage: Storage, folder: Path, tmp_path: Path
    ) -> None:
        """Caches of data sets are made of links, and may go in circles."""
        (tmp_path / "blob").write_text("blob")
        (folder / "link").symlink_to(tmp_path / "blob")
        (folder / "deep/up").symlink_to(folder)

        registered = register(storage, str(folder))

        assert ("link", 4) in registered.files

    def test_nothing_cannot_be_registered(self, storage: Storage, tmp_path: Path) -> None:
        """The error names what is missing."""
        with pytest.raises(ArtifactMissingError, match="nowhere"):
            register(storage, str(tmp_path / "nowhere"))

    def test_what_the_storage_has_can_be_registered(self, storage: LocalStorage) -> None:
        """A step may have written there itself."""
        (storage.root / "mine").mkdir(parents=True)
        (storage.root / "mine/x").write_text("x")

        registered = register(storage, "mine")

        assert load_saved(storage, registered) == storage.root / "mine"

    def test_a_url_can_be_registered(self, storage: Storage) -> None:
        """Loading gives a copy that lasts."""
        elsewhere = open_storage("memory://registered")
        with elsewhere.stage() as folder:
            (folder / "x.txt").write_text("x")
            elsewhere.commit(folder, "data")

        registered = register(storage, "memory://registered/data")
        loaded = load(
            storage,
            registered.path,
            sha256=registered.sha256,
            materializer=registered.materializer,
            data_type=registered.data_type,
            allow_unsafe=False,
        )

        assert (loaded / "x.txt").read_text() == "x"
        elsewhere.delete("data")
