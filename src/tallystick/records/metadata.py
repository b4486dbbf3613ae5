"""Entries: logged keys with their values, never changed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec


class NewEntry(msgspec.Struct, frozen=True):
    """A key and its wire value, about to be logged."""

    key: str
    value: msgspec.Raw


# There may be millions of them, and nothing in them leads back to them.
class Entry(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One logged key.

    `sequence` is the entry's own number in its store, in order of application;
    `change` is the journal's number of the command that logged it.
    `value` is in wire form and `type` its name.
    `index` is the point's place in a series (epoch, batch) where one was given.
    `publisher` is the step run that was executing when it was logged.
    `output` names the step output it is about, for entries logged before that output existed.
    """

    sequence: int
    change: int
    key: str
    type: str
    value: msgspec.Raw
    logged_at: datetime
    author: str = ""
    index: float | None = None
    publisher: UUID | None = None
    output: str | None = None

    @property
    def age(self) -> tuple[datetime, int]:
        """What entries of a key are ordered by: the greatest is the current value."""
        return (self.logged_at, self.sequence)
