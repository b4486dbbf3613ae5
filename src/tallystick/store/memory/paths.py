"""Paths counted by looking at every thing."""

from __future__ import annotations

from tallystick.query.evaluating import matches
from tallystick.query.paths import PathQuery, PathSummary
from tallystick.query.tallying import summaries, tallied
from tallystick.records.reading import RECORDS
from tallystick.store.memory.subject import MemorySurroundings
from tallystick.store.memory.tables import MemoryTables
from tallystick.store.subject import RecordSubject


def paths(tables: MemoryTables, query: PathQuery) -> tuple[PathSummary, ...]:
    """See `Store.paths`; the query was checked. Nothing is estimated."""
    around = MemorySurroundings(tables)
    subjects = [
        RecordSubject(around, record)
        for record in tables.all(RECORDS[query.kind])
        if record.project == query.project
    ]
    found = (subject for subject in subjects if matches(query.where, subject))
    return summaries(tallied(found), query)
