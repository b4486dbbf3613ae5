"""From a segment to a request, and from its answer to what was refused."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Sequence
from pathlib import Path

from tallystick.errors import (
    InvalidArgumentError,
    InvalidValueError,
    ServerError,
    StoreBusyError,
    StoreUnwritableError,
)
from tallystick.store.rest.connection import Connection
from tallystick.store.rest.spool.frames import Damage, Frame, Truncated, frames
from tallystick.store.rest.spool.places import Place
from tallystick.wire.answers import Outcome, Receipt
from tallystick.wire.problems import Problem, error_of, problem_of

_log = logging.getLogger("tallystick")

_GZIP = zlib.MAX_WBITS | 16
_FAST = 1

_NOT_NOW = {kind.__name__ for kind in (StoreBusyError, StoreUnwritableError, ServerError)}
"""What a server refuses a part with that it will take another time."""

_ABOUT_THE_BODY = (InvalidArgumentError, InvalidValueError)
"""What a server refuses a whole request with that has one bad part in it."""


class Sender:
    """Sends segments to a server, and sets aside what it refuses."""

    def __init__(self, connection: Connection, place: Place) -> None:
        self._connection = connection
        self._place = place

    def send(self, path: Path) -> None:
        """Return when all of the segment is applied or set aside.

        Raises what the server or the way to it fails with; then the segment is to be sent again.
        """
        payloads = self._payloads(path)
        refused = self._send(payloads) if payloads else []
        if refused:
            _tell(self._place, refused)

    def _payloads(self, path: Path) -> list[bytes]:
        payloads = []
        for part in frames(path.read_bytes()):
            match part:
                case Frame():
                    payloads.append(part.payload)
                case Damage():
                    self._place.keep_damaged(path, part)
                case Truncated():
                    _log.warning(
                        "The spool file %s ends within a command that was being written when its "
                        "process ended, and had not been accepted: %d bytes are dropped.",
                        *(path, part.size_bytes),
                    )
        return payloads

    def _send(self, payloads: Sequence[bytes]) -> list[Problem]:
        """The reasons of those that were refused now."""
        try:
            outcomes = self._outcomes(payloads)
        except _ABOUT_THE_BODY as error:
            if len(payloads) > 1:
                # One of them cannot even be read there: an older server, say.
                half = len(payloads) // 2
                return self._send(payloads[:half]) + self._send(payloads[half:])
            outcomes = (Outcome(problem=problem_of(error)),)
        refused = []
        for payload, outcome in zip(payloads, outcomes, strict=True):
            if (problem := outcome.problem) is None:
                continue
            if problem.type in _NOT_NOW:
                # Those after it may stand on it: all are sent again, which changes nothing more.
                raise error_of(problem)
            if self._place.keep_refused(payload, problem):
                refused.append(problem)
        return refused

    def _outcomes(self, payloads: Sequence[bytes]) -> tuple[Outcome, ...]:
        body = b'{"parts":[' + b",".join(payloads) + b"]}"
        packed = zlib.compress(body, _FAST, _GZIP)
        receipt = self._connection.send("commands", packed, Receipt, gzipped=True)
        if len(receipt.outcomes) != len(payloads):
            raise ServerError("The server did not say what became of the commands.")
        return receipt.outcomes


def _tell(place: Place, refused: list[Problem]) -> None:
    several = f", the first of {len(refused)}" if len(refused) > 1 else ""
    _log.warning(
        "The server at %s refused what was logged (%s%s): %s It is set aside; "
        "`tally sync --status` shows it.",
        *(place.url, refused[0].type, several, refused[0].detail),
    )
