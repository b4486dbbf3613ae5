"""Histories of a key on a target, thinned."""

from __future__ import annotations

from tallystick.query.history import HistoryQuery, split_path
from tallystick.records.reading import History
from tallystick.records.targets import Target
from tallystick.store.sql.connecting import Connection
from tallystick.store.sql.reading import history
from tallystick.store.sql.records import Place
from tallystick.store.thinning import thinned
from tallystick.values import format_path


def history_of(
    connection: Connection, target: Target, place: Place, query: HistoryQuery
) -> History:
    """The history of the key, or of the path, on one target."""
    key, path = query.key, format_path((query.key,))
    entries = history(connection, place, key)
    if not entries and (split := split_path(query.key)):
        key, path = split
        entries = history(connection, place, key)
    shown, total, bucket = thinned(entries, path, query.points)
    return History(target=target, key=key, path=path, entries=shown, total=total, bucket=bucket)
