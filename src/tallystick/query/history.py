"""What is asked of the past: histories of one key on several things."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tallystick.errors import InvalidArgumentError
from tallystick.records.targets import Target
from tallystick.values import format_path, parse_path

FEWEST_POINTS = 5
"""The ends of a history, and the least, the greatest and one without a number in between."""


class HistoryQuery(msgspec.Struct, frozen=True, kw_only=True):
    """The history of `key` on each of `targets`.

    `key` is a key; where it was never logged on a target, it is read as a path into the values of
    a key: `metrics.loss`. With `points`, a longer history is thinned to so many entries at most.
    `as_of` is a number of the journal or a time: then it is asked of the state as it was recorded.
    """

    targets: tuple[Target, ...]
    key: str
    points: int | None = None
    as_of: int | datetime | None = None


def split_path(text: str) -> tuple[str, str] | None:
    """The key that a path begins with, and the whole path in its written form; None for no path.

    >>> split_path('metrics."loss"')
    ('metrics', 'metrics.loss')
    """
    try:
        segments = parse_path(text)
    except InvalidArgumentError:
        return None
    return segments[0], format_path(segments)
