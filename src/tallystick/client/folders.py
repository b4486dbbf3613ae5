"""Stores in folders: opened as such, and merged with their files."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tallystick.client.session import Session
from tallystick.config import store_folder
from tallystick.errors import InvalidArgumentError, StoreUnwritableError

if TYPE_CHECKING:
    from tallystick.store.merging import Merged
    from tallystick.store.sql import SqlStore


def _quietly(_: int) -> None:
    """Progress that nobody wants to see."""


def folder_store(session: Session) -> SqlStore:
    """The session's store; `InvalidArgumentError` where it is not one in a folder."""
    from tallystick.store.sql import SqlStore

    store = session.store
    if not isinstance(store, SqlStore) or store.connections.path is None:
        raise InvalidArgumentError(
            f"This is for stores in folders; {session.settings.shown_store!r} is none.",
            given=session.settings.shown_store,
        )
    return store


def merge_folder(
    source: str | Path, session: Session, progress: Callable[[int], None] = _quietly
) -> Merged:
    """Everything in the store in folder `source` is in the session's store as well.

    Files come first, so that nothing is recorded before its bytes are there; what has the same
    path is the same, since paths hold ids. `source` is only read.

    Raises what `open_source` does, and `StoreUnwritableError` where files cannot be copied.
    """
    from tallystick.store.merging import merge

    other, into = open_source(source, session), folder_store(session)
    folder = other.path.parent
    try:
        _copy(folder / "artifacts", Path(session.settings.artifact_storage))
        _copy(folder / "logs", Path(session.settings.logs))
        return merge(other, into, progress)
    finally:
        other.close()


def open_source(source: str | Path, session: Session) -> SqlStore:
    """The store in folder `source`, opened so that it can be merged into the session's store.

    Raises `NotFoundError` where there is no store in `source`, `InvalidArgumentError` where it is
    the same store or either is none in a folder, `StoreVersionError` for one of a newer release.
    """
    from tallystick.store.sql import SqlStore
    from tallystick.store.sql.absent import check_store_at

    folder = store_folder(str(source))
    if folder is None:
        raise InvalidArgumentError(
            f"Stores in folders can be merged; {str(source)!r} is none.", given=str(source)
        )
    check_store_at(folder)
    if folder.resolve() == folder_store(session).path.parent.resolve():
        raise InvalidArgumentError(
            f"{str(source)!r} is the store to merge into.", given=str(source)
        )
    return SqlStore.open(folder)


def _copy(source: Path, goal: Path) -> None:
    """Files of `source` that `goal` does not have, each appearing whole."""
    for path in sorted(source.rglob("*")):
        inner = path.relative_to(source)
        if inner.parts[0] == ".staging" or not path.is_file():
            continue
        copy = goal / inner
        if copy.exists():
            continue
        try:
            copy.parent.mkdir(parents=True, exist_ok=True)
            partial = copy.with_name(f".{copy.name}.partial")
            shutil.copyfile(path, partial)
            partial.replace(copy)
        except OSError as error:
            raise StoreUnwritableError(
                f"{str(copy)!r} cannot be written: {error}. What was copied so far does no harm; "
                "merging again goes on.",
                path=str(copy),
            ) from error
