"""Tracing: how a difference at some steps reaches others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tallystick.comparison.causes.pairs import Pair, Read


class Reached(NamedTuple):
    """A pair that read something else because of a difference upstream, and what that was."""

    pair: Pair
    read: Read


class Tracing:
    """The ways along which content that differs goes from pair to pair.

    `pairs` are in order: each after those upstream of it.
    """

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self._pairs = pairs

    def reached(self, sources: Iterable[Pair]) -> list[Reached]:
        """Everything that differs because the sources' results do, in order."""
        inside = {id(pair) for pair in sources}
        found = []
        for pair in self._pairs:
            for read in pair.reads:
                if read.upstream is not None and id(read.upstream) in inside:
                    inside.add(id(pair))
                    found.append(Reached(pair, read))
        return found

    def chain(self, source: Pair, goals: Iterable[Pair]) -> list[Pair]:
        """The longest way from a pair to the last of the goals that it reaches, both included."""
        ways: dict[int, list[Pair]] = {id(source): [source]}
        for pair in self._pairs:
            if pair is source:
                continue
            before = [
                ways[id(read.upstream)]
                for read in pair.reads
                if read.upstream is not None and id(read.upstream) in ways
            ]
            if before:
                ways[id(pair)] = [*max(before, key=len), pair]
        wanted = {id(goal) for goal in goals} & ways.keys()
        last = [pair for pair in self._pairs if id(pair) in (wanted or ways.keys())]
        return ways[id(last[-1])]
