"""The delivery of a process: appends to its spool, to be delivered in the background."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from pathlib import Path

from tallystick.errors import TallystickError
from tallystick.records.commands import Command, LogMetadata
from tallystick.store.rest.connection import Connection
from tallystick.store.rest.delivery import AtOnce, check_size, written
from tallystick.store.rest.spool import forking
from tallystick.store.rest.spool.courier import Courier, deliver_abandoned
from tallystick.store.rest.spool.places import Place
from tallystick.store.rest.spool.sending import Sender

_log = logging.getLogger("tallystick")

FLUSH_S = 30.0
"""How long reading waits for what was logged before."""

CLOSE_S = 5.0
"""How long the end of a process is put off for what it has logged."""

_NEED_NO_ANSWER = (LogMetadata,)
"""Their makers give them ids and know that what they speak of is there."""


class Spooled:
    """Commands that need no answer wait in the spool; others follow them, and are answered.

    Order is kept within the process. `deliver` gives no numbers for what waits, and what the
    server refuses of it is set aside and told in the log. A forked process has a spool of its own.
    """

    def __init__(self, connection: Connection, root: Path) -> None:
        self._connection = connection
        self._at_once = AtOnce(connection)
        self._place = Place(root, connection.url)
        self._sender = Sender(connection, self._place)
        self._courier: Courier | None = None
        self._beginning = threading.Lock()
        self._looked = False
        forking.heed(self)

    def deliver(self, commands: Sequence[Command]) -> tuple[int, ...]:
        for command in commands:
            if not isinstance(command, _NEED_NO_ANSWER):
                self.flush()
                return self._at_once.deliver(commands)
        payload = b"[" + b",".join([written(command) for command in commands]) + b"]"
        check_size(len(commands), len(payload))
        courier = self._courier or self._begin()
        while not courier.segments.append(payload, len(commands)):
            courier = self._begin()
        courier.heed()
        return ()

    def flush(self, timeout_s: float = FLUSH_S) -> None:
        if self._courier is not None:
            self._courier.flush(timeout_s)
        elif not self._looked:
            self._look_for_abandoned()

    def close(self) -> None:
        """Deliver what waits, for a bounded time, and say what is left for others to deliver."""
        with self._beginning:
            courier, self._courier = self._courier, None
        if courier is None:
            return
        try:
            courier.flush(CLOSE_S)
        except TallystickError as error:
            _log.warning("%s", error)
        courier.end()

    def begin_anew(self) -> None:
        """As if nothing had been said yet: a forked process has not."""
        if self._courier is not None:
            self._courier.segments.let_go()
        self._courier = None
        self._beginning = threading.Lock()
        self._looked = False
        self._connection.begin_anew()

    def _begin(self) -> Courier:
        with self._beginning:
            if self._courier is None:
                self._courier = Courier(self._place.begin(), self._place, self._sender)
                self._looked = True
                forking.close_at_end()
            return self._courier

    def _look_for_abandoned(self) -> None:
        """Have it delivered in the background where processes left something."""
        self._looked = True
        if not self._place.processes():
            return
        threading.Thread(
            target=deliver_abandoned,
            args=(self._place, self._sender, lambda: False),
            name="tallystick-delivery",
            daemon=True,
        ).start()
