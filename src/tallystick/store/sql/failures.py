"""What SQLite reports, as the errors every store raises."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from tallystick.errors import (
    StoreBusyError,
    StoreCorruptError,
    StoreError,
    StoreUnwritableError,
)

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}
_RIGHTS = "It cannot be written; check who may write the file and its folder."
_REMEDIES = {
    sqlite3.SQLITE_FULL: "The disk is full; make room and try again.",
    sqlite3.SQLITE_READONLY: _RIGHTS,
    sqlite3.SQLITE_PERM: _RIGHTS,
    sqlite3.SQLITE_CANTOPEN: "Check that its folder exists and who may use it.",
    sqlite3.SQLITE_IOERR: "Check that the disk is there and has room.",
}
_NO_ROOM_BESIDE = sqlite3.SQLITE_IOERR_SHMSIZE
"""There was no room to make `store.db-shm`."""


def code_of(error: sqlite3.Error) -> int:
    """SQLite's primary result code; 0 where the error does not come from SQLite itself."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def is_unwritable(error: sqlite3.Error) -> bool:
    """Whether SQLite could not write where it has to, which it has to even for reading."""
    return (
        code_of(error) in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
        or getattr(error, "sqlite_errorcode", 0) == _NO_ROOM_BESIDE
    )


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another connection holds what was needed, so that trying again makes sense."""
    return code_of(error) in _BUSY


def failure(error: sqlite3.Error, path: Path) -> StoreError:
    """The error to raise instead; nothing was changed."""
    code = code_of(error)
    facts = {"path": str(path), "sqlite_error": getattr(error, "sqlite_errorname", None)}
    where = f"The store {str(path)!r}"
    if code in _BUSY:
        return StoreBusyError(f"{where} is in use by another process: {error}.", **facts)
    if code in _DAMAGED:
        return StoreCorruptError(
            f"{where} is damaged: {error}. Restore it from a copy, or try what SQLite's own shell "
            f"can read of it: sqlite3 {path.name} .recover",
            **facts,
        )
    if code in _REMEDIES:
        return StoreUnwritableError(f"{where}{_why(error, path)}", **facts)
    return StoreError(f"{where} failed: {error}.", **facts)


def _why(error: sqlite3.Error, path: Path) -> str:
    code = code_of(error)
    rest = path.with_name(f"{path.name}-wal")
    kept = rest.is_file() and rest.stat().st_size > 0
    if getattr(error, "sqlite_errorcode", 0) == _NO_ROOM_BESIDE:
        also = f", even to read what {rest.name} beside it holds" if kept else ""
        return f": its disk is full. SQLite needs room{also}; make some and try again."
    # SQLite says of both that a file cannot be opened.
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY) and path.parent.is_dir():
        if _is_mounted_read_only(path.parent):
            also = f"; copy the folder elsewhere to read what {rest.name} holds" if kept else ""
            return f": its disk is mounted read-only. It cannot be written there{also}."
        if not os.access(path.parent, os.W_OK):
            return f": {error}. {_RIGHTS}"
    return f": {error}. {_REMEDIES[code]}"


def _is_mounted_read_only(folder: Path) -> bool:
    try:
        return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    except (AttributeError, OSError):
        # Windows does not tell.
        return False
