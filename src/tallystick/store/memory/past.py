"""The past by applying the journal again: the meaning of `as_of`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tallystick.records.commands import Delete
from tallystick.records.journal import Change
from tallystick.store.applying import apply_command
from tallystick.store.as_of import AsOf, number_as_of
from tallystick.store.memory.tables import MemoryTables


def tables_as_of(journal: Sequence[Change], as_of: AsOf) -> MemoryTables:
    """What the commands up to `as_of` gave, without what later ones deleted."""
    number = number_as_of(as_of, len(journal), lambda time: _applied_by(journal, time))
    tables = MemoryTables()
    for change in journal[:number]:
        apply_command(tables, change.command, change.sequence)
    for change in journal[number:]:
        command = change.command
        # What came later is not there to be deleted.
        if isinstance(command, Delete) and tables.project_of(command.target) is not None:
            apply_command(tables, command, change.sequence)
    return tables


def _applied_by(journal: Sequence[Change], time: datetime) -> int:
    return max((change.sequence for change in journal if change.applied_at <= time), default=0)
