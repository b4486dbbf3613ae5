"""Where the spool for each server is, and what was set aside there."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, unquote

import msgspec

from tallystick.config.files import replace_file
from tallystick.errors import StoreBusyError
from tallystick.records.clock import now
from tallystick.store.rest.spool.frames import Damage
from tallystick.store.rest.spool.segments import Segments
from tallystick.wire.problems import Problem

_log = logging.getLogger("tallystick")

_REFUSED = "refused"
_DAMAGED = "damaged"
_ASIDE = (_REFUSED, _DAMAGED)


class Said(msgspec.Struct, frozen=True):
    """Of a command in the spool: what names it and when it was said."""

    command: str
    id: str
    at: datetime


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """Commands that the server did not take, and why."""

    refused_at: datetime
    problem: Problem
    commands: msgspec.Raw


_SAID = msgspec.json.Decoder(tuple[Said, ...])


def said_in(payload: bytes | msgspec.Raw) -> tuple[Said, ...]:
    """The commands of a payload. `msgspec.DecodeError` where it holds none."""
    return _SAID.decode(payload)


class Place:
    """The spool for one server: a folder for each process, and one for what was set aside."""

    def __init__(self, root: Path, url: str) -> None:
        self.url = url
        self.folder = root / quote(url, safe="")

    def begin(self) -> Segments:
        """A new folder for this process. Raises `StoreUnwritableError` where it cannot be made."""
        return Segments.begin(self.folder)

    def processes(self) -> list[Path]:
        """The folders of processes, those that began first before the others."""
        return sorted(
            folder
            for folder in self.folder.glob("*/")
            if not folder.name.startswith(".") and folder.name not in _ASIDE
        )

    def abandoned(self) -> Iterator[Segments]:
        """What processes left that have ended, each taken over; the caller closes them."""
        for folder in self.processes():
            try:
                yield Segments.take_over(folder)
            except (StoreBusyError, FileNotFoundError):
                continue

    def refused(self) -> list[tuple[Path, Refused]]:
        """What the server refused, in order of when it was said, with the files that hold it."""
        paths = sorted((self.folder / _REFUSED).glob("*.json"))
        return [(path, msgspec.json.decode(path.read_bytes(), type=Refused)) for path in paths]

    def damaged(self) -> list[Path]:
        """Files of bytes that were frames once."""
        return sorted((self.folder / _DAMAGED).glob("*.bytes"))

    def keep_refused(self, payload: bytes, problem: Problem) -> bool:
        """Set commands aside, with the reason; False where they were refused before."""
        first = said_in(payload)[0]
        path = self.folder / _REFUSED / f"{first.id}.json"
        if path.exists():
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        refused = Refused(refused_at=now(), problem=problem, commands=msgspec.Raw(payload))
        replace_file(path, msgspec.json.encode(refused).decode())
        return True

    def keep_damaged(self, segment: Path, damage: Damage) -> None:
        """Set bytes aside that cannot be read, and say so."""
        name = f"{segment.parent.name}-{segment.stem}-{damage.start}.bytes"
        path = self.folder / _DAMAGED / name
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(damage.data)
        _log.warning(
            "The spool file %s was damaged at byte %d: %d bytes are set aside in %s.",
            *(segment, damage.start, len(damage.data), path),
        )


def places(root: Path) -> list[Place]:
    """The spools of all servers that anything was said to, by address."""
    return [Place(root, unquote(folder.name)) for folder in sorted(root.glob("*/"))]
