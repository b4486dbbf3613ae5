"""What can be said of a command without any store."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

from tallystick.errors import InvalidArgumentError
from tallystick.records.commands import Command, FinishStep, LogMetadata
from tallystick.store.applying.naming import check_name


def check_command(command: Command) -> None:
    """`InvalidArgumentError` where no store could apply `command` and write it down."""
    check_name("project", command.project)
    if command.at.tzinfo is None:
        raise InvalidArgumentError(
            f"The time of a command has a time zone; got {command.at.isoformat()} without one. "
            "Pass datetime.now(UTC).",
            given=command.at,
        )
    # JSON would turn these into null, and the journal could not be read any more.
    for what, number in _floats(command):
        if not isfinite(number):
            raise InvalidArgumentError(f"{what} is a finite number; got {number}.", given=number)


def _floats(command: Command) -> Iterable[tuple[str, float]]:
    if isinstance(command, LogMetadata):
        return () if command.index is None else (("The index of an entry", command.index),)
    if isinstance(command, FinishStep):
        return ((f"The usage {name!r}", number) for name, number in command.usage.items())
    return ()
