"""What steps printed, in files below the folder for logs."""

from __future__ import annotations

import codecs
import contextlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from tallystick.client.session import Session
from tallystick.errors import StoreCorruptError

_CHUNK_BYTES = 1 << 16


def log_path(run_id: UUID, step_run_id: UUID) -> str:
    """Where the log of a step run is, within the folder for logs; there once it has printed."""
    return f"{run_id}/{step_run_id}.log"


def read_log(session: Session, log: str) -> str:
    """The text of a log; empty where there is no file.

    Raises `StoreCorruptError` for one that is not below the folder for logs.
    """
    return "".join(LogReader(session, log).unread())


def last_written(session: Session, log: str) -> datetime | None:
    """When something was last written to a log; None where nothing was."""
    try:
        written = _file(session, log).stat().st_mtime
    except OSError:
        return None
    return datetime.fromtimestamp(written, UTC)


class LogReader:
    """Reads a log that may still grow.

    Raises `StoreCorruptError` for one that is not below the folder for logs.
    """

    def __init__(self, session: Session, log: str) -> None:
        self._file = _file(session, log)
        self._read_bytes = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")

    def unread(self) -> Iterator[str]:
        """What was written since this was asked last, in parts; nothing while there is no file."""
        with contextlib.suppress(FileNotFoundError), self._file.open("rb") as file:
            file.seek(self._read_bytes)
            while part := file.read(_CHUNK_BYTES):
                self._read_bytes += len(part)
                yield self._decoder.decode(part)


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
