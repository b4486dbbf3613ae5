"""Waiting for other writers: short sleeps of random length, for a bounded time.

Sleeps of equal average length give every waiter the same chance each time the store becomes free.
A queue of file locks was tried and is no faster, and would need one more file in the store.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from tallystick.errors import StoreBusyError
from tallystick.store.sql.failures import is_busy

T = TypeVar("T")

_SHORT_S = 0.0004
_LONG_S = 0.01
_SHORT_FOR_S = 1.0


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
    while True:
        waited = time.monotonic() - began
        time.sleep((_SHORT_S if waited < _SHORT_FOR_S else _LONG_S) * random.random() * 2)  # noqa: S311  # no secret
        try:
            return attempt()
        except sqlite3.OperationalError as error:
            if not is_busy(error):
                raise
            if waited > patience_s:
                raise busy(path, waited) from error


def busy(path: Path, waited_s: float) -> StoreBusyError:
    """The error for having waited in vain."""
    return StoreBusyError(
        f"The store {str(path)!r} was kept by another writer for {waited_s:.0f} s. "
        "See which process uses it; trying again is safe.",
        path=str(path),
        waited_s=waited_s,
    )
