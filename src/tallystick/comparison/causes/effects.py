"""Effects: which metrics moved, and which step logged them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from tallystick.comparison.causes.cause import Change, Effect
from tallystick.comparison.causes.changes import changed_entries
from tallystick.comparison.causes.cones import Cone
from tallystick.comparison.causes.evidence import Entries, of_content, of_execution
from tallystick.comparison.causes.pairs import Pair, Pairs, logged_by
from tallystick.records.metadata import Entry
from tallystick.values import parse_path


def effects(before: Cone, after: Cone, matched: Pairs) -> Iterator[Effect]:
    """What moved of what is explained, then of its steps: what they logged on themselves alone."""
    pairs = matched.pairs
    publishers = _publishers(pairs)
    if before.run and after.run and before.run.status != after.run.status:
        change = Change("status", before.run.status.value, after.run.status.value)
        yield Effect(change, _decided_by(matched))
    entries = {entry.key: entry for entry in (*before.entries, *after.entries)}
    for change in changed_entries(*_logged_on(before, after)):
        yield Effect(change, _publisher(entries, change, publishers))
    for pair in pairs:
        if pair.after.is_inside:
            old, new = logged_by(pair)
            for change in changed_entries(_without(old, entries), _without(new, entries)):
                path = f"{pair.after.step.name}::{change.path}"
                yield Effect(Change(path, change.before, change.after, change.delta), pair.name)


def _logged_on(before: Cone, after: Cone) -> tuple[Entries, Entries]:
    if before.product and after.product:
        return of_content(before.versions[before.product], after.versions[after.product])
    return of_execution(before.entries, before.ended_at, after.entries, after.ended_at)


def _decided_by(matched: Pairs) -> str:
    """The step that failed in one of the runs and not in the other; empty where none did."""
    for pair in matched.pairs:
        if pair.before.step.status.is_successful != pair.after.step.status.is_successful:
            return pair.name
    alone = (*matched.only_before, *matched.only_after)
    return next((node.name for node in alone if not node.step.status.is_successful), "")


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
