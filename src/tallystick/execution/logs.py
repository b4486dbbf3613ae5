"""What steps print and log, kept in a file per step run and still shown as ever."""

from __future__ import annotations

import io
import logging
import sys
import threading
from pathlib import Path
from typing import Any, TextIO

from tallystick.tracking.current import running_step

_FORMAT = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")


class StepLog:
    """The log file of one step run, made when the first text comes."""

    def __init__(self, folder: Path, relative: str) -> None:
        self._path = folder / relative
        self._relative = relative
        self._file: TextIO | None = None
        self._lock = threading.Lock()
        self._closed = False

    def write(self, text: str) -> None:
        """Append; never raises, since losing a log line must not fail a step."""
        try:
            with self._lock:
                if self._closed:
                    return
                if self._file is None:
                    self._path.parent.mkdir(parents=True, exist_ok=True)
                    self._file = self._path.open("a", encoding="utf-8", errors="replace")
                self._file.write(text)
                if "\n" in text:
                    self._file.flush()
        except OSError:
            self._closed = True

    def close(self) -> str | None:
        """Finish the file; its path in the store's logs, None where nothing was written."""
        with self._lock:
            self._closed = True
            if self._file is None:
                return None
            self._file.close()
            return self._relative


class _Tee(io.TextIOBase):
    """A stream that shows text where it was shown before and gives it to the running step's log."""

    def __init__(self, shown: TextIO) -> None:
        self.shown = shown

    def write(self, text: str) -> int:
        step = running_step()
        if step is not None and step.log is not None:
            step.log.write(text)
        return self.shown.write(text)

    def flush(self) -> None:
        self.shown.flush()

    def isatty(self) -> bool:
        return self.shown.isatty()

    def fileno(self) -> int:
        return self.shown.fileno()

    def writable(self) -> bool:
        return True

    def __getattr__(self, name: str) -> Any:
        return getattr(self.shown, name)


class _ToStepLog(logging.Handler):
    """Gives log records to the running step's log, unless a handler prints them through a tee."""

    def emit(self, record: logging.LogRecord) -> None:
        root = logging.getLogger()
        others = [handler for handler in root.handlers if handler is not self]
        if any(isinstance(getattr(handler, "stream", None), _Tee) for handler in others):
            return
        if not others and record.levelno >= logging.WARNING:
            # Being there, this handler silences Python's last resort, which prints warnings.
            print(record.getMessage(), file=sys.stderr)
            return
        step = running_step()
        if step is not None and step.log is not None:
            step.log.write(_FORMAT.format(record) + "\n")


class capture_output:
    """While entered, output of running steps also goes to their logs; may be entered by several."""

    _lock = threading.Lock()
    _entered = 0
    _handler = _ToStepLog()

    def __enter__(self) -> None:
        kind = type(self)
        with kind._lock:
            kind._entered += 1
            if kind._entered == 1:
                sys.stdout = _Tee(sys.stdout)
                sys.stderr = _Tee(sys.stderr)
                logging.getLogger().addHandler(kind._handler)

    def __exit__(self, *_: object) -> None:
        kind = type(self)
        with kind._lock:
            kind._entered -= 1
            if kind._entered == 0:
                logging.getLogger().removeHandler(kind._handler)
                # Someone else may have put a stream of theirs on top; theirs stays.
                if isinstance(sys.stdout, _Tee):
                    sys.stdout = sys.stdout.shown
                if isinstance(sys.stderr, _Tee):
                    sys.stderr = sys.stderr.shown
