"""One process's part of the spool: segments of frames, in a folder that it has locked."""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path
from typing import NamedTuple

from tallystick.errors import StoreBusyError, StoreUnwritableError
from tallystick.records.ids import new_id
from tallystick.store.rest.spool.frames import framed
from tallystick.wire.limits import MOST_COMMANDS

SEGMENT_BYTES = 1 << 20
"""A segment is one request: large enough to be worth it, small enough to be sent again."""

SUFFIX = ".frames"
_LOCK = "lock"
_FLAGS = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND


class Segment(NamedTuple):
    """A file of frames that nobody writes any more."""

    path: Path
    last: int
    """How many frames this process had appended when it was closed."""


class Segments:
    """A folder of segments. Threads may append, and one at a time deliver.

    What `append` has returned from survives the end of the process.
    """

    def __init__(self, folder: Path, lock: int) -> None:
        self.folder = folder
        self.appended = 0
        self._lock_file = lock
        self._mutex = threading.Lock()
        self._sealed = [Segment(path, 0) for path in segment_paths(folder)]
        self._number = int(self._sealed[-1].path.stem) if self._sealed else 0
        self._writing: int | None = None
        self._size = 0
        self._commands = 0
        self._closed = False

    @classmethod
    def begin(cls, spool: Path) -> Segments:
        """A new folder in `spool`, for this process to append to.

        Raises `StoreUnwritableError` where it cannot be made.
        """
        name = str(new_id())
        hidden, folder = spool / f".{name}", spool / name
        try:
            hidden.mkdir(parents=True)
            lock = _locked(hidden)
            # Seen by others only now that it is locked; the lock goes with it.
            hidden.rename(folder)
        except OSError as error:
            raise _unwritable(folder, error) from error
        return cls(folder, lock)

    @classmethod
    def take_over(cls, folder: Path) -> Segments:
        """What a process left that has ended. Raises `StoreBusyError` where it has not."""
        return cls(folder, _locked(folder))

    def append(self, payload: bytes, commands: int) -> bool:
        """Keep `payload` after all others; False where this was closed.

        Raises `StoreUnwritableError` where the disk is full or read-only; nothing is kept then.
        """
        frame = framed(payload, commands)
        with self._mutex:
            if self._closed:
                return False
            try:
                if (
                    self._writing is None
                    or self._size + len(frame) > SEGMENT_BYTES
                    or self._commands + commands > MOST_COMMANDS
                ):
                    self._begin_segment()
                self._write(frame)
            except OSError as error:
                raise _unwritable(self.folder, error) from error
            self._size += len(frame)
            self._commands += commands
            self.appended += 1
            return True

    @property
    def waits(self) -> bool:
        """Whether there is anything to deliver."""
        return bool(self._sealed) or self._writing is not None

    @property
    def has_sealed(self) -> bool:
        """Whether there is a segment that gets no larger."""
        return bool(self._sealed)

    def first(self) -> Segment | None:
        """The oldest segment, to which nothing is appended any more; None for none."""
        with self._mutex:
            if not self._sealed:
                self._seal()
            return self._sealed[0] if self._sealed else None

    def remove(self, segment: Segment) -> None:
        """It waits no longer."""
        segment.path.unlink(missing_ok=True)
        with self._mutex:
            self._sealed.remove(segment)

    def close(self) -> None:
        """Let others deliver what is left; a folder with nothing left goes."""
        with self._mutex:
            self._seal()
            self._closed = True
            if not self._sealed:
                # Another that waited for this lock may have been faster.
                with contextlib.suppress(OSError):
                    (self.folder / _LOCK).unlink(missing_ok=True)
                    self.folder.rmdir()
            os.close(self._lock_file)

    def let_go(self) -> None:
        """In a forked process: what the parent holds is not held here."""
        for handle in (self._lock_file, self._writing):
            if handle is not None:
                with contextlib.suppress(OSError):
                    os.close(handle)

    def _begin_segment(self) -> None:
        self._seal()
        self._number += 1
        self._writing = os.open(self.folder / f"{self._number:08}{SUFFIX}", _FLAGS, 0o600)
        self._size = self._commands = 0

    def _write(self, frame: bytes) -> None:
        """All of `frame` or nothing, by one call where the disk is not full."""
        assert self._writing is not None  # noqa: S101  a segment was begun
        done = 0
        try:
            done = os.write(self._writing, frame)
            while done < len(frame):
                done += os.write(self._writing, frame[done:])
        except OSError:
            if done:
                os.ftruncate(self._writing, self._size)
            raise

    def _seal(self) -> None:
        """Nothing is appended any more to the segment that is being written; an empty one goes."""
        if self._writing is None:
            return
        os.close(self._writing)
        self._writing = None
        path = self.folder / f"{self._number:08}{SUFFIX}"
        if self._size:
            self._sealed.append(Segment(path, self.appended))
        else:
            path.unlink(missing_ok=True)


def segment_paths(folder: Path) -> list[Path]:
    """The files of segments in a folder, oldest first."""
    return sorted(folder.glob(f"*{SUFFIX}"))


def is_owned(folder: Path) -> bool:
    """Whether a process that goes on appends there, or delivers from there."""
    try:
        os.close(_locked(folder))
    except StoreBusyError:
        return True
    except FileNotFoundError:
        # Delivered meanwhile, to the end.
        return False
    return False


def _locked(folder: Path) -> int:
    """The open lock file of a folder, locked for as long as it is open."""
    import fcntl

    handle = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise StoreBusyError(
            f"The spool {str(folder)!r} belongs to a process that goes on; it delivers by itself.",
            path=str(folder),
        ) from None
    return handle


def _unwritable(folder: Path, error: OSError) -> StoreUnwritableError:
    return StoreUnwritableError(
        f"The spool {str(folder)!r} cannot be written: {error.strerror or error}. "
        "Nothing of this call was kept; what was kept before is safe. Make room, or let "
        "TALLYSTICK_HOME name a folder elsewhere.",
        path=str(folder),
    )
