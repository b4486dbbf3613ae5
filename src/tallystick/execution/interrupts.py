"""Being asked to end: by Ctrl-C, and by the signals that ask a process to."""

from __future__ import annotations

import os
import signal
import threading
from types import FrameType
from typing import Any, Self

_ASKING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals, beside that of Ctrl-C, by which a process is asked to end."""


class Terminated(SystemExit):
    """The process was asked to end by a signal other than Ctrl-C.

    Where nobody catches it the process ends with 128 and the signal's number, as shells count.
    """

    def __init__(self, number: int = signal.SIGTERM) -> None:
        self.signal = signal.Signals(number)
        super().__init__(128 + number)

    def __str__(self) -> str:
        return f"The process was asked to end ({self.signal.name})."


class EndingOnSignals:
    """While entered, signals that ask the process to end raise `Terminated` where its code is.

    Python does the same with Ctrl-C and `KeyboardInterrupt`. That is so in the main thread only,
    and for signals that nobody else handles or ignores. Processes that are forked meanwhile end
    by the signal as ever.
    """

    _entered: EndingOnSignals | None = None

    def __init__(self) -> None:
        self._before: dict[int, Any] = {}
        self._ours: dict[int, Any] = {}

    def __enter__(self) -> Self:
        kind = type(self)
        if kind._entered is None and threading.current_thread() is threading.main_thread():
            kind._entered = self
            for number in _ASKING:
                if signal.getsignal(number) is signal.SIG_DFL:
                    self._set(number, _raise_terminated)
        return self

    def __exit__(self, *_: object) -> None:
        kind = type(self)
        if kind._entered is self:
            kind._entered = None
            self.undo()

    def end_at_once(self) -> None:
        """From now on the next signal ends the process, whatever it is doing."""
        for number in (signal.SIGINT, *_ASKING):
            if signal.getsignal(number) in (signal.default_int_handler, _raise_terminated):
                self._set(number, signal.SIG_DFL)

    def _set(self, number: int, handler: Any) -> None:
        self._ours[number] = handler
        before = signal.signal(number, handler)
        self._before.setdefault(number, before)

    def undo(self) -> None:
        """Signals are handled as before, unless a step has put a handler of its own in place."""
        while self._before:
            number, before = self._before.popitem()
            if signal.getsignal(number) is self._ours[number]:
                signal.signal(number, before)

    @classmethod
    def after_fork(cls) -> None:
        """In the child: the run that is under way is not its own."""
        entered, cls._entered = cls._entered, None
        if entered is not None and threading.current_thread() is threading.main_thread():
            entered.undo()


def _raise_terminated(number: int, _: FrameType | None) -> None:
    raise Terminated(number)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=EndingOnSignals.after_fork)


def end_at_once() -> None:
    """The run is ending: from now until it has, one more Ctrl-C ends the process at once.

    A process that ends so is found by who looks at its run next, as any that was killed.
    """
    entered = EndingOnSignals._entered
    if entered is not None and threading.current_thread() is threading.main_thread():
        entered.end_at_once()
