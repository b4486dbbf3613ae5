"""Entries as people read them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from tallystick.records.metadata import Entry
from tallystick.values import MetadataTypeEnum, decode, display, format_path, type_name


class MetadataEntry:
    """One logged key with its value and everything known about it; never changed.

    In the history of a path (`metrics.loss`) `value` and `type` are those of what is there.
    Entries are equal if they are the same one of a store, seen at the same path.
    """

    __slots__ = ("_inside", "record")

    def __init__(self, record: Entry, inside: tuple[str, ...] = ()) -> None:
        self.record = record
        self._inside = inside

    @property
    def key(self) -> str:
        """The name it was logged under."""
        return self.record.key

    @property
    def value(self) -> Any:
        """What was logged: equal to it and of its type, a new object each time."""
        value: Any = decode(self.record.value)
        for segment in self._inside:
            value = value[segment]
        return value

    @property
    def type(self) -> MetadataTypeEnum:
        """The name of the value's type; equal to its text (`"float"`)."""
        return MetadataTypeEnum(type_name(self.value) if self._inside else self.record.type)

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
        return (
            isinstance(other, MetadataEntry)
            and self.record == other.record
            and self._inside == other._inside
        )

    def __hash__(self) -> int:
        return hash((self.record.key, self.record.sequence))

    def __repr__(self) -> str:
        at = "" if self.index is None else f", index {self.index:g}"
        when = display(self.logged_at)
        name = format_path((self.key, *self._inside)) if self._inside else self.key
        return f"<{name} = {display(self.value)}, {self.type}{at}, {when}, by {self.author}>"
