"""Entries are logged."""

from __future__ import annotations

from tallystick.errors import InvalidArgumentError
from tallystick.records.commands import LogMetadata
from tallystick.records.targets import Kind
from tallystick.store.applying.required import missing
from tallystick.store.applying.tables import Tables


def log_metadata(tables: Tables, command: LogMetadata, change: int) -> None:
    """The entries exist and belong to every target."""
    if not command.targets:
        raise InvalidArgumentError("Metadata needs at least one target.")
    for target in command.targets:
        if not tables.exists(target):
            raise missing(target)
    if command.output is not None and (
        len(command.targets) != 1 or command.targets[0].kind is not Kind.STEP_RUN
    ):
        raise InvalidArgumentError("Entries about an output have the step run as only target.")
    tables.log(command, change)
