"""Effects: which metrics moved, and which step logged them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from tallystick.comparison.causes.cause import Change, Effect
from tallystick.comparison.causes.changes import changed_entries
from tallystick.comparison.causes.cones import Cone
from tallystick.comparison.causes.pairs import Pair
from tallystick.records.metadata import Entry
from tallystick.values import parse_path


def effects(before: Cone, after: Cone, pairs: Iterable[Pair]) -> Iterator[Effect]:
    """What moved of what is explained, then of its steps: what they logged on themselves alone."""
    pairs = list(pairs)
    logged_by = _publishers(pairs)
    if before.run and after.run and before.run.status != after.run.status:
        yield Effect(Change("status", before.run.status.value, after.run.status.value))
    entries = {entry.key: entry for entry in (*before.entries, *after.entries)}
    for change in changed_entries(before.entries, after.entries):
        yield Effect(change, _publisher(entries, change, logged_by))
    for pair in pairs:
        if pair.after.is_inside:
            own = _without(pair.before.entries, entries), _without(pair.after.entries, entries)
            for change in changed_entries(*own):
                path = f"{pair.after.step.name}::{change.path}"
                yield Effect(Change(path, change.before, change.after, change.delta), pair.name)


def _publishers(pairs: Iterable[Pair]) -> dict[UUID, str]:
    """The names of steps by the ids under which they log: their own, or their original's."""
    names: dict[UUID, str] = {}
    for pair in pairs:
        for node in (pair.before, pair.after):
            names[node.step.original_step_run_id or node.step.id] = pair.name
            names[node.step.id] = pair.name
    return names


def _publisher(entries: dict[str, Entry], change: Change, names: dict[UUID, str]) -> str:
    publisher = entries[parse_path(change.path)[0]].publisher
    return names.get(publisher, "") if publisher else ""


def _without(entries: tuple[Entry, ...], known: dict[str, Entry]) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if entry.key not in known)
