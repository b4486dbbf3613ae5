"""What steps print and log, kept in a file per step run and still shown as ever."""

from __future__ import annotations

import copy
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from io import FileIO
from pathlib import Path
from typing import Any, TextIO, cast

from tallystick.tracking.current import LogSink, running_step

_FORMAT = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")


_LONGEST_PART = 8192


class StepLog:
    """The log file of one step run, made when the first text comes.

    Lines of several threads, and of processes that the step forks, are kept whole.
    """

    def __init__(self, folder: Path, relative: str) -> None:
        self._path = folder / relative
        self._relative = relative
        self._file: FileIO | None = None
        self._lock = threading.Lock()
        self._closed = False
        self._parts: dict[tuple[int, int], str] = {}

    def write(self, text: str) -> None:
        """Append; never raises, since losing a log line must not fail a step.

        Lines that were written survive the end of the process.
        """
        with self._lock:
            if self._closed:
                return
            # `print` writes a line in parts. A forked process must not end those of its parent.
            speaker = (os.getpid(), threading.get_ident())
            text = self._parts.pop(speaker, "") + text
            lines, newline, rest = text.rpartition("\n")
            if len(rest) > _LONGEST_PART:
                lines, newline, rest = text, "", ""
            if rest:
                self._parts[speaker] = rest
            if lines or newline:
                self._append(lines + newline)

    def _append(self, text: str) -> None:
        try:
            if self._file is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                # Unbuffered, so that a forked process does not write our text once more.
                self._file = FileIO(str(self._path), "a")
            self._file.write(text.encode("utf-8", errors="replace"))
        except OSError:
            self._closed = True

    @property
    def written(self) -> str | None:
        """The file's path within the store's logs, None where nothing was written."""
        # A forked process may have written what this one has not.
        is_there = self._file is not None or self._parts or self._path.is_file()
        return self._relative if is_there else None

    def close(self) -> None:
        """Finish the file; what is written later is left out."""
        with self._lock:
            own = [part for (pid, _), part in self._parts.items() if pid == os.getpid()]
            if own and not self._closed:
                self._append("\n".join(own))
            self._closed = True
            if self._file is not None:
                self._file.close()


_in_handlers: ContextVar[bool] = ContextVar("tallystick_in_handlers", default=False)
"""Whether logging's handlers are at work: what they print is in the log already."""


def _log_here() -> LogSink | None:
    step = running_step()
    return None if step is None else step.log


class _Tee:
    """A stream that shows text where it was shown before and gives it to the running step's log.

    All else is asked of the stream itself.
    """

    def __init__(self, shown: TextIO) -> None:
        self.shown = shown

    def write(self, text: str) -> int:
        log = _log_here()
        if log is not None and not _in_handlers.get():
            log.write(text)
        return self.shown.write(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.shown, name)


_CallHandlers = Callable[[logging.Logger, logging.LogRecord], None]


def _logging_too(call_handlers: _CallHandlers) -> _CallHandlers:
    """`Logger.callHandlers` that gives the record to the running step's log first.

    A handler on the root logger would do the same, but be in the way of `logging.basicConfig`,
    see nothing of loggers that do not propagate, and end Python's printing of warnings.
    """

    def with_step_log(self: logging.Logger, record: logging.LogRecord) -> None:
        log = _log_here()
        if log is None:
            call_handlers(self, record)
            return
        log.write(_text(record) + "\n")
        token = _in_handlers.set(True)
        try:
            call_handlers(self, record)
        finally:
            _in_handlers.reset(token)

    return with_step_log


def _text(record: logging.LogRecord) -> str:
    try:
        # Of a copy, since formatting leaves its traces on the record.
        return _FORMAT.format(copy.copy(record))
    except Exception:  # noqa: BLE001  arguments that do not fit: logging shows that itself
        return f"{record.levelname} {record.name}: {record.msg!r} {record.args!r}"


class capture_output:  # noqa: N801  used as a function is, like contextlib's
    """While entered, output of running steps also goes to their logs; may be entered by several."""

    _lock = threading.Lock()
    _entered = 0
    _call_handlers = logging.Logger.callHandlers
    _logging = _logging_too(_call_handlers)

    def __enter__(self) -> None:
        kind = type(self)
        with kind._lock:
            kind._entered += 1
            if kind._entered == 1:
                self._begin()

    def __exit__(self, *_: object) -> None:
        kind = type(self)
        with kind._lock:
            kind._entered -= 1
            if kind._entered == 0:
                self._end()

    @classmethod
    def _begin(cls) -> None:
        cls._call_handlers = logging.Logger.callHandlers
        cls._logging = _logging_too(cls._call_handlers)
        logging.Logger.callHandlers = cls._logging  # type: ignore[assignment, method-assign]  # the point of it
        for name in ("stdout", "stderr"):
            stream = getattr(sys, name)
            if stream is not None:
                setattr(sys, name, cast(TextIO, _Tee(stream)))

    @classmethod
    def _end(cls) -> None:
        # Someone else may have put something of theirs on top; theirs stays.
        if logging.Logger.callHandlers is cls._logging:
            logging.Logger.callHandlers = cls._call_handlers  # type: ignore[method-assign]  # as it was
        for name in ("stdout", "stderr"):
            stream = getattr(sys, name)
            if isinstance(stream, _Tee):
                setattr(sys, name, stream.shown)
