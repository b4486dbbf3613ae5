"""What SQLite reports becomes the errors that every store raises."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tallystick.errors import (
    StoreBusyError,
    StoreCorruptError,
    StoreError,
    StoreUnwritableError,
)
from tallystick.query.query import Query
from tallystick.records.targets import Kind
from tallystick.store.sql import SqlStore
from tallystick.store.sql.failures import failure
from tallystick.testing.commands import a_run, log


def sqlite_error(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("it did not work")
    error.sqlite_errorcode = code
    error.sqlite_errorname = "SQLITE_SOMETHING"
    return error


@pytest.mark.parametrize(
    ("code", "raised"),
    [
        (sqlite3.SQLITE_BUSY, StoreBusyError),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, StoreBusyError),
        (sqlite3.SQLITE_CORRUPT, StoreCorruptError),
        (sqlite3.SQLITE_CORRUPT_INDEX, StoreCorruptError),
        (sqlite3.SQLITE_NOTADB, StoreCorruptError),
        (sqlite3.SQLITE_FULL, StoreUnwritableError),
        (sqlite3.SQLITE_IOERR_WRITE, StoreUnwritableError),
        (sqlite3.SQLITE_READONLY_DBMOVED, StoreUnwritableError),
        (sqlite3.SQLITE_CANTOPEN, StoreUnwritableError),
        (sqlite3.SQLITE_ERROR, StoreError),
    ],
)
def test_each_code_has_its_error(code: int, raised: type[StoreError]) -> None:
    """The path is in the message, and SQLite's word for it among the facts."""
    made = failure(sqlite_error(code), Path("store.db"))

    assert type(made) is raised
    assert "'store.db'" in made.message
    assert made.facts["sqlite_error"] == "SQLITE_SOMETHING"


def test_a_writer_that_waits_in_vain_says_for_whom(tmp_path: Path) -> None:
    """After its patience, and nothing is changed."""
    store = SqlStore.open(tmp_path, patience_s=0.05)
    store.apply(a_run())
    with closing(sqlite3.connect(store.path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreBusyError, match=r"was kept by .* for 0 s\. Nothing was changed"):
            store.apply(a_run())

        holder.execute("ROLLBACK")
    store.apply(a_run())
    assert store.find(Query(kind=Kind.RUN)).total == 2
    store.close()


def test_readers_do_not_wait_for_writers(tmp_path: Path) -> None:
    """They see what was there before."""
    store = SqlStore.open(tmp_path, patience_s=0.05)
    store.apply(a_run())
    with closing(sqlite3.connect(store.path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        holder.execute("DELETE FROM runs")

        assert store.find(Query(kind=Kind.RUN)).total == 1
    store.close()


def test_an_interrupted_call_leaves_nothing_open(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C may come at any moment, also between the beginning and the first command."""
    run = a_run()
    store.apply(run)

    def interrupted(*_: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(store.connections, "_check_schema", interrupted)
        with pytest.raises(KeyboardInterrupt):
            store.apply(log(run, {"a": 1}))

    store.apply(log(run, {"b": 1}))
    with closing(SqlStore.open(store.path.parent, patience_s=0)) as other:
        other.apply(log(run, {"c": 1}))
