"""Which entries tell of what was made, and which are notes that somebody added later.

A note does not tell that what it is on became another: of two versions with the same facts, one may
have been looked at since.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.metadata import Entry
from tallystick.records.reading import Snapshot

Entries = tuple[Entry, ...]


def of_content(
    before: Snapshot[ArtifactVersion], after: Snapshot[ArtifactVersion]
) -> tuple[Entries, Entries]:
    """What is known of the content of two artifact versions.

    A key that was noted on either is left out of both: what was known under it is not current.
    """
    noted = _keys(_notes_on_version(before)) | _keys(_notes_on_version(after))
    return _without(before.entries, noted), _without(after.entries, noted)


def of_execution(
    before: Entries, before_ended: datetime | None, after: Entries, after_ended: datetime | None
) -> tuple[Entries, Entries]:
    """What was logged of two executions.

    What somebody measured on both after they had ended counts; what is noted on one does not.
    """
    old, new = _keys(before), _keys(after)
    noted = _keys(_notes_since(before, before_ended)) - new
    noted |= _keys(_notes_since(after, after_ended)) - old
    return _without(before, noted), _without(after, noted)


def _notes_on_version(version: Snapshot[ArtifactVersion]) -> Iterable[Entry]:
    made_by, made_at = version.record.producer_step_run_id, version.record.created_at
    return (
        entry
        for entry in version.entries
        if entry.logged_at > made_at and (entry.publisher is None or entry.publisher != made_by)
    )


def _notes_since(entries: Entries, ended_at: datetime | None) -> Iterable[Entry]:
    return (
        entry
        for entry in entries
        if entry.publisher is None and ended_at is not None and entry.logged_at > ended_at
    )


def _keys(entries: Iterable[Entry]) -> set[str]:
    return {entry.key for entry in entries}


def _without(entries: Entries, keys: set[str]) -> Entries:
    return tuple(entry for entry in entries if entry.key not in keys)
