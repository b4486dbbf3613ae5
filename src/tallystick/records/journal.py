"""The journal: every command ever applied to a store, in order."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tallystick.records.commands import Command


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One applied command: its number in the journal, from 1 without gaps, and when that was."""

    sequence: int
    applied_at: datetime
    command: Command
