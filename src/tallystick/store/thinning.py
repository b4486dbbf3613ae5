"""Thinning: which entries stand for a history that is too long to be shown.

The rule, which every store follows exactly (docs/decisions/0050):

The points of a history are its entries; those of a path are the entries of the key that have a
leaf there. A history of no more points than asked for is given whole. A longer one is cut into
buckets of equally many consecutive entries of the key, in the order of their `sequence`, which is
that of their arrival. Each bucket keeps the point with the least number and that with the
greatest; of equal ones the first. Where some points have no number (NaN, texts, None, dicts), each
bucket keeps the first of those, too. The oldest and the newest entry of the key are kept.

There are so many buckets that two points of each fill the room beside the ends; if what they keep
is more than that, so many that two and a quarter do, two and a half, or three. Buckets of 64
entries or more are rounded up to whole blocks of 16, of 256 or more to blocks of 64, of 1,024 or
more to blocks of 256, and so forth: a store may keep the extremes of blocks instead of looking at
the entries.
"""

from __future__ import annotations

from collections.abc import Sequence

from tallystick.query.comparing import NUMBER, SORT_OF_TYPE
from tallystick.records.metadata import Entry
from tallystick.values import format_path, leaves

BLOCK = 16
"""Entries in the smallest block."""

WIDENING = 4
"""Blocks in the next larger block, and at least in a bucket."""

NOWHERE = object()
"""What an entry has at a path where it has no leaf."""


def block_size(bucket: int) -> int:
    """The size of the blocks that a bucket of at least so many entries is made of; 1 for none."""
    size = BLOCK
    while size * WIDENING * WIDENING <= bucket:
        size *= WIDENING
    return size if size * WIDENING <= bucket else 1


_QUARTERS = (8, 9, 10, 12)
"""Points of a bucket for which there is room, in quarters."""


def bucket_sizes(entries: int, points: int) -> list[int]:
    """How many entries a bucket may have, the fewest first, where so many points may be shown.

    The first is taken with which everything that buckets keep, and two ends, fit; the last always
    does.
    """
    sizes = []
    for quarters in _QUARTERS:
        size = -(-entries // ((points - 2) * 4 // quarters))
        block = block_size(size)
        sizes.append(-(-size // block) * block)
    return sizes


def number_at(entry: Entry, path: str) -> object:
    """The number of the leaf at `path`: None where it is no number, `NOWHERE` without a leaf.

    At the path that is the key alone every entry has something.
    """
    for leaf in leaves(entry.key, entry.value):
        if leaf.path == path and leaf.position == 0:
            return leaf.number if SORT_OF_TYPE.get(leaf.type) == NUMBER else None
    return None if path == format_path((entry.key,)) else NOWHERE


def thinned(
    entries: Sequence[Entry], path: str, points: int | None
) -> tuple[tuple[Entry, ...], int, int]:
    """What is shown of a key's entries, oldest first, of how many, and the size of buckets.

    Without thinning buckets are of one entry. This is the rule itself; it looks at everything.
    """
    arrived = [(e, number_at(e, path)) for e in sorted(entries, key=lambda e: e.sequence)]
    there = [entry for entry, number in arrived if number is not NOWHERE]
    if points is None or len(there) <= points:
        return tuple(sorted(there, key=lambda e: e.age)), len(there), 1
    attempts = ((size, _kept(arrived, size)) for size in bucket_sizes(len(arrived), points))
    size, kept = next(attempt for attempt in attempts if len(attempt[1]) + 2 <= points)
    by_age = sorted(there, key=lambda e: e.age)
    oldest, newest = min(entries, key=lambda e: e.age), max(entries, key=lambda e: e.age)
    kept |= {oldest.sequence, newest.sequence}
    return tuple([entry for entry in by_age if entry.sequence in kept]), len(there), size


def _kept(arrived: Sequence[tuple[Entry, object]], size: int) -> set[int]:
    """The numbers of the entries that buckets of this size keep."""
    starts = range(0, len(arrived), size)
    return set().union(*(_extremes(arrived[start : start + size]) for start in starts))


def _extremes(bucket: Sequence[tuple[Entry, object]]) -> set[int]:
    """The numbers of the entries that a bucket keeps."""
    numbers = [(entry, number) for entry, number in bucket if isinstance(number, int | float)]
    kept = [entry for entry, number in bucket if number is None][:1]
    if numbers:
        # Of equal ones both give the first.
        kept.append(min(numbers, key=lambda point: point[1])[0])
        kept.append(max(numbers, key=lambda point: point[1])[0])
    return {entry.sequence for entry in kept}
