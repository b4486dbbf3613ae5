"""The files of an artifact as they travel: a tar archive, made and read as a stream."""

from __future__ import annotations

import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

TAR = "application/x-tar"
BYTES = "application/octet-stream"

PIECE_BYTES = 1 << 20
_BLOCK = tarfile.BLOCKSIZE


class PayloadState(msgspec.Struct, frozen=True, kw_only=True):
    """Whether there is a payload, and the bytes it takes; None for none."""

    exists: bool
    size_bytes: int | None = None


class Freed(msgspec.Struct, frozen=True):
    """How many bytes were given back."""

    freed_bytes: int


def packed(folder: Path, files: Iterable[tuple[str, int]]) -> Iterator[bytes]:
    """The archive of these files of a folder, each with its size, piece by piece."""
    for name, size_bytes in files:
        header = tarfile.TarInfo(name)
        header.size = size_bytes
        yield header.tobuf(tarfile.PAX_FORMAT)
        with (folder / name).open("rb") as file:
            left = size_bytes
            while left and (piece := file.read(min(left, PIECE_BYTES))):
                left -= len(piece)
                yield piece
        if left:
            raise OSError(f"{name!r} became shorter while it was read.")
        yield bytes(-size_bytes % _BLOCK)
    yield bytes(2 * _BLOCK)


def unpacked(archive: BinaryIO) -> Iterator[tuple[str, BinaryIO]]:
    """The files in an archive, by name, each to be read before the next is asked for.

    Raises `tarfile.TarError` for what is no archive, ends early, or holds anything but files.
    """
    with tarfile.open(fileobj=archive, mode="r|") as members:
        for member in members:
            content = members.extractfile(member) if member.isreg() else None
            if content is None:
                raise tarfile.TarError(f"{member.name!r} is no file")
            yield member.name, content  # type: ignore[misc]  # typeshed knows it as IO
