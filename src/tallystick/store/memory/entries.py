"""Entries in memory: kept in full, and every question answered by looking at all of them."""

from __future__ import annotations

from uuid import UUID

from tallystick.records.commands import LogMetadata
from tallystick.records.metadata import Entry
from tallystick.records.targets import Kind, Target
from tallystick.values import wire_type

Linked = dict[int, Entry]
"""Entries by their sequence number, so that each is there once."""


class MemoryEntries:
    """All entries of a store, and which belong to which target."""

    def __init__(self) -> None:
        self._last = 0
        self._linked: dict[Target, Linked] = {}
        self._about_outputs: dict[UUID, Linked] = {}

    def copy(self) -> MemoryEntries:
        """The same entries, to be changed apart from these."""
        other = MemoryEntries()
        other._last = self._last
        other._linked = {target: dict(linked) for target, linked in self._linked.items()}
        other._about_outputs = {step: dict(about) for step, about in self._about_outputs.items()}
        return other

    def log(self, command: LogMetadata, change: int) -> None:
        """Store and link what the command says."""
        for new in command.entries:
            self._last += 1
            entry = Entry(
                sequence=self._last,
                change=change,
                key=new.key,
                type=wire_type(new.value),
                value=new.value,
                logged_at=command.at,
                author=command.author,
                index=command.index,
                publisher=command.publisher,
                output=command.output,
            )
            for target in command.targets:
                if command.output is None:
                    self._link(target, entry)
                else:
                    self._about_outputs.setdefault(target.id, {})[entry.sequence] = entry

    def _link(self, target: Target, entry: Entry) -> None:
        self._linked.setdefault(target, {})[entry.sequence] = entry

    def publish_output(self, step_run: UUID, output: str, target: Target) -> frozenset[str]:
        """Link entries about this output to `target`; their keys."""
        about = [entry for entry in self._about(step_run) if entry.output == output]
        for entry in about:
            self._link(target, entry)
        return frozenset(entry.key for entry in about)

    def keep_outputs(self, step_run: UUID, published: frozenset[str]) -> None:
        """Link entries about other outputs to the step run."""
        for entry in self._about(step_run):
            if entry.output not in published:
                self._link(Target(Kind.STEP_RUN, step_run), entry)

    def _about(self, step_run: UUID) -> list[Entry]:
        return list(self._about_outputs.get(step_run, {}).values())

    def carry(self, publisher: UUID, moves: dict[Target, Target]) -> None:
        """Link what `publisher` published on each source to its goal."""
        for source, goal in moves.items():
            for entry in list(self._linked.get(source, {}).values()):
                if entry.publisher == publisher:
                    self._link(goal, entry)

    def forget(self, target: Target) -> None:
        """Drop the links of a target that is gone."""
        self._linked.pop(target, None)
        if target.kind is Kind.STEP_RUN:
            self._about_outputs.pop(target.id, None)

    def history(self, target: Target, key: str) -> tuple[Entry, ...]:
        """Entries of the key, oldest first."""
        own = [entry for entry in self._linked.get(target, {}).values() if entry.key == key]
        return tuple(sorted(own, key=lambda entry: entry.age))

    def current(self, target: Target) -> tuple[Entry, ...]:
        """The newest entry of each key, in order of the keys' first entries."""
        newest: dict[str, Entry] = {}
        linked = self._linked.get(target, {})
        for _, entry in sorted(linked.items()):
            if entry.key not in newest or entry.age > newest[entry.key].age:
                newest[entry.key] = entry
        return tuple(newest.values())
