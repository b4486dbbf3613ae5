"""Payloads that a server keeps."""

from __future__ import annotations

import contextlib
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol, TypeVar, cast

from tallystick.artifacts.storage import digest
from tallystick.artifacts.storage.base import DAY_S, Payload
from tallystick.artifacts.storage.paths import check_name, check_path
from tallystick.artifacts.storage.reports import missing, unwritable
from tallystick.errors import ArtifactCorruptError, MaterializerError
from tallystick.wire.payloads import PIECE_BYTES, Freed, PayloadState, packed, unpacked

T = TypeVar("T")

_IN_MEMORY_BYTES = 8 << 20


class Asking(Protocol):
    """What asks the server: the connection of the store that it serves."""

    url: str

    def ask(self, path: str, answer: type[T], /, method: str = "GET", **parameters: Any) -> T:
        """What stands at a path, decoded as `answer`."""
        ...

    def upload(
        self,
        path: str,
        content: Callable[[], Iterator[bytes]],
        answer: type[T],
        /,
        **parameters: Any,
    ) -> T:
        """The answer to content put at a path, decoded as `answer`."""
        ...

    def download(self, path: str, /, **parameters: Any) -> AbstractContextManager[Iterator[bytes]]:
        """What stands at a path, in pieces."""
        ...


class ServedStorage:
    """Payloads that the server of a store keeps beside it.

    A payload is sent and fetched as one archive, whose digest both sides compute.
    """

    is_local = False

    def __init__(self, server: Asking) -> None:
        self._server = server
        self.url = server.url

    def __repr__(self) -> str:
        return f"ServedStorage({self.url!r})"

    @contextmanager
    def stage(self) -> Iterator[Path]:
        try:
            folder = tempfile.TemporaryDirectory(prefix="tallystick-", ignore_cleanup_errors=True)
        except OSError as error:
            raise unwritable(error, tempfile.gettempdir()) from error
        with folder as place:
            yield Path(place)

    def commit(self, staged: Path, path: str) -> Payload:
        check_path(path)
        files = digest.local_files(staged)
        if not files:
            raise MaterializerError("There is nothing to store: no file was written.")
        payload = digest.payload_of(path, files, lambda name: (staged / name).open("rb"))
        return self._server.upload(
            "payload",
            lambda: packed(staged, payload.files),
            Payload,
            path=path,
            sha256=payload.sha256,
        )

    @contextmanager
    def fetch(self, path: str) -> Iterator[Path]:
        with (
            tempfile.TemporaryDirectory(prefix="tallystick-", ignore_cleanup_errors=True) as folder,
            self._server.download("payload", path=check_path(path)) as pieces,
        ):
            try:
                for name, content in unpacked(cast(BinaryIO, _Pieces(pieces))):
                    _write(Path(folder, check_name(name)), content)
            except tarfile.TarError as error:
                raise ArtifactCorruptError(
                    f"The files of the artifact at {path!r} came damaged from {self.url}: {error}.",
                    path=path,
                ) from error
            yield Path(folder)

    def open(self, path: str, name: str) -> BinaryIO:
        with contextlib.ExitStack() as unfinished:
            file = unfinished.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES))
            pieces = self._server.download(
                "payload/file", path=check_path(path), name=check_name(name)
            )
            with pieces as received:
                file.writelines(received)
            file.seek(0)
            unfinished.pop_all()
        return cast(BinaryIO, file)

    def inspect(self, path: str) -> Payload:
        return self._server.ask("payload/facts", Payload, path=check_path(path))

    def verify(self, payload: Payload) -> None:
        digest.check(self.inspect(payload.path), sha256=payload.sha256)

    def exists(self, path: str) -> bool:
        return self._state(path).exists

    def size(self, path: str) -> int:
        state = self._state(path)
        if state.size_bytes is None:
            raise missing(path, self.url)
        return state.size_bytes

    def delete(self, path: str) -> int:
        return self._server.ask(
            "payload", Freed, method="DELETE", path=check_path(path)
        ).freed_bytes

    def sweep(self, *, older_than_s: float = DAY_S) -> int:  # noqa: ARG002  the server does it
        """Nothing: what uploads leave is on the server, which sweeps its own storage."""
        return 0

    def _state(self, path: str) -> PayloadState:
        return self._server.ask("payload/state", PayloadState, path=check_path(path))


class _Pieces:
    """A stream of pieces, to be read as a file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = bytearray()

    def read(self, size: int) -> bytes:
        while len(self._rest) < size and (piece := next(self._pieces, b"")):
            self._rest += piece
        taken = bytes(self._rest[:size])
        del self._rest[:size]
        return taken


def _write(place: Path, content: BinaryIO) -> None:
    from shutil import copyfileobj

    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("xb") as file:
        copyfileobj(content, file, PIECE_BYTES)
