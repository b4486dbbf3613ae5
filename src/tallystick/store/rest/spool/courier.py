"""Delivers the spool of a process in the background."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable

from tallystick.errors import StoreBusyError, StoreError, TallystickError
from tallystick.store.rest.spool.places import Place
from tallystick.store.rest.spool.segments import Segments
from tallystick.store.rest.spool.sending import Sender

_log = logging.getLogger("tallystick")

_GATHER_S = 0.1
"""How long a command waits for others to travel with."""

_PAUSES_S = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)

_SWEEP_S = 30.0
"""How often one looks for what other processes have left."""

_END_S = 1.0


class Courier:
    """Brings what is appended to `segments` to the server, by a thread of its own."""

    def __init__(self, segments: Segments, place: Place, sender: Sender) -> None:
        self.segments = segments
        self._place = place
        self._sender = sender
        self._something = threading.Event()
        self._urgent = threading.Event()
        self._progress = threading.Condition()
        self._delivered = 0
        self._waiting = 0
        self._attempts = 0
        self._failures = 0
        self._failure: tuple[int, TallystickError] | None = None
        self._next_sweep = 0.0
        self._ending = False
        self._thread = threading.Thread(target=self._work, name="tallystick-delivery", daemon=True)
        try:
            self._thread.start()
        except RuntimeError:
            # The interpreter is ending, or there are too many threads: another process delivers.
            self._ending = True

    def heed(self) -> None:
        """There is something to deliver."""
        if not self._something.is_set():
            self._something.set()

    @property
    def waits(self) -> int:
        """How many appended parts are not delivered."""
        return self.segments.appended - self._delivered

    def flush(self, timeout_s: float) -> None:
        """Return when what was appended before is applied.

        Raises what the server or the way to it fails with, and `StoreBusyError` where it takes
        longer than `timeout_s`. Nothing is lost by it.
        """
        wanted = self.segments.appended
        if self._delivered >= wanted:
            return
        until = time.monotonic() + timeout_s
        with self._progress:
            begun = self._attempts
            self._waiting += 1
            self._urgent.set()
            self._something.set()
            try:
                while self._delivered < wanted:
                    # What was on its way already may have failed of what is mended now.
                    if self._failure is not None and self._failure[0] > begun:
                        error = self._failure[1]
                        raise type(error)(f"{error.message} {self._kept()}", **error.facts)
                    left_s = until - time.monotonic()
                    if left_s <= 0 or self._ending:
                        raise self._too_slow(timeout_s)
                    self._progress.wait(left_s)
            finally:
                self._waiting -= 1
                if not self._waiting:
                    self._urgent.clear()

    def end(self) -> None:
        """Deliver no more, and let others deliver what is left."""
        with self._progress:
            self._ending = True
            self._waiting += 1
        self._urgent.set()
        self._something.set()
        if self._thread.ident is not None:
            self._thread.join(_END_S)
        # A thread that is still on its way must not find another there.
        if not self._thread.is_alive():
            self.segments.close()

    def _too_slow(self, timeout_s: float) -> StoreBusyError:
        return StoreBusyError(
            f"The server at {self._place.url} has not taken within {timeout_s:g} seconds what was "
            f"logged before. {self._kept()}",
            url=self._place.url,
        )

    def _kept(self) -> str:
        calls = "call waits" if self.waits == 1 else "calls wait"
        return (
            f"What was logged is safe: {self.waits:,} {calls} in the spool of this process, to be "
            "delivered when the server takes them, by the next process or by `tally sync`."
        )

    def _work(self) -> None:
        while not self._ending:
            self._something.wait(max(self._next_sweep - time.monotonic(), 0.0))
            self._something.clear()
            if not self.segments.has_sealed:
                self._urgent.wait(_GATHER_S)
            if self._deliver_own():
                self._sweep()

    def _sweep(self) -> None:
        """Deliver what others left, until there is something of one's own again."""
        due = time.monotonic() >= self._next_sweep
        if due and deliver_abandoned(self._place, self._sender, lambda: self.segments.waits):
            self._next_sweep = time.monotonic() + _SWEEP_S

    def _deliver_own(self) -> bool:
        """Whether nothing of this process waits."""
        while not self._ending and (segment := self.segments.first()) is not None:
            with self._progress:
                self._attempts += 1
            try:
                self._sender.send(segment.path)
                self.segments.remove(segment)
            except TallystickError as error:
                self._failed(error)
                return False
            except OSError as error:
                self._failed(StoreError(f"The spool cannot be delivered: {error}."))
                return False
            with self._progress:
                self._delivered = segment.last
                self._failures = 0
                self._progress.notify_all()
            if not self.segments.has_sealed:
                break
        return not self.segments.waits

    def _failed(self, error: TallystickError) -> None:
        """Tell those who wait, and try again after a while."""
        if self._failures == 0:
            _log.warning("%s %s", error, self._kept())
        pause_s = _PAUSES_S[min(self._failures, len(_PAUSES_S) - 1)]
        with self._progress:
            self._failure = (self._attempts, error)
            self._failures += 1
            self._progress.notify_all()
        self._something.set()
        # Clients that lost their server at once must not come back at once.
        self._urgent.wait(pause_s * random.uniform(0.75, 1.25))  # noqa: S311  nothing secret


def deliver_abandoned(place: Place, sender: Sender, stop: Callable[[], bool]) -> bool:
    """Deliver what processes left that have ended, until `stop`; whether all was looked at."""
    for left in place.abandoned():
        try:
            while not stop() and (segment := left.first()) is not None:
                sender.send(segment.path)
                left.remove(segment)
        except (TallystickError, OSError) as error:
            _log.info("What processes left that have ended cannot be delivered now: %s", error)
            return True
        finally:
            left.close()
        if stop():
            return False
    return True
