"""Reasons: the ranked causes between two things, and what they made move."""

from __future__ import annotations

from tallystick.comparison.causes.cause import Cause, CauseKind, Effect, Standing
from tallystick.comparison.causes.cones import Cone
from tallystick.comparison.causes.ranking import ranked_causes


class Reasons:
    """What made `after` differ from `before`: `causes`, the first the most to blame.

    `effects` are all metrics that moved, whether or not a cause is known that reaches them.
    `before` and `after` are what the two are called.
    """

    def __init__(self, before: Cone, after: Cone) -> None:
        self.before = before.name
        self.after = after.name
        self.causes: tuple[Cause, ...]
        self.effects: tuple[Effect, ...]
        self.causes, self.effects = ranked_causes(before, after)

    @property
    def primary(self) -> Cause | None:
        """The first cause; None where there is none, and nothing moved."""
        return self.causes[0] if self.causes else None

    @property
    def is_explained(self) -> bool:
        """Whether all that moved may have a cause that is recorded."""
        return all(
            cause.kind is not CauseKind.UNEXPLAINED or cause.standing is not Standing.LIKELY
            for cause in self.causes
        )
