"""Views say what the reference answers, whatever a store was told."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.errors import TallystickError
from tallystick.query.query import Query
from tallystick.records.reading import target_of
from tallystick.records.targets import Kind
from tallystick.store.memory import MemoryStore
from tallystick.store.sql import SqlStore
from tallystick.testing.histories import PROJECTS, History
from tallystick.values import leaves


@given(data=st.data(), calls=st.integers(0, 40))
@settings(max_examples=15)
def test_metadata_and_entries_are_those_of_the_reference(data: st.DataObject, calls: int) -> None:
    with tempfile.TemporaryDirectory(prefix="tallystick-") as folder:
        reference, store = MemoryStore(), SqlStore.open(folder)
        history = History(data.draw)
        for call in [history.opening(), *(history.next_call(1) for _ in range(calls))]:
            try:
                reference.apply(*call)
            except TallystickError:
                continue
            store.apply(*call)

        with closing(sqlite3.connect(store.path)) as connection:
            metadata = connection.execute(
                "SELECT kind, project, entity_id, path, position, type, text FROM v1_metadata"
            ).fetchall()
            entries = connection.execute(
                "SELECT kind, entity_id, key, sequence, value, is_current FROM v1_entries"
            ).fetchall()
        store.close()

        assert sorted(metadata, key=repr) == sorted(_metadata(reference), key=repr)
        assert sorted(entries) == sorted(_entries(reference))


def _items(store: MemoryStore) -> list[tuple[str, Any]]:
    return [
        (project, item)
        for project, kind in product(dict.fromkeys(PROJECTS), Kind)
        for item in store.find(Query(kind=kind, project=project, limit=None)).items
    ]


def _metadata(store: MemoryStore) -> list[tuple[Any, ...]]:
    texts = ("str", "Uri", "Path", "DType", "UUID")
    return [
        (
            str(target_of(item.record).kind),
            project,
            str(item.record.id),
            leaf.path,
            leaf.position,
            leaf.type,
            leaf.text if leaf.type in texts else None,
        )
        for project, item in _items(store)
        for entry in item.entries
        for leaf in leaves(entry.key, entry.value)
    ]


def _entries(store: MemoryStore) -> list[tuple[Any, ...]]:
    return [
        (
            str(target_of(item.record).kind),
            str(item.record.id),
            current.key,
            entry.sequence,
            bytes(entry.value).decode(),
            int(entry.sequence == current.sequence),
        )
        for _, item in _items(store)
        for current in item.entries
        for entry in store.history(target_of(item.record), current.key)
    ]
