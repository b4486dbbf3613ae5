"""What moved between two mappings, or in what is known about two artifact versions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tallystick.comparison.causes.cause import Change
from tallystick.comparison.causes.evidence import of_content
from tallystick.comparison.content import metadata
from tallystick.comparison.deltas import delta
from tallystick.comparison.rows import MISSING
from tallystick.comparison.sameness import same
from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.metadata import Entry
from tallystick.records.reading import Snapshot
from tallystick.values import flat

Values = Mapping[str, Any]

_AMOUNTS = frozenset({"row_count", "column_count", "columns", "length"})


def leaves(values: Values) -> dict[str, Any]:
    """The values by path, dicts taken apart at every level."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        found |= flat(key, value)
    return found


def changed(before: Values, after: Values) -> tuple[Change, ...]:
    """The leaves that are not the same, in the order of `before` and then `after`."""
    old, new = leaves(before), leaves(after)
    return tuple(
        Change(path, old.get(path, MISSING), new.get(path, MISSING), _delta(old, new, path))
        for path in dict.fromkeys((*old, *new))
        if path not in old or path not in new or not same(old[path], new[path])
    )


def changed_entries(before: tuple[Entry, ...], after: tuple[Entry, ...]) -> tuple[Change, ...]:
    """The same of logged metadata."""
    return changed(metadata(before), metadata(after))


def profile_changes(
    before: Snapshot[ArtifactVersion] | None, after: Snapshot[ArtifactVersion] | None
) -> tuple[Change, ...]:
    """How what is known about an artifact moved, what moved most first.

    How much there is comes before what came or went, that before other numbers, and those before
    what is no number. Notes that were added later are left out.
    """
    if before is None or after is None:
        return ()
    return tuple(sorted(changed_entries(*of_content(before, after)), key=_by_size))


def _by_size(change: Change) -> tuple[int, float]:
    if change.path in _AMOUNTS:
        return (-1, 0.0)
    if change.before is MISSING or change.after is MISSING:
        return (0, 0.0)
    if change.delta is None:
        return (2, 0.0)
    percent = change.delta.percent
    # From zero to anything is more than any percentage.
    return (1, -abs(percent) if percent is not None else float("-inf"))


def _delta(before: Values, after: Values, path: str) -> Any:
    if path not in before or path not in after:
        return None
    return delta(after[path], before[path])
