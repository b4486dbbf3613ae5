"""Pairs: which step of one cone stands for which of the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple
from uuid import UUID

from tallystick.comparison.causes.cones import Cone, Node, same_content
from tallystick.comparison.causes.evidence import of_execution
from tallystick.records.metadata import Entry


class Read(NamedTuple):
    """The ids of the artifact versions that both steps of a pair read under a name.

    A side is None where that step read nothing there. `differs` says whether the content is
    another, and `upstream` is the pair that made the two then, if one did.
    """

    name: str
    before: UUID | None
    after: UUID | None
    differs: bool = False
    upstream: Pair | None = None


class Pair:
    """Two steps that stand for each other, and what they read.

    `is_replaced` says that they are different steps at the same place.
    """

    def __init__(self, before: Node, after: Node, *, is_replaced: bool = False) -> None:
        self.before = before
        self.after = after
        self.is_replaced = is_replaced
        self.reads: list[Read] = []
        self.rewired: list[tuple[str, Node | None, Node | None]] = []

    @property
    def name(self) -> str:
        """What the step is called now."""
        return self.after.name


def logged_by(pair: Pair) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """What was logged on both steps of a pair, without notes that were added later."""
    before, after = pair.before, pair.after
    return of_execution(before.entries, before.step.ended_at, after.entries, after.step.ended_at)


class Pairs(NamedTuple):
    """All pairs, those upstream before those behind them, and steps that only one side has."""

    pairs: tuple[Pair, ...]
    only_before: tuple[Node, ...]
    only_after: tuple[Node, ...]


def paired(before: Cone, after: Cone) -> Pairs:
    """The steps of both cones, matched.

    Steps are matched by name, then by the step's function in order of their start, then by what
    they make: producers of one input of matched steps stand for each other.
    """
    return _Matching(before, after).pairs()


class _Matching:
    def __init__(self, before: Cone, after: Cone) -> None:
        self._before = before
        self._after = after
        self._of_before: dict[UUID, Pair] = {}
        self._of_after: dict[UUID, Pair] = {}

    def pairs(self) -> Pairs:
        tops = [
            [cone.nodes[id] for id in cone.tops if id in cone.nodes]
            for cone in (self._before, self._after)
        ]
        for key in (_name, _function):
            self._match_by(key, *tops)
        waiting = list(self._of_before.values())
        for pair in waiting:
            waiting += self._upstream(pair)
        return Pairs(
            tuple(_in_order(waiting)),
            tuple(node for node in tops[0] if node.step.id not in self._of_before),
            tuple(node for node in tops[1] if node.step.id not in self._of_after),
        )

    def _match_by(
        self, key: Callable[[Node], str], before: Sequence[Node], after: Sequence[Node]
    ) -> None:
        for node in before:
            if node.step.id in self._of_before:
                continue
            alike = (
                one for one in after if one.step.id not in self._of_after and key(one) == key(node)
            )
            if found := next(alike, None):
                self._match(node, found)

    def _match(self, before: Node, after: Node) -> Pair:
        pair = Pair(before, after, is_replaced=before.step.step != after.step.step)
        self._of_before[before.step.id] = pair
        self._of_after[after.step.id] = pair
        return pair

    def _upstream(self, pair: Pair) -> Iterator[Pair]:
        """Follow what a pair read; the pairs that are new."""
        for name, before, after in self._read(pair):
            read = Read(name, before, after)
            if not same_content(self._before, before, self._after, after):
                old = _maker(self._before, before, pair.before)
                new = _maker(self._after, after, pair.after)
                made, is_new = self._made_by(old, new)
                read = read._replace(differs=True, upstream=made)
                if made is None and (old or new):
                    pair.rewired.append((name, old, new))
                if made is not None and is_new:
                    yield made
            pair.reads.append(read)

    def _read(self, pair: Pair) -> Iterator[tuple[str, UUID | None, UUID | None]]:
        """The ids under each name; names that only one side has are matched in their order."""
        before, after = pair.before.step.inputs, pair.after.step.inputs
        names = [(name, name) for name in before if name in after]
        left = [name for name in before if name not in after]
        new = [name for name in after if name not in before]
        names += list(zip_longest(left, new, fillvalue=""))
        for old, name in names:
            several = zip_longest(before.get(old, ()), after.get(name, ()))
            yield from ((name or old, one, other) for one, other in several)

    def _made_by(self, before: Node | None, after: Node | None) -> tuple[Pair | None, bool]:
        """The pair of two producers, and whether it is new; None where they are of no pair."""
        if before is None or after is None:
            return None, False
        known = self._of_before.get(before.step.id), self._of_after.get(after.step.id)
        if known == (None, None):
            return self._match(before, after), True
        return (known[0], False) if known[0] is known[1] else (None, False)


def _maker(cone: Cone, id: UUID | None, reader: Node) -> Node | None:
    return None if id is None else cone.producer(id, reader)


def _name(node: Node) -> str:
    return node.step.name


def _function(node: Node) -> str:
    return node.step.step


def _in_order(pairs: Sequence[Pair]) -> Iterator[Pair]:
    """Each after those upstream of it, otherwise in order of their start."""
    done: set[int] = set()

    def visit(pair: Pair) -> Iterator[Pair]:
        if id(pair) not in done:
            done.add(id(pair))
            for read in pair.reads:
                if read.upstream is not None:
                    yield from visit(read.upstream)
            yield pair

    for pair in sorted(pairs, key=lambda one: (one.after.step.started_at, one.after.step.id)):
        yield from visit(pair)
