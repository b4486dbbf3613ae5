r"""The checksum of a payload.

It is the SHA-256 of what `sha256sum` prints for its files in the order of their names as bytes:
one line each, the file's own SHA-256 in hex, two spaces, the name.
So anyone can check a payload without Tallystick, in its folder:

    find . -type f -printf '%P\n' | LC_ALL=C sort | xargs -d '\n' sha256sum | sha256sum

A payload that is a single file in place, as registered files are, has its own name as the line.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from tallystick.artifacts.storage.base import Payload
from tallystick.errors import ArtifactCorruptError, MaterializerError

BUFFER_BYTES = 1 << 20


def payload_of(
    path: str, files: Iterable[tuple[str, int]], open_file: Callable[[str], BinaryIO]
) -> Payload:
    """The payload at `path`, given its files and a way to read them; reads each once, in pieces."""
    ordered = sorted(files, key=lambda file: file[0].encode())
    lines = hashlib.sha256()
    seen: list[tuple[str, int]] = []
    for name, _ in ordered:
        with open_file(name) as file:
            hexadecimal, size_bytes = _sha256(file)
        lines.update(f"{hexadecimal}  {name}\n".encode())
        seen.append((name, size_bytes))
    return Payload(
        path=path,
        size_bytes=sum(size for _, size in seen),
        sha256=lines.hexdigest(),
        files=tuple(seen),
    )


def _sha256(file: BinaryIO) -> tuple[str, int]:
    digest = hashlib.sha256()
    size_bytes = 0
    while piece := file.read(BUFFER_BYTES):
        digest.update(piece)
        size_bytes += len(piece)
    return digest.hexdigest(), size_bytes


def local_payload(folder: Path, path: str) -> Payload:
    """The payload that a local folder, or a single file, is now; links count as what they name.

    Raises `ArtifactCorruptError` for files that no payload can have.
    """
    try:
        files = local_files(folder, follow_links=True)
    except MaterializerError as error:
        raise ArtifactCorruptError(
            f"The artifact at {path!r} was changed: {error}", path=path
        ) from error
    inside = folder if folder.is_dir() else folder.parent
    return payload_of(path, files, lambda name: (inside / name).open("rb"))


def local_files(folder: Path, *, follow_links: bool = False) -> list[tuple[str, int]]:
    """Relative name and size of every file under a folder, or of the one file it is.

    Raises `MaterializerError` for links (unless followed), sockets and devices, and for names
    with a line break or a backslash, which `sha256sum` would print in its own way.
    """
    if not folder.is_dir():
        return [(folder.name, folder.stat().st_size)]
    return list(_walk(str(folder), "", follow_links, ()))


def _walk(
    folder: str, prefix: str, follow_links: bool, above: tuple[str, ...]
) -> Iterator[tuple[str, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            name = prefix + entry.name
            if "\n" in name or "\\" in name:
                raise MaterializerError(f"The file name {name!r} cannot be stored: rename it.")
            if entry.is_file(follow_symlinks=follow_links):
                yield name, entry.stat(follow_symlinks=follow_links).st_size
            elif entry.is_dir(follow_symlinks=follow_links):
                # Followed links may lead back to a folder above; each is walked once on a branch.
                real = os.path.realpath(entry.path) if follow_links else ""
                if not follow_links or real not in above:
                    yield from _walk(entry.path, name + "/", follow_links, (*above, real))
            else:
                raise MaterializerError(
                    f"{name!r} is a link or a special file, which cannot be stored: "
                    "write the content itself.",
                    name=name,
                )


def check(found: Payload, *, sha256: str) -> None:
    """Return if `found` has this digest; raise `ArtifactCorruptError` naming both if not."""
    if found.sha256 == sha256:
        return
    names = ", ".join(f"{name} ({size} bytes)" for name, size in found.files[:5]) or "no files"
    raise ArtifactCorruptError(
        f"The files of the artifact at {found.path!r} are not those that were recorded: "
        f"expected SHA-256 {sha256}, found {found.sha256}, from {names}. "
        "Restore them from a copy, or run the step that made the artifact again.",
        path=found.path,
        expected=sha256,
        found=found.sha256,
    )
