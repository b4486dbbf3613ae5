"""The bytes of artifacts: what a storage does, for those who are elsewhere."""

from __future__ import annotations

import contextlib
import io
import shutil
import tarfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

import anyio
from litestar import Request, delete, get, put
from litestar.params import FromQuery
from litestar.response import Stream

from tallystick.artifacts.storage import Payload, Storage, digest
from tallystick.artifacts.storage.paths import check_name, check_path
from tallystick.errors import ArtifactCorruptError, EntityExistsError, InvalidArgumentError
from tallystick.server.access import NEEDS, Need
from tallystick.server.schemas import takes_archive
from tallystick.server.service import Served
from tallystick.wire.payloads import BYTES, PIECE_BYTES, TAR, Freed, PayloadState, packed, unpacked

_READS = {NEEDS: Need.READ}
_WRITES = {NEEDS: Need.WRITE}


@put(
    "/payload",
    opt=_WRITES,
    status_code=201,
    operation_class=takes_archive(),
    request_max_body_size=None,
)
async def save_payload(
    request: Request[Any, Any, Any],
    service: Served,
    path: FromQuery[str],
    sha256: FromQuery[str],
) -> Payload:
    """Keep the files of an archive as the payload at `path`: all of them, or nothing.

    `sha256` is the digest of the payload, which is checked. Putting the same payload again changes
    nothing; another one is refused.
    """
    archive = io.BufferedReader(_Body(request.stream()), PIECE_BYTES)
    return await anyio.to_thread.run_sync(
        _save, service.storage, cast(BinaryIO, archive), path, sha256
    )


def _save(storage: Storage, archive: BinaryIO, path: str, sha256: str) -> Payload:
    check_path(path)
    with storage.stage() as folder:
        try:
            for name, content in unpacked(archive):
                _write(folder / check_name(name), content)
        except tarfile.TarError as error:
            raise InvalidArgumentError(
                f"The body of the request is not an archive of files: {error}."
            ) from error
        try:
            payload = storage.commit(folder, path)
        except EntityExistsError:
            payload = storage.inspect(path)
            if payload.sha256 != sha256:
                raise
            return payload
    if payload.sha256 != sha256:
        storage.delete(path)
        raise ArtifactCorruptError(
            f"What arrived of the artifact at {path!r} is not what was sent: expected {sha256}, "
            f"got {payload.sha256}. Nothing was kept.",
            expected=sha256,
            found=payload.sha256,
        )
    return payload


def _write(place: Path, content: BinaryIO) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("xb") as file:
        shutil.copyfileobj(content, file, PIECE_BYTES)


class _Body(io.RawIOBase):
    """The body of a request, read by a thread while it comes."""

    def __init__(self, pieces: AsyncIterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest and not self._ended:
            self._rest = anyio.from_thread.run(self._next)
        taken, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)

    async def _next(self) -> bytes:
        async for piece in self._pieces:
            return piece
        self._ended = True
        return b""


@get("/payload", opt=_READS)
async def load_payload(service: Served, path: FromQuery[str]) -> Stream:
    """The files of a payload, as an archive."""
    pieces = await anyio.to_thread.run_sync(_archive, service.storage, path)
    return Stream(pieces, media_type=TAR)


def _archive(storage: Storage, path: str) -> Iterator[bytes]:
    opened = contextlib.ExitStack()
    # Before the answer begins, as that can then still be a refusal.
    folder = opened.enter_context(storage.fetch(path))
    files = digest.local_files(folder, follow_links=True)

    def pieces() -> Iterator[bytes]:
        with opened:
            yield from packed(folder, files)

    return pieces()


@get("/payload/file", opt=_READS)
async def load_file(service: Served, path: FromQuery[str], name: FromQuery[str]) -> Stream:
    """One file of a payload. It is bytes, whatever it holds: no browser is to run it."""
    file = await anyio.to_thread.run_sync(service.storage.open, path, name)
    return Stream(_read(file), media_type=BYTES, headers={"X-Content-Type-Options": "nosniff"})


def _read(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE_BYTES):
            yield piece


@get("/payload/facts", opt=_READS, sync_to_thread=True)
def inspect_payload(service: Served, path: FromQuery[str]) -> Payload:
    """What is stored at `path` now, with the digest computed from the bytes."""
    return service.storage.inspect(path)


@get("/payload/state", opt=_READS, sync_to_thread=True)
def show_payload_state(service: Served, path: FromQuery[str]) -> PayloadState:
    """Whether there is a payload at `path`, and how large it is."""
    if not service.storage.exists(path):
        return PayloadState(exists=False)
    return PayloadState(exists=True, size_bytes=service.storage.size(path))


@delete("/payload", opt=_WRITES, status_code=200, sync_to_thread=True)
def delete_payload(service: Served, path: FromQuery[str]) -> Freed:
    """Remove a payload; deleting twice is deleting once."""
    return Freed(service.storage.delete(path))


ROUTES = [
    save_payload,
    load_payload,
    load_file,
    inspect_payload,
    show_payload_state,
    delete_payload,
]
