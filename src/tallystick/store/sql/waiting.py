"""Waiting for other writers: short sleeps of random length, for a bounded time.

Sleeps of equal average length give every waiter the same chance each time the store becomes free.
A queue of file locks was tried and is no faster, and would need one more file in the store.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from tallystick.errors import StoreBusyError
from tallystick.store.sql.failures import is_busy

T = TypeVar("T")

_FIRST_S = 0.001
_USUAL_S = 0.004
_LATE_S = 0.02
_LATE_AFTER_S = 1.0

_WRITE_LOCK = 120
"""The byte of the shared-memory file that SQLite's writer locks (https://sqlite.org/walformat.html)."""


def patiently(attempt: Callable[[], T], patience_s: float, path: Path) -> T:
    """What `attempt` returns, tried again for as long as others hold what it needs.

    Raises `StoreBusyError` when that lasts longer than `patience_s`.
    """
    try:
        return attempt()
    except sqlite3.OperationalError as error:
        if not is_busy(error):
            raise
    began = time.monotonic()
    pause_s = _FIRST_S
    while True:
        time.sleep(pause_s * os.urandom(1)[0] / 128)
        waited = time.monotonic() - began
        pause_s = min(pause_s * 2, _USUAL_S) if waited < _LATE_AFTER_S else _LATE_S
        try:
            return attempt()
        except sqlite3.OperationalError as error:
            if not is_busy(error):
                raise
            if waited > patience_s:
                raise busy(path, waited) from error


def busy(path: Path, waited_s: float) -> StoreBusyError:
    """The error for having waited in vain."""
    holder = _holder(path)
    return StoreBusyError(
        f"The store {str(path)!r} was kept by {holder or 'another writer'} for {waited_s:.0f} s. "
        "Nothing was changed, and trying again is safe.",
        path=str(path),
        waited_s=waited_s,
        holder=holder,
    )


def _holder(path: Path) -> str | None:
    """The process that is writing, where the system tells."""
    try:
        inode = path.with_name(f"{path.name}-shm").stat().st_ino
        locks = Path("/proc/locks").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    for line in locks:
        # 1: POSIX  ADVISORY  WRITE 4711 fe:00:131 120 120
        words = line.split()
        if len(words) == 8 and words[3] == "WRITE" and words[5].endswith(f":{inode}"):
            first, last = words[6:]
            if first.isdigit() and last.isdigit() and int(first) <= _WRITE_LOCK <= int(last):
                return f"process {words[4]} ({_name_of(words[4])})"
    return None


def _name_of(pid: str) -> str:
    try:
        line = Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "ended"
    return " ".join(line.split("\0"))[:100].strip()
