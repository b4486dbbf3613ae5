"""Paths counted by looking at every thing."""

from __future__ import annotations

from collections import defaultdict

from tallystick.query.conditions import Metadata
from tallystick.query.evaluating import leaf_scalar, matches
from tallystick.query.paths import PathQuery, PathSummary, ranked
from tallystick.query.tallying import Tally
from tallystick.records.reading import RECORDS
from tallystick.store.memory.subject import MemorySubject
from tallystick.store.memory.tables import MemoryTables


def paths(tables: MemoryTables, query: PathQuery) -> tuple[PathSummary, ...]:
    """See `Store.paths`; the query was checked. Nothing is estimated."""
    tallies = defaultdict[str, Tally](Tally)
    for record in tables.all(RECORDS[query.kind]):
        subject = MemorySubject(tables, record)
        if record.project != query.project or not matches(query.where, subject):
            continue
        for leaf in subject.leaves(None):
            # What lists hold is not counted apart from them.
            if leaf.position == 0:
                tallies[leaf.path].add(leaf.type, leaf_scalar(leaf))
    counts = [(path, tally.types.total()) for path, tally in tallies.items()]
    return tuple(
        tallies[path].summary(Metadata(path), query.values)
        for path in ranked(counts, query.prefix, query.limit)
    )
