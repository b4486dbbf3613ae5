"""Questions that make no sense, refused by every store alike."""

from __future__ import annotations

from tallystick.errors import InvalidArgumentError
from tallystick.query.history import FEWEST_POINTS, HistoryQuery
from tallystick.records.targets import Kind, Target
from tallystick.values.keys import is_utf8

WITH_LINEAGE = (Kind.RUN, Kind.STEP_RUN, Kind.ARTIFACT_VERSION)


def check_text(*texts: str | None) -> None:
    """`InvalidArgumentError` for text that UTF-8 cannot hold: nothing is called so anywhere."""
    for text in texts:
        if text is not None and not is_utf8(text):
            raise InvalidArgumentError(
                f"{text!a} has a lone surrogate in it, which UTF-8 cannot hold; "
                "nothing is called so.",
                given=text,
            )


def check_range(after: int, limit: int | None) -> None:
    """`InvalidArgumentError` for a part of the journal that cannot be."""
    if after < 0 or (limit is not None and limit < 0):
        raise InvalidArgumentError(
            f"Changes are asked for after number 0 or later, 0 or more of them; "
            f"got after={after} and limit={limit}.",
            after=after,
            limit=limit,
        )


def check_history(query: HistoryQuery) -> None:
    """`InvalidArgumentError` for a key that cannot be, and for too few points."""
    check_text(query.key)
    if query.points is not None and query.points < FEWEST_POINTS:
        raise InvalidArgumentError(
            f"A history is thinned to {FEWEST_POINTS} points or more; got points={query.points}.",
            given=query.points,
        )


def check_lineage(target: Target, upstream: int, downstream: int) -> None:
    """`InvalidArgumentError` for things that have no lineage, and depths that cannot be."""
    if target.kind not in WITH_LINEAGE:
        raise InvalidArgumentError(
            f"Lineage is of runs, step runs and artifact versions, not of {target.kind.one}.",
            given=target.kind,
        )
    if upstream < 0 or downstream < 0:
        raise InvalidArgumentError(
            f"Lineage goes 0 or more edges in each direction; got upstream={upstream} "
            f"and downstream={downstream}.",
            upstream=upstream,
            downstream=downstream,
        )
