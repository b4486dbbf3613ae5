"""Commands: how anything comes into the store."""

from __future__ import annotations

from litestar import post
from litestar.params import RawBody

from tallystick.errors import RequestTooLargeError, TallystickError
from tallystick.records.commands import Command
from tallystick.server.access import NEEDS, Need
from tallystick.server.bodies import decoded
from tallystick.server.schemas import takes
from tallystick.server.service import Served
from tallystick.store.base import Store
from tallystick.wire.answers import Batch, Outcome, Receipt
from tallystick.wire.limits import MOST_COMMANDS
from tallystick.wire.problems import problem_of


@post(
    "/commands",
    status_code=200,
    opt={NEEDS: Need.WRITE},
    operation_class=takes(Batch),
    sync_to_thread=True,
)
def apply_commands(body: RawBody, service: Served) -> Receipt:
    """Apply commands in parts, each all or none and one after the other.

    A command that was applied before is passed over, and its first number returned; so a request
    whose answer was lost is sent again as it was.
    """
    batch = decoded(body, Batch)
    commands = sum(map(len, batch.parts))
    if commands > MOST_COMMANDS:
        raise RequestTooLargeError(
            f"A request takes at most {MOST_COMMANDS:,} commands; got {commands:,}."
        )
    return Receipt(_applied(service.store, batch.parts))


def _applied(store: Store, parts: tuple[tuple[Command, ...], ...]) -> tuple[Outcome, ...]:
    """All parts in one transaction where none is refused, which is the rule; else one by one."""
    if len(parts) > 1:
        try:
            numbers = store.apply(*(command for part in parts for command in part))
        except TallystickError:
            return tuple(_outcome(store, part) for part in parts)
        rest = iter(numbers)
        return tuple(Outcome(sequences=tuple(next(rest) for _ in part)) for part in parts)
    return tuple(_outcome(store, part) for part in parts)


def _outcome(store: Store, part: tuple[Command, ...]) -> Outcome:
    try:
        return Outcome(sequences=store.apply(*part))
    except TallystickError as error:
        return Outcome(problem=problem_of(error))


ROUTES = [apply_commands]
