"""Entries in memory: kept in full, and every question answered by looking at all of them."""

from __future__ import annotations

from uuid import UUID

from tallystick.records.commands import LogMetadata
from tallystick.records.metadata import Entry
from tallystick.records.targets import Kind, Target
from tallystick.values import wire_type


class MemoryEntries:
    """All entries of a store, and which belong to which target."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._linked: dict[Target, list[Entry]] = {}
        self._waiting: dict[UUID, list[Entry]] = {}
        """Entries about outputs that a step run has not produced yet."""

    def copy(self) -> MemoryEntries:
        """The same entries, to be changed apart from these."""
        other = MemoryEntries()
        other._entries = list(self._entries)
        other._linked = {target: list(linked) for target, linked in self._linked.items()}
        other._waiting = {step: list(waiting) for step, waiting in self._waiting.items()}
        return other

    def log(self, command: LogMetadata, change: int) -> None:
        """Store and link what the command says."""
        for new in command.entries:
            entry = Entry(
                sequence=len(self._entries) + 1,
                change=change,
                key=new.key,
                type=wire_type(bytes(new.value)),
                value=new.value,
                logged_at=command.at,
                author=command.author,
                index=command.index,
                publisher=command.publisher,
                output=command.output,
            )
            self._entries.append(entry)
            for target in dict.fromkeys(command.targets):
                if command.output is None:
                    self._link(target, entry)
                else:
                    self._waiting.setdefault(target.id, []).append(entry)

    def _link(self, target: Target, entry: Entry) -> None:
        linked = self._linked.setdefault(target, [])
        if entry not in linked:
            linked.append(entry)

    def publish_output(self, step_run: UUID, output: str, target: Target) -> frozenset[str]:
        """Link entries about this output to `target`; their keys."""
        about = [entry for entry in self._waiting.get(step_run, []) if entry.output == output]
        for entry in about:
            self._link(target, entry)
        return frozenset(entry.key for entry in about)

    def keep_outputs(self, step_run: UUID, published: frozenset[str]) -> None:
        """Link entries about outputs that never came to be to the step run."""
        for entry in self._waiting.get(step_run, []):
            if entry.output not in published:
                self._link(Target(Kind.STEP_RUN, step_run), entry)

    def carry(self, publisher: UUID, moves: dict[Target, Target]) -> None:
        """Link what `publisher` published on each source to its goal."""
        for source, goal in moves.items():
            for entry in list(self._linked.get(source, [])):
                if entry.publisher == publisher:
                    self._link(goal, entry)

    def forget(self, target: Target) -> None:
        """Drop the links of a target that is gone."""
        self._linked.pop(target, None)
        if target.kind is Kind.STEP_RUN:
            self._waiting.pop(target.id, None)

    def history(self, target: Target, key: str) -> tuple[Entry, ...]:
        """Entries of the key, oldest first."""
        own = [entry for entry in self._linked.get(target, []) if entry.key == key]
        return tuple(sorted(own, key=lambda entry: entry.age))

    def current(self, target: Target) -> tuple[Entry, ...]:
        """The newest entry of each key, in order of the keys' first entries."""
        newest: dict[str, Entry] = {}
        for entry in sorted(self._linked.get(target, []), key=lambda entry: entry.sequence):
            if entry.key not in newest or entry.age > newest[entry.key].age:
                newest[entry.key] = entry
        return tuple(newest.values())
