"""Answers as they travel, where they are not the records themselves."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tallystick.query.paths import CommonValue, PathField, PathSummary
from tallystick.records.commands import Command
from tallystick.records.journal import Change
from tallystick.values import decode, encode
from tallystick.wire.problems import Problem


class Batch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Commands to apply: each part all or none, one part after the other."""

    parts: tuple[tuple[Command, ...], ...]


class SealedBatch(msgspec.Struct, frozen=True):
    """A `Batch` of commands that are written already."""

    parts: tuple[tuple[msgspec.Raw, ...], ...]


class Outcome(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one part: the numbers of its commands, or why it was refused."""

    sequences: tuple[int, ...] = ()
    problem: Problem | None = None


class Receipt(msgspec.Struct, frozen=True):
    """What became of the parts of a batch, in their order."""

    outcomes: tuple[Outcome, ...]


class ChangePage(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the journal, and the number of the newest command when it was read."""

    changes: tuple[Change, ...]
    newest: int


class PathAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A `PathSummary`. `numbers` are values in wire form, since JSON has no infinities."""

    field: PathField
    count: int
    types: dict[str, int]
    numbers: tuple[msgspec.Raw, msgspec.Raw] | None = None
    times: tuple[datetime, datetime] | None = None
    values: tuple[CommonValue, ...] = ()
    exact: bool = True
    values_exact: bool = True

    @classmethod
    def of(cls, summary: PathSummary) -> PathAnswer:
        """The summary as it travels."""
        said = {name: getattr(summary, name) for name in summary.__struct_fields__}
        if summary.numbers is not None:
            least, greatest = summary.numbers
            said["numbers"] = (msgspec.Raw(encode(least)), msgspec.Raw(encode(greatest)))
        return cls(**said)

    def summary(self) -> PathSummary:
        """The summary that travelled."""
        said = {name: getattr(self, name) for name in self.__struct_fields__}
        if self.numbers is not None:
            said["numbers"] = tuple(decode(number) for number in self.numbers)
        return PathSummary(**said)


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What answers there: its release and the protocol it speaks."""

    name: str
    release: str
    protocol: int


class Health(msgspec.Struct, frozen=True):
    """Whether the server is well: `ok`, or why not."""

    status: str
