"""Connections for reading: to a store, to one that is still empty, to a read-only one."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from tallystick.store.sql.connecting import (
    Connection,
    file_at,
    open_for_reading,
    open_unwritable,
)
from tallystick.store.sql.creating import empty, prepare
from tallystick.store.sql.failures import is_unwritable
from tallystick.store.sql.revisions import is_older, revision_of
from tallystick.store.sql.unlike import check_file
from tallystick.store.sql.waiting import patiently

UNSEEN = -1


class Reader:
    """A connection for reading; `lasts` says whether it can be used again."""

    def __init__(self, connection: Connection, *, lasts: bool) -> None:
        self.connection = connection
        self.lasts = lasts
        self.schema = UNSEEN
        """The version of the tables that the connection saw last."""


def open_reader(path: Path, durability: str, patience_s: float) -> Reader:
    """A reader of the store at `path`; where there is none, of one with nothing in it.

    A store of an older release is brought up to date first. Raises `StoreCorruptError` for what is
    no store, as `check_file` does.
    """
    if file_at(path) is None:
        return Reader(empty(), lasts=False)
    check_file(path)
    try:
        connection = patiently(lambda: open_for_reading(path), patience_s, path)
        with closed_on_error(connection):
            revision = patiently(lambda: revision_of(connection, path), patience_s, path)
    except sqlite3.OperationalError as error:
        unwritable = open_unwritable(path) if is_unwritable(error) else None
        if unwritable is None:
            raise
        return Reader(unwritable, lasts=False)
    if revision is None:
        # Another process has made the file and is about to make the store in it.
        connection.close()
        return Reader(empty(), lasts=False)
    if is_older(revision):
        with closed_on_error(connection):
            prepare(path, durability, patience_s).close()
    return Reader(connection, lasts=True)


@contextlib.contextmanager
def closed_on_error(connection: Connection) -> Iterator[None]:
    """The connection is closed if an error leaves this."""
    try:
        yield
    except BaseException:
        connection.close()
        raise
