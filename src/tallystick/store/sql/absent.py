"""Stores that somebody asked for and that are not there."""

from __future__ import annotations

from pathlib import Path

from tallystick.errors import NotFoundError
from tallystick.store.sql.connecting import FILE, file_at


def check_store_at(folder: Path, *, named_by: str = "") -> None:
    """`NotFoundError` where there is no store in `folder`, which says where one may be.

    `named_by` is the option or variable that asked for it.
    """
    if file_at(folder / FILE) is not None:
        return
    found = f"the folder has no {FILE}" if folder.is_dir() else "there is no such folder"
    asked = f", which {named_by} names" if named_by else ""
    raise NotFoundError(
        f"There is no store in {str(folder)!r}{asked}: {found}. {_hint(folder)}",
        given=str(folder),
    )


def _hint(folder: Path) -> str:
    for near in (folder / "store", folder / ".tallystick" / "store", folder.parent):
        if (near / FILE).is_file():
            return f"There is one in {str(near)!r}."
    return f"Check the path; a pipeline that runs with TALLYSTICK_STORE={folder} makes one there."
