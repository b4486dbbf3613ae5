"""Outcomes: whether a step's result is another, and in which way."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from tallystick.comparison.causes.changes import changed_entries
from tallystick.comparison.causes.cones import Cone
from tallystick.comparison.causes.pairs import Pair, same_content


class Outcome(NamedTuple):
    """How the results of a pair differ: in what they hold, in how they ended, in what they logged.

    What is logged may be a time of day, so that it tells less than the other two.
    """

    outputs: bool
    status: bool
    metrics: bool

    @property
    def differs(self) -> bool:
        """In any way."""
        return any(self)

    @property
    def is_certain(self) -> bool:
        """Whether it is more than what was logged."""
        return self.outputs or self.status


def outcome(pair: Pair, before: Cone, after: Cone) -> Outcome:
    """How the results of a pair differ."""
    old, new = pair.before.step, pair.after.step
    return Outcome(
        outputs=_outputs_differ(pair, before, after),
        status=old.status.is_successful != new.status.is_successful,
        metrics=bool(changed_entries(pair.before.entries, pair.after.entries)),
    )


def _outputs_differ(pair: Pair, before: Cone, after: Cone) -> bool:
    old, new = pair.before.step.outputs, pair.after.step.outputs
    if old.keys() != new.keys() or any(len(old[name]) != len(new[name]) for name in old):
        return True
    return any(
        one != other and not _same(before, after, one, other)
        for name in old
        for one, other in zip(old[name], new[name], strict=True)
    )


def _same(before: Cone, after: Cone, one: UUID, other: UUID) -> bool:
    """Whether two ids stand for the same content; of what was deleted nobody knows."""
    versions = before.version(one), after.version(other)
    return None not in versions and same_content(*versions)
