"""How commands come to the server: the one place where what is written passes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from tallystick.errors import RequestTooLargeError, ServerError
from tallystick.records.commands import Command
from tallystick.store.applying import as_written
from tallystick.store.rest.connection import Connection
from tallystick.wire.answers import Receipt, SealedBatch
from tallystick.wire.limits import MEBIBYTE, MOST_BYTES, MOST_COMMANDS
from tallystick.wire.problems import error_of


class Delivery(Protocol):
    """Brings commands to the server. What is delivered twice is applied once."""

    def deliver(self, commands: Sequence[Command]) -> tuple[int, ...]:
        """Bring commands that are applied all or not at all.

        Their numbers in the journal; none where the answer is not waited for. Raises what the
        store refuses them with, where it is.
        """
        ...

    def flush(self) -> None:
        """Return when what was delivered before is what readers see."""
        ...

    def close(self) -> None:
        """Let go of what this holds; nothing is lost by it."""
        ...


class AtOnce:
    """Each part in a request of its own, which is answered before `deliver` returns."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def deliver(self, commands: Sequence[Command]) -> tuple[int, ...]:
        batch = SealedBatch((tuple(msgspec.Raw(written(command)) for command in commands),))
        body = msgspec.json.encode(batch)
        check_size(len(commands), len(body))
        receipt = self._connection.send("commands", body, Receipt)
        if len(receipt.outcomes) != 1:
            raise ServerError("The server did not say what became of the commands.")
        outcome = receipt.outcomes[0]
        if outcome.problem is not None:
            raise error_of(outcome.problem)
        return outcome.sequences

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing is held."""


def written(command: Command) -> bytes:
    """The command as it travels. Raises what `as_written` does."""
    return as_written(command)[1]


def check_size(commands: int, size_bytes: int) -> None:
    """`RequestTooLargeError` for more than a server takes at once."""
    if commands > MOST_COMMANDS or size_bytes > MOST_BYTES:
        raise RequestTooLargeError(
            f"A server takes {MOST_COMMANDS:,} commands and {MOST_BYTES // MEBIBYTE} MiB at once; "
            f"got {commands:,} and {size_bytes / MEBIBYTE:.1f} MiB. Apply them in several calls.",
            commands=commands,
            size_bytes=size_bytes,
        )
