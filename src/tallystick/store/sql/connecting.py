"""One connection to the database file, set up the way a store needs it."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from tallystick.errors import StoreUnwritableError

FILE = "store.db"
PATIENCE_S = 60.0
"""How long a writer waits for others before it gives up."""

_CACHED_STATEMENTS = 256
_CACHE_KIB = 16_384
_CHECKPOINT_PAGES = 4_000
_MAPPED_BYTES = 2**40

Connection = sqlite3.Connection


def open_for_writing(path: Path, durability: str, *, create: bool) -> Connection:
    """A connection that begins and ends transactions when told to, and never waits by itself.

    SQLite's own waiting is unfair: it sleeps longer and longer while others come first.
    With `normal` durability commits survive the end of the process, with `full` the loss of power.
    """
    connection = _open(path, "mode=rwc" if create else "mode=rw", timeout=0.0)
    synchronous = "FULL" if durability == "full" else "NORMAL"
    connection.execute(f"PRAGMA synchronous = {synchronous}")
    # Some builds overwrite what is deleted with zeros, which costs a tenth of each write.
    connection.execute("PRAGMA secure_delete = OFF")
    # Pages that are written again and again in between go to the database file once.
    connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
    return connection


def open_for_reading(path: Path) -> Connection:
    """A connection that cannot change anything; it is rarely kept waiting."""
    connection = _open(path, "mode=rw", timeout=PATIENCE_S)
    # A search looks at thousands of pages all over the file. To take them from the system's memory
    # as they are is twice as fast as to copy them into a cache; SQLite maps as much as it can.
    connection.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
    connection.execute("PRAGMA query_only = ON")
    return connection


def file_at(path: Path) -> tuple[int, int] | None:
    """What tells the file at `path` from any other; None where there is none.

    Raises `StoreUnwritableError` where this process may not even look.
    """
    try:
        status = os.stat(path)  # noqa: PTH116  # every write asks, and Path is slower
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise StoreUnwritableError(
            f"The store {str(path)!r} cannot be reached: {error}.", path=str(path)
        ) from error
    return status.st_dev, status.st_ino


def open_unwritable(path: Path) -> Connection | None:
    """A connection to a store in a folder that this process may not write to, or has no room in.

    SQLite needs to write even to read, unless it is told that nobody writes. Where somebody does,
    a file beside the database has content: then None, and reading fails as SQLite says.
    """
    wal = path.with_name(f"{path.name}-wal")
    # SQLite itself makes it without content, before it finds that there is no room for more.
    if wal.exists() and wal.stat().st_size:
        return None
    return _open(path, "mode=ro&immutable=1", timeout=PATIENCE_S)


def _open(path: Path, options: str, *, timeout: float) -> Connection:
    # Connections go from thread to thread, one at a time.
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{options}",
        uri=True,
        timeout=timeout,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=_CACHED_STATEMENTS,
    )
    try:
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        connection.execute("PRAGMA temp_store = MEMORY")
    except sqlite3.Error:
        connection.close()
        raise
    return connection
