"""Payloads anywhere fsspec reaches: `s3://`, `gs://`, `az://`, `memory://` and the rest."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast
from uuid import UUID

from tallystick.artifacts.dependencies import missing_dependency, need
from tallystick.artifacts.storage import digest
from tallystick.artifacts.storage.base import DAY_S, STAGING, Payload
from tallystick.artifacts.storage.paths import check_name, check_path
from tallystick.artifacts.storage.reports import missing, taken, unwritable
from tallystick.errors import (
    InvalidArgumentError,
    MaterializerError,
    StoreUnwritableError,
    unknown,
)
from tallystick.records.ids import new_id


class FsspecStorage:
    """Payloads as objects below `root_url`.

    Object stores cannot rename, so a payload is uploaded in place.
    A note in the staging folder names the place until all of it is there: `exists` is false
    while the note is, and `sweep` removes what a killed upload left.
    `options` go to the file system as they are (credentials, endpoint).
    """

    is_local = False

    def __init__(self, root_url: str, **options: Any) -> None:
        fsspec = need("fsspec")
        try:
            fs, root = fsspec.core.url_to_fs(root_url, **options)
        except ImportError as error:
            raise missing_dependency(error, root_url.split(":", 1)[0]) from error
        except ValueError as error:
            scheme = root_url.partition("://")[0]
            known = fsspec.available_protocols()
            raise InvalidArgumentError(
                f"Nothing can be kept at {root_url!r}: "
                + (str(error) if scheme in known else unknown("file system", scheme, known)),
                given=root_url,
            ) from error
        self.url = root_url
        self._fs = fs
        self._root = root.rstrip("/")
        self._swept = False

    def __repr__(self) -> str:
        return f"FsspecStorage({self.url!r})"

    @contextmanager
    def stage(self) -> Iterator[Path]:
        try:
            folder = tempfile.TemporaryDirectory(prefix="tallystick-", ignore_cleanup_errors=True)
        except OSError as error:
            raise unwritable(error, tempfile.gettempdir()) from error
        with folder as place:
            yield Path(place)

    def commit(self, staged: Path, path: str) -> Payload:
        place = self._place(path)
        files = digest.local_files(staged)
        if not files:
            raise MaterializerError("There is nothing to store: no file was written.")
        if self._fs.exists(place):
            raise taken(path)
        payload = digest.payload_of(path, files, lambda name: (staged / name).open("rb"))
        note = f"{self._root}/{STAGING}/{new_id()}"
        # File systems are plug-ins with errors of their own; all mean that this was not written.
        try:
            self._fs.makedirs(f"{self._root}/{STAGING}", exist_ok=True)
            self._fs.pipe_file(note, path.encode())
            for name, _ in files:
                self._put(staged / name, f"{place}/{name}")
            self._fs.rm_file(note)
        except BaseException as error:
            self._undo(place, note)
            if isinstance(error, StoreUnwritableError) or not isinstance(error, Exception):
                raise
            failure = error if isinstance(error, OSError) else OSError(str(error))
            raise unwritable(failure, self.url) from error
        self._sweep_once()
        return payload

    def _put(self, file: Path, place: str) -> None:
        self._fs.makedirs(place.rsplit("/", 1)[0], exist_ok=True)
        self._fs.put_file(str(file), place)

    def _undo(self, place: str, note: str) -> None:
        # Best effort: what cannot be removed now, `sweep` finds by the note.
        with contextlib.suppress(Exception):
            if self._fs.exists(place):
                self._fs.rm(place, recursive=True)
            if self._fs.exists(note):
                self._fs.rm_file(note)

    @contextmanager
    def fetch(self, path: str) -> Iterator[Path]:
        files = self._files(path)
        with tempfile.TemporaryDirectory(
            prefix="tallystick-", ignore_cleanup_errors=True
        ) as folder:
            for name, _ in files:
                target = Path(folder, name)
                target.parent.mkdir(parents=True, exist_ok=True)
                self._fs.get_file(self._file(path, name, files), str(target))
            alone = self._is_file(path, files)
            yield Path(folder, files[0][0]) if alone else Path(folder)

    def open(self, path: str, name: str) -> BinaryIO:
        place = f"{self._place(path)}/{check_name(name)}"
        if not self._fs.isfile(place):
            raise missing(f"{path}/{name}", self.url)
        return cast(BinaryIO, self._fs.open(place, "rb"))

    def inspect(self, path: str) -> Payload:
        files = self._files(path)
        return digest.payload_of(
            path,
            files,
            lambda name: cast(BinaryIO, self._fs.open(self._file(path, name, files), "rb")),
        )

    def verify(self, payload: Payload) -> None:
        digest.check(self.inspect(payload.path), sha256=payload.sha256)

    def exists(self, path: str) -> bool:
        return bool(self._fs.exists(self._place(path))) and path not in self._unfinished().values()

    def size(self, path: str) -> int:
        return sum(size for _, size in self._files(path))

    def delete(self, path: str) -> int:
        place = self._place(path)
        if not self._fs.exists(place):
            return 0
        freed = self.size(path)
        try:
            self._fs.rm(place, recursive=True)
        except OSError as error:
            raise unwritable(error, self.url) from error
        return freed

    def sweep(self, *, older_than_s: float = DAY_S) -> int:
        before = time.time() - older_than_s
        removed = 0
        for note, path in self._unfinished().items():
            written_at = self._written_at(note)
            if written_at is not None and written_at <= before:
                self._undo(self._place(path), note)
                removed += not self._fs.exists(note)
        return removed

    def _sweep_once(self) -> None:
        # What others left is looked for by the first save of a program, as nobody else would.
        # That costs one listing of an empty folder, and must not fail what has been saved.
        if not self._swept:
            self._swept = True
            with contextlib.suppress(Exception):
                self.sweep()

    def _unfinished(self) -> dict[str, str]:
        staging = f"{self._root}/{STAGING}"
        if not self._fs.exists(staging):
            return {}
        paths = {}
        for note in self._fs.find(staging):
            # Another process may finish its upload meanwhile.
            with contextlib.suppress(FileNotFoundError):
                paths[note] = self._fs.cat_file(note).decode()
        return paths

    def _written_at(self, note: str) -> float | None:
        """When the upload began; None where nothing tells, and it may be under way."""
        # File systems need not keep times. The name of a note begins with one in milliseconds.
        with contextlib.suppress(ValueError):
            id = UUID(note.rpartition("/")[2])
            if id.version == 7:
                return (id.int >> 80) / 1000
        with contextlib.suppress(NotImplementedError, FileNotFoundError):
            return float(self._fs.modified(note).timestamp())
        return None

    def _place(self, path: str) -> str:
        return f"{self._root}/{check_path(path)}"

    def _files(self, path: str) -> list[tuple[str, int]]:
        place = self._place(path)
        found = self._fs.find(place, detail=True)
        files = [
            (name.removeprefix(place).lstrip("/") or place.rsplit("/", 1)[1], int(facts["size"]))
            for name, facts in found.items()
        ]
        if not files:
            raise missing(path, self.url)
        return files

    def _is_file(self, path: str, files: list[tuple[str, int]]) -> bool:
        return len(files) == 1 and bool(self._fs.isfile(self._place(path)))

    def _file(self, path: str, name: str, files: list[tuple[str, int]]) -> str:
        place = self._place(path)
        return place if self._is_file(path, files) else f"{place}/{name}"
