"""The interface of artifact storage, and what a payload is.

A *payload* is what is stored of one artifact version: a folder of files.
It is written once, in a staging folder, and becomes visible whole or not at all.
After that nobody changes it.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO, Protocol

import msgspec

STAGING = ".staging"
DAY_S = 86_400.0


class Payload(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored at a path.

    `files` are names relative to the payload, with `/`, in order, each with its size in bytes.
    `sha256` is over all of them; `storage.digest` says how.
    """

    path: str
    size_bytes: int
    sha256: str
    files: tuple[tuple[str, int], ...]


class Storage(Protocol):
    """A place for payloads, each at a relative path with `/` in it.

    Every method refuses a path that leads out of the storage with `InvalidArgumentError`.
    Methods that write raise `StoreUnwritableError` when the place is full, read-only or gone.
    Methods that read raise `ArtifactMissingError` when there is nothing at the path.
    Storages may be used by several threads and processes at once.

    `is_local` tells whether payloads are files of this machine, so that `fetch` copies nothing.
    """

    url: str
    is_local: bool

    def stage(self) -> AbstractContextManager[Path]:
        """An empty local folder to write a payload into.

        It is gone after the `with` block, unless it was committed.
        """
        ...

    def commit(self, staged: Path, path: str) -> Payload:
        """Make the staged folder the payload at `path`, and say what it holds.

        Afterwards it is readable whole; when this raises, nothing is.
        A path that is taken raises `EntityExistsError`, links and odd names `MaterializerError`.
        """
        ...

    def fetch(self, path: str) -> AbstractContextManager[Path]:
        """A local folder with the payload, to read from inside the `with` block only.

        It may be the stored folder itself.
        """
        ...

    def open(self, path: str, name: str) -> BinaryIO:
        """One file of a payload, to be read."""
        ...

    def inspect(self, path: str) -> Payload:
        """What is stored at `path` now, with the digest computed from the bytes."""
        ...

    def verify(self, payload: Payload) -> None:
        """Return if the stored bytes are those of `payload`.

        Raises `ArtifactCorruptError`, with `expected` and `found`, if they are not.
        """
        ...

    def exists(self, path: str) -> bool:
        """Whether there is a payload at `path`."""
        ...

    def size(self, path: str) -> int:
        """Bytes the payload takes."""
        ...

    def delete(self, path: str) -> int:
        """Bytes given back by removing the payload; 0 if there was none."""
        ...

    def sweep(self, *, older_than_s: float = DAY_S) -> int:
        """How many unfinished saves, untouched for that long, were removed.

        Unfinished saves are what killed processes leave; they do no harm but take room.
        """
        ...
