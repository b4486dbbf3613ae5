"""What can be said of a command without any store, and the form in which stores take it."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

from msgspec import Raw

from tallystick.errors import InvalidArgumentError, InvalidValueError, StoreCorruptError
from tallystick.records.commands import (
    Command,
    FinishStep,
    LogMetadata,
    RecordArtifact,
    StartRun,
    StartStep,
    decode_command,
    encode_command,
)
from tallystick.records.names import check_name
from tallystick.values import decode


def as_written(command: Command) -> tuple[Command, bytes]:
    """What others will read from the journal, and how it stands there.

    It has nothing in common with `command`, which its maker may go on changing.

    Raises `InvalidArgumentError` where no store could write `command` down or apply it,
    `InvalidValueError` for a value that is not in wire form.
    """
    check_command(command)
    body = encode_command(command)
    return decode_command(body), body


def check_command(command: Command) -> None:
    """Raises as `as_written` does."""
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
    for name, value in _values(command):
        _check_value(name, value)


def _floats(command: Command) -> Iterable[tuple[str, float]]:
    if isinstance(command, LogMetadata):
        return () if command.index is None else (("The index of an entry", command.index),)
    if isinstance(command, FinishStep):
        return ((f"The usage {name!r}", number) for name, number in command.usage.items())
    return ()


def _values(command: Command) -> Iterable[tuple[str, Raw]]:
    match command:
        case LogMetadata():
            return ((entry.key, entry.value) for entry in command.entries)
        case RecordArtifact():
            return ((fact.key, fact.value) for fact in command.facts)
        case StartRun() | StartStep():
            return command.parameters.items()
    return ()


# Values go into JSON as they are: a bad one could end its entry and begin another.
def _check_value(name: str, value: Raw) -> None:
    try:
        decode(value)
    except StoreCorruptError as error:
        raise InvalidValueError(
            f"The value of {name!r} is not in wire form; make it with encode(). {error}",
            path=name,
            type=type(value).__name__,
        ) from None
