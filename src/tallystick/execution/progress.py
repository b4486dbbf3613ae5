"""What a person at a terminal sees of a run; nothing where nobody looks."""

from __future__ import annotations

import os
import sys
import threading
from typing import TextIO

from tallystick.execution.failures import shortened
from tallystick.records.runs import Status

_MARKS = {
    Status.COMPLETED: ("32", "✓"),
    Status.CACHED: ("36", "↺"),
    Status.FAILED: ("31", "✗"),
    Status.RETRIED: ("33", "↻"),
    Status.STOPPED: ("33", "■"),
}


_WIDTH = 80
"""Characters in a line of a terminal that does not tell."""


class Progress:
    """Prints a line per step to the error stream if that is a terminal."""

    def __init__(self, pipeline: str, steps: int) -> None:
        self._to: TextIO | None = getattr(sys.stderr, "shown", sys.stderr)
        self._shows = (
            bool(self._to and self._to.isatty())
            and os.environ.get("TALLYSTICK_PROGRESS", "1") != "0"
        )
        self._color = "NO_COLOR" not in os.environ
        self._steps = steps
        self._done = 0
        self._lock = threading.Lock()
        self._pipeline = pipeline

    def begin(self, run: str) -> None:
        """The run has begun, under this name."""
        self._line(f"{self._bold(self._pipeline)}  {self._dim(run)}")

    def step(self, name: str, status: Status, duration_s: float, note: str = "") -> None:
        """A step has come to an end."""
        color, mark = _MARKS.get(status, ("0", "·"))
        with self._lock:
            self._done += status is not Status.RETRIED
            number = f"{self._done}/{self._steps}"
        taken = f"  {mark} {number} {name:<24} {duration_text(duration_s):>8}  "
        note = shortened(note, max(0, self._width() - len(taken)))
        detail = self._dim(f"{duration_text(duration_s):>8}  {note}".rstrip())
        self._line(f"  {self._paint(color, mark)} {self._dim(number)} {name:<24} {detail}")

    def end(self, status: Status, duration_s: float) -> None:
        """The run has come to an end."""
        color, mark = _MARKS.get(status, ("0", "·"))
        self._line(f"{self._paint(color, mark)} {status} in {duration_text(duration_s)}")

    def left(self, text: str, *, always: bool) -> None:
        """The run was left before its end; `always` says so where nobody looks, too."""
        color, mark = _MARKS[Status.STOPPED]
        # On a line of its own: the terminal has shown what was typed to end it.
        shown = f"\n{self._paint(color, mark)} {text}" if self._shows else text
        self._line(shown, always=always)

    def waits(self, text: str) -> None:
        """The run cannot go on yet, for this reason."""
        self._line(f"\n{self._dim(text)}")

    def _line(self, text: str, *, always: bool = False) -> None:
        if self._to is None or not (self._shows or always):
            return
        try:
            self._to.write(self._writable(text) + "\n")
            self._to.flush()
        except (OSError, ValueError):
            # Closed, or nobody reads it any more: that must not fail a run.
            self._shows = False

    def _width(self) -> int:
        try:
            return os.get_terminal_size(self._to.fileno()).columns if self._to else _WIDTH
        except (AttributeError, OSError, ValueError):
            return _WIDTH

    def _writable(self, text: str) -> str:
        encoding = getattr(self._to, "encoding", None) or "utf-8"
        return text.encode(encoding, errors="replace").decode(encoding)

    def _paint(self, color: str, text: str) -> str:
        return f"\x1b[{color}m{text}\x1b[0m" if self._color else text

    def _bold(self, text: str) -> str:
        return self._paint("1", text)

    def _dim(self, text: str) -> str:
        return self._paint("2", text)


def duration_text(seconds: float) -> str:
    """A duration as people say it.

    >>> [duration_text(s) for s in (0.0042, 3.21, 75, 7384)]
    ['4 ms', '3.2 s', '1 min 15 s', '2 h 3 min']
    """
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(int(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"
