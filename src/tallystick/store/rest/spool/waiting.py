"""What waits in the spool, told to people; and delivered when they ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from tallystick.store.rest.connection import Connection
from tallystick.store.rest.spool.frames import Frame, frames
from tallystick.store.rest.spool.places import Place, Refused, said_in
from tallystick.store.rest.spool.segments import Segments, is_owned, segment_paths
from tallystick.store.rest.spool.sending import Sender


class Waiting(NamedTuple):
    """What waits for one server.

    `commands` and `size_bytes` are of all processes, `oldest` is when the first was said;
    `running` is how many processes that go on have something waiting, which they deliver
    themselves. `refused` and `damaged` were set aside, and wait for nobody.
    """

    server: str
    commands: int
    size_bytes: int
    oldest: datetime | None
    running: int
    refused: tuple[tuple[Path, Refused], ...]
    damaged: tuple[Path, ...]


def waiting(place: Place) -> Waiting:
    """What waits there now. Changes nothing."""
    commands = size_bytes = running = 0
    oldest: datetime | None = None
    for folder in place.processes():
        segments = segment_paths(folder)
        running += bool(segments) and is_owned(folder)
        for path in segments:
            try:
                data = path.read_bytes()
            except FileNotFoundError:
                # Delivered meanwhile.
                continue
            size_bytes += len(data)
            found = [part for part in frames(data) if isinstance(part, Frame)]
            commands += sum(part.commands for part in found)
            if found:
                first = said_in(found[0].payload)[0].at
                oldest = first if oldest is None else min(oldest, first)
    return Waiting(
        server=place.url,
        commands=commands,
        size_bytes=size_bytes,
        oldest=oldest,
        running=running,
        refused=tuple(place.refused()),
        damaged=tuple(place.damaged()),
    )


def deliver_all(
    place: Place, *, token: str | None, told: Callable[[int], None] = lambda _: None
) -> int:
    """Deliver what processes left that have ended; how many segments were taken.

    `told` is called with that number as it grows. What processes that go on have is theirs to
    deliver. Raises what the server or the way to it fails with; what was not taken stays.
    """
    connection = Connection(place.url, token=token)
    sender = Sender(connection, place)
    taken = 0
    try:
        for left in place.abandoned():
            taken = _deliver(left, sender, taken, told)
    finally:
        connection.close()
    return taken


def _deliver(left: Segments, sender: Sender, taken: int, told: Callable[[int], None]) -> int:
    try:
        while (segment := left.first()) is not None:
            sender.send(segment.path)
            left.remove(segment)
            taken += 1
            told(taken)
    finally:
        left.close()
    return taken
