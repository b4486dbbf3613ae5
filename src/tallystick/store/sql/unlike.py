"""What is where a store's database should be, and can be none."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

from tallystick.errors import StoreCorruptError

_BESIDE = ("artifacts", "logs")
_OF_SQLITE = "-wal"
_MAKING_S = 0.5
"""How long another process may take from making the file of a new store to what is in it."""


def check_file(path: Path) -> None:
    """`StoreCorruptError` where what is at `path` can be no store, or was one and was emptied.

    SQLite must not see such a file: it takes an empty one for a new database, and removes what it
    had not merged into the old one. Nothing is changed by looking.
    """
    until = time.monotonic() + _MAKING_S
    while True:
        try:
            status = os.stat(path)  # noqa: PTH116  # as `file_at`
        except OSError:
            return
        if stat.S_ISDIR(status.st_mode):
            raise _folder(path)
        if status.st_size or not (beside := _beside(path)):
            return
        # Where there are no hard links, a new store is empty for a moment.
        if time.monotonic() >= until:
            raise _emptied(path, beside)
        time.sleep(_MAKING_S / 20)


def _beside(path: Path) -> list[str]:
    """What only a store that was used has beside its file."""
    found = [f"{name}/" for name in _BESIDE if _has_content(path.with_name(name))]
    kept = path.with_name(path.name + _OF_SQLITE)
    if kept.is_file() and kept.stat().st_size:
        found.append(kept.name)
    return found


def _has_content(folder: Path) -> bool:
    try:
        return any(not one.name.startswith(".") for one in folder.iterdir())
    except OSError:
        return False


def _emptied(path: Path, beside: list[str]) -> StoreCorruptError:
    *most, last = beside
    named = f"{', '.join(most)} and {last}" if most else last
    copies = sorted(one.name for one in path.parent.glob(f"{path.name}.*.backup"))
    older = f" ({copies[-1]} beside it is of before an upgrade)" if copies else ""
    return StoreCorruptError(
        f"The store {str(path)!r} was emptied: the file has no content, and there is some in "
        f"{named} beside it. Nothing was changed. Restore {path.name} from a copy{older}, or move "
        f"the folder {str(path.parent)!r} away to begin anew.",
        path=str(path),
        beside=beside,
    )


def _folder(path: Path) -> StoreCorruptError:
    return StoreCorruptError(
        f"{str(path)!r} is a folder, and a store has its database in a file of this name. Move it "
        "away, or choose another folder for the store.",
        path=str(path),
    )
