"""Payloads in a folder of this machine.

This does what `FsspecStorage` does, with the standard library alone:
importing fsspec costs more than a whole cached pipeline may.
"""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from tallystick.artifacts.storage import digest
from tallystick.artifacts.storage.base import DAY_S, STAGING, Payload
from tallystick.artifacts.storage.paths import check_name, check_path
from tallystick.artifacts.storage.reports import missing, taken, unwritable, writing
from tallystick.errors import MaterializerError


class LocalStorage:
    """Payloads as folders below `root`, which is made when first written.

    `sync=True` flushes files and folders to the disk before they become visible, so that a
    payload also survives a power cut; without it, it survives the end of the process.
    """

    is_local = True

    def __init__(self, root: str | os.PathLike[str], *, sync: bool = False) -> None:
        self.root = Path(root).absolute()
        self.url = str(self.root)
        self._sync = sync
        self._swept = False

    def __repr__(self) -> str:
        return f"LocalStorage({self.url!r})"

    @contextmanager
    def stage(self) -> Iterator[Path]:
        folder = self._staging_folder()
        self._sweep_once()
        try:
            _make(folder)
        except OSError as error:
            raise unwritable(error, self.url) from error
        try:
            yield folder
        finally:
            if folder.exists():
                _remove(folder)

    def commit(self, staged: Path, path: str) -> Payload:
        place = self.root / check_path(path)
        files = digest.local_files(staged)
        if not files:
            raise MaterializerError("There is nothing to store: no file was written.")
        payload = digest.payload_of(path, files, lambda name: (staged / name).open("rb"))
        with writing(self.url):
            if self._sync:
                _flush(staged, files)
            self._rename(staged, place)
            if self._sync:
                _flush_folder(place.parent)
        return payload

    def _rename(self, staged: Path, place: Path) -> None:
        # Another thread may prune an emptied parent between making it and renaming into it.
        for _ in range(10):
            # A rename would silently replace an empty folder.
            if os.path.lexists(place):
                raise taken(str(place))
            try:
                staged.rename(place)
                return
            except FileNotFoundError:
                # It exists and does not a moment later; the next round will see.
                with contextlib.suppress(FileExistsError):
                    place.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
                    continue
                raise
        staged.rename(place)

    @contextmanager
    def fetch(self, path: str) -> Iterator[Path]:
        yield self._existing(path)

    def open(self, path: str, name: str) -> BinaryIO:
        place = self._existing(path)
        file = place / check_name(name) if place.is_dir() else place
        # A link that someone put there may lead out of the storage.
        linked_away = place.is_dir() and file.resolve() != place.resolve() / name
        if linked_away or not file.is_file():
            raise missing(f"{path}/{name}", self.url)
        return file.open("rb")

    def inspect(self, path: str) -> Payload:
        return digest.local_payload(self._existing(path), path)

    def verify(self, payload: Payload) -> None:
        digest.check(self.inspect(payload.path), sha256=payload.sha256)

    def exists(self, path: str) -> bool:
        return (self.root / check_path(path)).exists()

    def size(self, path: str) -> int:
        files = digest.local_files(self._existing(path), follow_links=True)
        return sum(size for _, size in files)

    def delete(self, path: str) -> int:
        place = self.root / check_path(path)
        if not place.exists():
            return 0
        freed = self.size(path)
        # Moved away first, so that no reader meets half a payload.
        away = self._staging_folder()
        with writing(self.url):
            away.parent.mkdir(parents=True, exist_ok=True)
            place.rename(away)
            away.unlink() if away.is_file() else _remove(away, ignore_errors=False)
        self._prune(place.parent)
        return freed

    def sweep(self, *, older_than_s: float = DAY_S) -> int:
        before = time.time() - older_than_s
        staging = self.root / STAGING
        removed = 0
        for folder in staging.iterdir() if staging.is_dir() else ():
            # Another process may finish its save meanwhile.
            with contextlib.suppress(FileNotFoundError):
                if _touched_at(folder) <= before:
                    _remove(folder)
                    removed += not folder.exists()
        return removed

    def _sweep_once(self) -> None:
        # What others left is looked for by the first save of a program, as nobody else would.
        if not self._swept:
            self._swept = True
            with contextlib.suppress(OSError):
                self.sweep()

    def _staging_folder(self) -> Path:
        return self.root / STAGING / os.urandom(16).hex()

    def _existing(self, path: str) -> Path:
        place = self.root / check_path(path)
        if not place.exists():
            raise missing(path, self.url)
        return place

    def _prune(self, folder: Path) -> None:
        while folder != self.root and self.root in folder.parents:
            try:
                folder.rmdir()
            except OSError:
                return
            folder = folder.parent


def _make(folder: Path) -> None:
    try:
        folder.mkdir()
    except FileNotFoundError:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir()


def _remove(folder: Path, *, ignore_errors: bool = True) -> None:
    # Imported here, as most programs remove nothing.
    import shutil

    shutil.rmtree(folder, ignore_errors=ignore_errors)


def _touched_at(folder: Path) -> float:
    newest = folder.stat().st_mtime
    for place, _, names in os.walk(folder):
        for name in names:
            newest = max(newest, Path(place, name).lstat().st_mtime)
    return newest


def _flush(folder: Path, files: list[tuple[str, int]]) -> None:
    folders = {folder}
    for name, _ in files:
        with (folder / name).open("rb") as file:
            os.fsync(file.fileno())
        folders.add((folder / name).parent)
    for each in folders:
        _flush_folder(each)


def _flush_folder(folder: Path) -> None:
    # Windows cannot open folders; its file system orders renames after the data by itself.
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
