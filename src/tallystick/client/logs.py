"""What steps printed, in files below the folder for logs."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

from tallystick.client.session import Session
from tallystick.errors import StoreCorruptError


def read_log(session: Session, log: str) -> str:
    """The text of a log; empty where the file is gone.

    Raises `StoreCorruptError` for one that is not below the folder for logs.
    """
    file = _file(session, log)
    return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""


def remove_logs(session: Session, logs: Iterable[str]) -> None:
    """Remove log files, and the folders that are empty then; what is not a log of ours stays."""
    for log in logs:
        with contextlib.suppress(StoreCorruptError, OSError):
            file = _file(session, log)
            file.unlink(missing_ok=True)
            file.parent.rmdir()


def _file(session: Session, log: str) -> Path:
    """The file; a record from elsewhere must not name one outside of the folder."""
    folder = Path(session.settings.logs).absolute()
    file = folder / log
    if ".." in Path(log).parts or not file.is_relative_to(folder) or file == folder:
        raise StoreCorruptError(f"A step run names the log {log!r}, which is not below {folder}.")
    return file
