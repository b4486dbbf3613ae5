"""Entries as people read them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from tallystick.records.metadata import Entry
from tallystick.values import MetadataTypeEnum, decode, display


class MetadataEntry:
    """One logged key with its value and everything known about it; never changed.

    Entries are equal if they are the same one of a store.
    """

    def __init__(self, record: Entry) -> None:
        self.record = record

    @property
    def key(self) -> str:
        """The name it was logged under."""
        return self.record.key

    @property
    def value(self) -> Any:
        """What was logged: equal to it and of its type, a new object each time."""
        return decode(self.record.value)

    @property
    def type(self) -> MetadataTypeEnum:
        """The name of the value's type; equal to its text (`"float"`)."""
        return MetadataTypeEnum(self.record.type)

    @property
    def logged_at(self) -> datetime:
        """When, in UTC."""
        return self.record.logged_at

    @property
    def author(self) -> str:
        """Who logged it."""
        return self.record.author

    @property
    def index(self) -> float | None:
        """Its place in a series (epoch, batch); None where none was given."""
        return self.record.index

    @property
    def publisher(self) -> UUID | None:
        """The step run that was executing when it was logged."""
        return self.record.publisher

    @property
    def output(self) -> str | None:
        """The step output it is about, if it was logged before that existed."""
        return self.record.output

    @property
    def sequence(self) -> int:
        """Its number in its store, in order of arrival."""
        return self.record.sequence

    @property
    def change(self) -> int:
        """The number in the journal of the command that logged it."""
        return self.record.change

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MetadataEntry) and self.record == other.record

    def __hash__(self) -> int:
        return hash((self.record.key, self.record.sequence))

    def __repr__(self) -> str:
        at = "" if self.index is None else f", index {self.index:g}"
        when = display(self.logged_at)
        return f"<{self.key} = {display(self.value)}, {self.type}{at}, {when}, by {self.author}>"
