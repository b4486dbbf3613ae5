"""Thinning: which entries stand for a history that is too long to be shown.

The rule, which every store follows exactly (docs/decisions/0030):

The points of a history are its entries; those of a path are the entries of the key that have a
leaf there. A history of no more points than asked for is given whole. A longer one is cut into
buckets of equally many consecutive entries of the key, in the order of their `sequence`, which is
that of their arrival. Each bucket keeps the point with the least number and that with the
greatest; of equal ones the first. Where some points have no number (NaN, texts, None, dicts), each
bucket keeps the first of those, too. The oldest and the newest entry of the key are kept.

A bucket has the fewest entries with which that can never be more than was asked for; from 64 on
this is rounded up to whole blocks of 16, from 256 on of 64, from 1,024 on of 256, and so forth.
A store may keep the extremes of blocks and need not look at the entries.
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


def bucket_size(entries: int, points: int, *, mixed: bool) -> int:
    """How many entries a bucket has, where there are so many in all and so many may be shown.

    `mixed` says that some points have no number.
    """
    buckets = (points - 2) // (3 if mixed else 2)
    size = -(-entries // buckets)
    block = block_size(size)
    return -(-size // block) * block


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
    kept, size = there, 1
    if points is not None and len(there) > points:
        mixed = any(number is None for _, number in arrived)
        size = bucket_size(len(arrived), points, mixed=mixed)
        ends = {
            min(entries, key=lambda e: e.age).sequence,
            max(entries, key=lambda e: e.age).sequence,
        }
        for start in range(0, len(arrived), size):
            ends |= _extremes(arrived[start : start + size])
        kept = [entry for entry in there if entry.sequence in ends]
    return tuple(sorted(kept, key=lambda e: e.age)), len(there), size


def _extremes(bucket: Sequence[tuple[Entry, object]]) -> set[int]:
    """The numbers of the entries that a bucket keeps."""
    numbers = [(entry, number) for entry, number in bucket if isinstance(number, int | float)]
    kept = [entry for entry, number in bucket if number is None][:1]
    if numbers:
        # Of equal ones both give the first.
        kept.append(min(numbers, key=lambda point: point[1])[0])
        kept.append(max(numbers, key=lambda point: point[1])[0])
    return {entry.sequence for entry in kept}
