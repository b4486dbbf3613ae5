"""What SQLite reports, as the errors every store raises."""

from __future__ import annotations

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
_REMEDIES = {
    sqlite3.SQLITE_FULL: "The disk is full; make room and try again.",
    sqlite3.SQLITE_READONLY: "It cannot be written; check who may write the file and its folder.",
    sqlite3.SQLITE_PERM: "It cannot be written; check who may write the file and its folder.",
    sqlite3.SQLITE_CANTOPEN: "Check that its folder exists and who may use it.",
    sqlite3.SQLITE_IOERR: "Check that the disk is there and has room.",
}


def code_of(error: sqlite3.Error) -> int:
    """SQLite's primary result code; 0 where the error does not come from SQLite itself."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def is_unwritable(error: sqlite3.Error) -> bool:
    """Whether SQLite could not write where it has to, which it has to even for reading."""
    return code_of(error) in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)


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
        return StoreUnwritableError(f"{where}: {error}. {_REMEDIES[code]}", **facts)
    return StoreError(f"{where} failed: {error}.", **facts)
