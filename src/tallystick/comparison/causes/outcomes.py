"""Outcomes: whether a step's result is another, and in which way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from tallystick.comparison.causes.changes import changed_entries
from tallystick.comparison.causes.cones import Cone, same_content
from tallystick.comparison.causes.evidence import of_content
from tallystick.comparison.causes.pairs import Pair, logged_by
from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.reading import Snapshot

# Formats in which equal values are equal bytes. Others write times or places in memory, too.
_MATERIALIZERS = "tallystick.artifacts.materializers."
_EXACT = frozenset({"builtin", "numpy", "pandas", "polars", "arrow", "text", "pydantic", "pillow"})
# A fact about the bytes and not about the value.
_OF_BYTES = "storage_size"


class Outcome(NamedTuple):
    """How the results of a pair differ.

    `outputs`: they hold another value. `files`: their bytes are others, of which their format may
    be the reason, as nothing else that is known of them differs. `status`: one failed. `metrics`:
    what they logged, which may be a time of day.
    """

    outputs: bool
    files: bool
    status: bool
    metrics: bool

    @property
    def differs(self) -> bool:
        """In any way."""
        return any(self)

    @property
    def is_certain(self) -> bool:
        """Whether it is more than bytes and what was logged."""
        return self.outputs or self.status


def outcome(pair: Pair, before: Cone, after: Cone) -> Outcome:
    """How the results of a pair differ."""
    old, new = pair.before.step, pair.after.step
    others = _others(old.outputs, new.outputs, before, after)
    outputs = _names_differ(old.outputs, new.outputs) or any(
        _is_another(one, other) for one, other in others
    )
    return Outcome(
        outputs=outputs,
        files=bool(others) and not outputs,
        status=old.status.is_successful != new.status.is_successful,
        metrics=bool(changed_entries(*logged_by(pair))),
    )


Outputs = Mapping[str, tuple[UUID, ...]]
Version = Snapshot[ArtifactVersion] | None


def _names_differ(before: Outputs, after: Outputs) -> bool:
    return {name: len(ids) for name, ids in before.items()} != {
        name: len(ids) for name, ids in after.items()
    }


def _others(old: Outputs, new: Outputs, before: Cone, after: Cone) -> list[tuple[Version, Version]]:
    """Outputs of the same name that are not known to hold the same."""
    return [
        (before.versions.get(one), after.versions.get(other))
        for name in old.keys() & new.keys()
        for one, other in zip(old[name], new[name], strict=False)
        if not same_content(before, one, after, other)
    ]


def _is_another(one: Version, other: Version) -> bool:
    """Whether two versions with different bytes hold different values; of deleted ones, yes."""
    if one is None or other is None or _is_exact(one.record) or _is_exact(other.record):
        return True
    changes = changed_entries(*of_content(one, other))
    return any(change.path != _OF_BYTES for change in changes)


def _is_exact(version: ArtifactVersion) -> bool:
    name = version.materializer.removeprefix(_MATERIALIZERS)
    return name != version.materializer and name.partition(".")[0] in _EXACT
