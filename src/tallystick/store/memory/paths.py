"""Paths counted by looking at every thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tallystick.query.conditions import Metadata, Parameter
from tallystick.query.evaluating import leaf_scalar, matches
from tallystick.query.paths import PathField, PathQuery, PathSummary, ranked
from tallystick.query.tallying import Tally
from tallystick.records.reading import RECORDS
from tallystick.store.memory.subject import MemorySubject
from tallystick.store.memory.tables import MemoryTables
from tallystick.values import Leaf


def paths(tables: MemoryTables, query: PathQuery) -> tuple[PathSummary, ...]:
    """See `Store.paths`; the query was checked. Nothing is estimated."""
    tallies = defaultdict[PathField, Tally](Tally)
    for record in tables.all(RECORDS[query.kind]):
        subject = MemorySubject(tables, record)
        if record.project == query.project and matches(query.where, subject):
            for field, leaf in _leaves(subject):
                tallies[field].add(leaf.type, leaf_scalar(leaf))
    counts = [(field, tally.types.total()) for field, tally in tallies.items()]
    return tuple(
        tallies[field].summary(field, query.values)
        for field in ranked(counts, query.prefix, query.limit)
    )


def _leaves(subject: MemorySubject) -> Iterator[tuple[PathField, Leaf]]:
    """What is at each path; what lists hold is not counted apart from them."""
    yield from ((Metadata(leaf.path), leaf) for leaf in subject.leaves(None) if not leaf.position)
    yield from (
        (Parameter(leaf.path), leaf) for leaf in subject.parameters(None) if not leaf.position
    )
