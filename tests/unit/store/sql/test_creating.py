"""How a new store comes to be in its folder: whole from the first moment on."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tallystick.errors import StoreUnwritableError
from tallystick.query.query import Query
from tallystick.records.targets import Kind
from tallystick.store.sql import SqlStore, creating
from tallystick.store.sql.maintenance import verify
from tallystick.testing.commands import a_run

RUNS = Query(kind=Kind.RUN)


def test_the_file_appears_with_the_store_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until its last table is made, nobody sees a file of that name; and nothing else stays."""
    seen = []

    def watched(connection: sqlite3.Connection) -> None:
        create_tables(connection)
        seen.append((tmp_path / "store.db").exists())

    create_tables = creating.create_tables
    monkeypatch.setattr(creating, "create_tables", watched)

    with closing(SqlStore.open(tmp_path)) as store:
        store.apply(a_run())

    assert seen == [False]
    assert [path.name for path in tmp_path.iterdir()] == ["store.db"]


def test_a_store_that_another_made_meanwhile_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is second adds to it."""

    def overtaken(connection: sqlite3.Connection) -> None:
        create_tables(connection)
        monkeypatch.setattr(creating, "create_tables", create_tables)
        with closing(SqlStore.open(tmp_path)) as faster:
            faster.apply(a_run())

    create_tables = creating.create_tables
    monkeypatch.setattr(creating, "create_tables", overtaken)

    with closing(SqlStore.open(tmp_path)) as store:
        store.apply(a_run())

        assert store.find(RUNS).total == 2
    assert [path.name for path in tmp_path.iterdir()] == ["store.db"]


def test_without_hard_links_a_store_is_made_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some file systems have none."""

    def refused(*_: object) -> None:
        raise OSError(errno.EOPNOTSUPP, "no links here")

    monkeypatch.setattr(os, "link", refused)

    with closing(SqlStore.open(tmp_path)) as store:
        store.apply(a_run())

        assert store.find(RUNS).total == 1
    assert [path.name for path in tmp_path.iterdir()] == ["store.db"]


def test_what_is_left_of_a_removed_store_is_not_read_into_a_new_one(tmp_path: Path) -> None:
    """Who begins anew may remove `store.db` alone, while a process has it open."""
    old = SqlStore.open(tmp_path)
    old.apply(*[a_run() for _ in range(20)])
    assert (tmp_path / "store.db-wal").stat().st_size
    (tmp_path / "store.db").unlink()

    with closing(SqlStore.open(tmp_path)) as new:
        new.apply(a_run())

        assert new.find(RUNS).total == 1
        assert verify(new) == []


def test_a_store_that_cannot_be_made_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next one that has room begins in an empty folder."""

    def full(_: sqlite3.Connection) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(creating, "create_tables", full)
        store = SqlStore.open(tmp_path)
        with pytest.raises(StoreUnwritableError, match="disk is full; make room"):
            store.apply(a_run())
    assert list(tmp_path.iterdir()) == []

    store.apply(a_run())
    store.close()
