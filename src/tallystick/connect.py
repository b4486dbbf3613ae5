"""From a URL to a store: the only place that picks an implementation."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from tallystick.config import (
    check_store,
    is_database,
    is_served,
    load_settings,
    spool_folder,
    store_folder,
)
from tallystick.errors import InvalidArgumentError

if TYPE_CHECKING:
    from tallystick.store.base import Store

_lock = threading.Lock()
_open: dict[tuple[int, str, str], Store] = {}

# A thread that is not in the child must not be within when the process is copied.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_lock.acquire, after_in_parent=_lock.release, after_in_child=_lock.release
    )


def connect(
    url: str | None = None, *, durability: str | None = None, must_exist: bool = False
) -> Store:
    """The store at `url`, opened; None for the one that settings name.

    A folder, `file:///folder` or `sqlite:////folder` is a store on this machine, made by the first
    command where there is none; until then it reads as empty, or with `must_exist` reading raises
    `NotFoundError`. `http://server:8237` is a store behind a server, which is asked when the store
    is first used, with the token of the settings. `postgresql://user@host/database` is one in a
    database, which needs the extra `postgresql`. `memory://` and `memory://name` last as long as
    the process. The same URL gives the same open store within one process.

    Raises `InvalidArgumentError` for a URL that no store is known for, and what opening raises.
    """
    settings = load_settings()
    url = settings.store if url is None else str(url)
    durability = durability or settings.durability
    check_store(url)
    folder = store_folder(url)
    if must_exist and folder is not None and not (folder / "store.db").exists():
        # Not the one that others share, for whom it may still come to be.
        return _opened(url, durability, must_exist=True)
    if must_exist and is_database(url) and not _is_open(url, durability):
        return _opened(url, durability, must_exist=True)
    # A forked child must not share its parent's connections.
    key = (os.getpid(), _place(url), durability)
    with _lock:
        if key not in _open:
            _open[key] = _opened(url, durability)
        return _open[key]


def _is_open(url: str, durability: str) -> bool:
    with _lock:
        return (os.getpid(), _place(url), durability) in _open


def _opened(url: str, durability: str, *, must_exist: bool = False) -> Store:
    folder = store_folder(url)
    if folder is not None:
        if folder.exists() and not folder.is_dir():
            raise InvalidArgumentError(
                f"The store {str(folder)!r} is a file; a store is a folder.", given=url
            )
        from tallystick.store.sql import SqlStore

        return SqlStore.open(folder, durability=durability, must_exist=must_exist)
    if is_database(url):
        from tallystick.store.sql import SqlStore

        return SqlStore.at(url, durability=durability, must_exist=must_exist)
    if is_served(url):
        from tallystick.store.rest import RemoteStore

        settings = load_settings()
        return RemoteStore(url, token=settings.token, spool=spool_folder(settings.home))
    from tallystick.store.memory import MemoryStore

    return MemoryStore()


def _place(url: str) -> str:
    """The same for every way to name a store."""
    folder = store_folder(url)
    return str(folder) if folder else url.rstrip("/")


def forget_store(url: str) -> None:
    """Close the store at `url` in this process; the next `connect` opens it anew."""
    place = _place(url)
    with _lock:
        for key in [key for key in _open if key[:2] == (os.getpid(), place)]:
            _open.pop(key).close()
