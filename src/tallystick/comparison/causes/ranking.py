"""From two cones to ranked causes.

A cause is what differs at a step by itself. What differs at a step only because of something
upstream is a consequence, and is folded beneath the first cause that leads to it.

Likely causes come before possible ones and those before idle ones; among equals, those upstream
come first; at one step, kinds come in the order of `CauseKind`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from tallystick.comparison.causes.cause import Cause, CauseKind, Consequence, Effect, Standing
from tallystick.comparison.causes.cones import Cone
from tallystick.comparison.causes.effects import effects
from tallystick.comparison.causes.local import local_causes, read_changes
from tallystick.comparison.causes.outcomes import Outcome, outcome
from tallystick.comparison.causes.pairs import Pair, paired
from tallystick.comparison.causes.surroundings import cache_cause, surrounding_causes
from tallystick.comparison.causes.tracing import Reached, Tracing
from tallystick.comparison.causes.unexplained import unexplained
from tallystick.comparison.causes.whole import whole_causes

_AROUND = frozenset(
    {
        CauseKind.PYTHON,
        CauseKind.PACKAGE,
        CauseKind.HARDWARE,
        CauseKind.HOST,
        CauseKind.VARIABLE,
    }
)


class Ranked(NamedTuple):
    """The causes, the first the most to blame, and every metric that moved."""

    causes: tuple[Cause, ...]
    effects: tuple[Effect, ...]


class _Found(NamedTuple):
    """A cause with the pairs at which it is, and its place among the pairs."""

    cause: Cause
    pairs: tuple[Pair, ...]
    place: int


def ranked_causes(before: Cone, after: Cone) -> Ranked:
    """What made `after` differ from `before`."""
    return _Ranking(before, after).ranked()


class _Ranking:
    def __init__(self, before: Cone, after: Cone) -> None:
        self._before = before
        self._after = after
        self._matched = paired(before, after)
        self._pairs = self._matched.pairs
        self._tracing = Tracing(self._pairs)
        self._effects = tuple(effects(before, after, self._matched))

    def ranked(self) -> Ranked:
        found = [one for place, pair in enumerate(self._pairs) for one in self._at(place, pair)]
        something_moved = bool(self._effects) or any(
            outcome(pair, self._before, self._after).is_certain for pair in self._pairs
        )
        whole = whole_causes(
            self._before,
            self._after,
            self._matched,
            [one.cause for one in found],
            something_moved=something_moved,
        )
        # What is of the whole run comes before its steps, and what only one run did after them.
        places = {CauseKind.PARAMETER: -1, CauseKind.INPUT: -1}
        found += [_Found(one, (), places.get(one.kind, len(self._pairs))) for one in whole]
        found = _merged(sorted(found, key=_rank))
        if something_moved and all(one.cause.standing is Standing.IDLE for one in found):
            found.insert(0, _Found(unexplained("", self._before, self._after), (), 0))
        return Ranked(tuple(self._folded(found)), self._effects)

    def _at(self, place: int, pair: Pair) -> Iterator[_Found]:
        """The causes at one pair."""
        result = outcome(pair, self._before, self._after)
        local = local_causes(pair, self._before, self._after)
        around = surrounding_causes(pair, self._before, self._after)
        inherits = any(read.differs and read.upstream is not None for read in pair.reads)
        if local or inherits or not result.differs:
            standing = Standing.LIKELY if result.differs else Standing.IDLE
            for cause in local:
                yield _Found(replace(cause, standing=standing), (pair,), place)
            weaker = Standing.POSSIBLE if result.differs else Standing.IDLE
            for cause in around:
                yield _Found(replace(cause, standing=weaker, step=""), (pair,), place)
            return
        standing = Standing.LIKELY if result.is_certain else Standing.POSSIBLE
        if not result.is_certain and not self._moved_by(pair):
            standing = Standing.IDLE
        for cause in self._without_reason(pair, result, around):
            yield _Found(replace(cause, standing=standing), (pair,), place)

    def _without_reason(
        self, pair: Pair, result: Outcome, around: Sequence[Cause]
    ) -> Iterator[Cause]:
        """What may explain a result that is another though all it depends on is the same."""
        cached = cache_cause(pair) if result.outputs or result.files or result.status else None
        if cached:
            yield cached
        yield from around
        if not cached and not around:
            yield unexplained(pair.name, self._before, self._after, pair, only_files=result.files)

    def _moved_by(self, pair: Pair) -> bool:
        """Whether a metric of the pair, or of what is behind it, moved."""
        names = {pair.name, *(one.pair.name for one in self._tracing.reached([pair]))}
        return any(effect.step in names for effect in self._effects)

    def _folded(self, found: Sequence[_Found]) -> Iterator[Cause]:
        """The causes with how they reach the result; each consequence beneath the first."""
        told: set[tuple[int, int]] = set()
        for cause, pairs, _ in found:
            if cause.standing is Standing.IDLE or not pairs:
                yield self._whole(cause)
                continue
            reached = self._tracing.reached(pairs)
            new = [one for one in reached if (id(one.pair), id(one.read)) not in told]
            told.update((id(one.pair), id(one.read)) for one in new)
            behind = [*pairs, *(one.pair for one in reached)]
            names = {pair.name for pair in behind}
            own = tuple(effect for effect in self._effects if effect.step in names)
            logging = {effect.step for effect in own}
            goals = [pair for pair in behind if pair.name in logging]
            yield replace(
                cause,
                chain=tuple(pair.name for pair in self._tracing.chain(pairs[0], goals)),
                effects=own,
                consequences=tuple(map(self._consequence, new)),
            )

    def _whole(self, cause: Cause) -> Cause:
        """A cause that is at no pair: of one step that only one run has, or of the whole run."""
        if cause.kind is CauseKind.UNEXPLAINED:
            return replace(cause, effects=self._effects)
        own = tuple(effect for effect in self._effects if cause.step and effect.step == cause.step)
        return replace(cause, effects=() if cause.standing is Standing.IDLE else own)

    def _consequence(self, reached: Reached) -> Consequence:
        read = reached.read
        return Consequence(
            reached.pair.name,
            read.name,
            self._before.said(read.before),
            self._after.said(read.after),
            read_changes(read, self._before, self._after),
        )


def _rank(found: _Found) -> tuple[int, int]:
    # Sorting keeps the order of causes at one step, which is that of their kinds.
    return (list(Standing).index(found.cause.standing), found.place)


def _merged(found: Sequence[_Found]) -> list[_Found]:
    """Causes that are one and the same at several steps, once: at the first of them."""
    merged: list[_Found] = []
    for one in found:
        twin = next((known for known in merged if _is_same(known.cause, one.cause)), None)
        if twin is None:
            merged.append(one)
        elif twin.cause.standing is one.cause.standing:
            merged[merged.index(twin)] = twin._replace(pairs=(*twin.pairs, *one.pairs))
    return merged


def _is_same(one: Cause, other: Cause) -> bool:
    if one.kind is not other.kind or one.kind not in (*_AROUND, CauseKind.INPUT):
        return False
    key, value = (one.name, one.before, one.after), (other.name, other.before, other.after)
    return key == value
