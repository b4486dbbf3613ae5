"""What is opened: a store, nothing yet, or something else."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tallystick.errors import (
    InvalidArgumentError,
    NotFoundError,
    StoreCorruptError,
    StoreError,
    StoreUnwritableError,
    StoreVersionError,
)
from tallystick.query.query import Query
from tallystick.records.references import Ref
from tallystick.records.runs import Run
from tallystick.records.targets import Kind
from tallystick.store.sql import SqlStore
from tallystick.store.sql.connections import SqliteConnections
from tallystick.testing.commands import a_run

RUNS = Query(kind=Kind.RUN)


def test_reading_makes_no_store(tmp_path: Path) -> None:
    """A folder that is only looked into stays as it was: missing."""
    store = SqlStore.open(tmp_path / "none")

    assert store.find(RUNS).total == 0
    assert list(store.changes()) == []
    with pytest.raises(NotFoundError):
        store.get(Run, Ref("nightly"))

    assert not (tmp_path / "none").exists()


def test_a_store_that_must_exist_cannot_be_read_before(tmp_path: Path) -> None:
    """Whoever named it meant one that is there; the first command still makes it."""
    store = SqlStore.open(tmp_path / "none", must_exist=True)

    with pytest.raises(NotFoundError, match="there is no such folder"):
        store.find(RUNS)
    (tmp_path / "none").mkdir()
    with pytest.raises(NotFoundError, match=r"has no store\.db"):
        store.find(RUNS)

    store.apply(a_run())
    assert store.find(RUNS).total == 1
    store.close()


def test_what_was_empty_is_seen_to_fill(tmp_path: Path) -> None:
    """A store that another object makes is there for one that was open before."""
    first, second = SqlStore.open(tmp_path / "store"), SqlStore.open(tmp_path / "store")
    assert first.find(RUNS).total == 0

    second.apply(a_run())

    assert first.find(RUNS).total == 1
    first.close()
    second.close()


def test_a_file_without_anything_in_it_is_no_store_yet(tmp_path: Path) -> None:
    """SQLite makes the file before the store is in it."""
    (tmp_path / "store.db").touch()
    store = SqlStore.open(tmp_path)

    assert store.find(RUNS).total == 0
    store.apply(a_run())

    assert store.find(RUNS).total == 1
    store.close()


def test_a_new_store_says_who_made_it(store: SqlStore) -> None:
    """Later releases, and people, want to know."""
    store.apply(a_run())

    with closing(sqlite3.connect(store.path)) as connection:
        facts = dict(connection.execute("SELECT name, value FROM store_info").fetchall())
    assert set(facts) == {"id", "made_at", "made_by", "written_by"}


def test_a_store_of_a_newer_release_is_refused(store: SqlStore) -> None:
    """The message names both releases and says what to do; nothing is touched."""
    store.apply(a_run())
    store.close()
    with closing(sqlite3.connect(store.path, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.execute("UPDATE store_info SET value = '7.8.9' WHERE name = 'written_by'")
    before = {path.name: path.read_bytes() for path in store.path.parent.iterdir()}

    for use in (store_for_reading, store_for_writing):
        with pytest.raises(StoreVersionError, match=r"Tallystick 7\.8\.9 \(schema 9999\).*Upgrade"):
            use(store.path)

    assert {path.name: path.read_bytes() for path in store.path.parent.iterdir()} == before


def store_for_reading(path: Path) -> None:
    SqlStore.open(path.parent)


def store_for_writing(path: Path) -> None:
    """As an object does that was there before the file."""
    with closing(SqlStore(SqliteConnections(path, "normal", 1))) as early:
        early.apply(a_run())


def test_a_store_that_becomes_newer_while_it_is_open_is_refused(store: SqlStore) -> None:
    """Another process may be of a newer release, and bring the store up to date."""
    store.apply(a_run())
    with closing(sqlite3.connect(store.path, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.execute("ALTER TABLE runs ADD COLUMN mood TEXT")

    with pytest.raises(StoreVersionError):
        store.apply(a_run())
    with pytest.raises(StoreVersionError):
        store.find(RUNS)


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" * 300])
def test_a_file_that_is_no_database_is_said_to_be_damaged(tmp_path: Path, content: bytes) -> None:
    """It is left as it is."""
    (tmp_path / "store.db").write_bytes(content)

    with pytest.raises(StoreCorruptError, match=r"store\.db' is damaged"):
        SqlStore.open(tmp_path)

    assert (tmp_path / "store.db").read_bytes() == content


def test_a_database_of_something_else_is_left_alone(tmp_path: Path) -> None:
    """No tables are made among those of others."""
    with closing(sqlite3.connect(tmp_path / "store.db")) as connection:
        connection.execute("CREATE TABLE songs (name TEXT)")

    with pytest.raises(StoreCorruptError, match="not of Tallystick"):
        SqlStore.open(tmp_path)


def test_a_damaged_page_is_said_to_be_damage(store: SqlStore) -> None:
    """What SQLite finds out while reading is an error of the store, too."""
    store.apply(*[a_run() for _ in range(200)])
    store.close()
    content = bytearray(store.path.read_bytes())
    content[8192:] = os.urandom(len(content) - 8192)
    store.path.write_bytes(content)

    with pytest.raises(StoreCorruptError), closing(SqlStore.open(store.path.parent)) as damaged:
        damaged.find(RUNS)


def test_a_store_that_vanished_is_not_written_to(store: SqlStore) -> None:
    """SQLite would go on writing to a file without a name."""
    store.apply(a_run())
    for path in store.path.parent.iterdir():
        path.unlink()

    with pytest.raises(StoreUnwritableError, match="was removed or replaced"):
        store.apply(a_run())
    with pytest.raises(StoreUnwritableError, match="was removed or replaced"):
        store.find(RUNS)


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    """There is no store to read, and none can be made."""
    (tmp_path / "file").write_text("a file")
    store = SqlStore.open(tmp_path / "file")

    with pytest.raises(StoreUnwritableError, match="cannot be made"):
        store.apply(a_run())


def test_a_closed_store_stays_closed(store: SqlStore) -> None:
    """It says how to open it."""
    store.apply(a_run())
    store.close()
    store.close()

    with pytest.raises(StoreError, match=r"closed; open it again with connect\(\)"):
        store.apply(a_run())


def test_an_unknown_durability_is_refused(tmp_path: Path) -> None:
    """The message says what there is."""
    with pytest.raises(InvalidArgumentError, match="'normal' or 'full'; got 'most'"):
        SqlStore.open(tmp_path, durability="most")


@pytest.mark.parametrize(("durability", "synchronous"), [("normal", 1), ("full", 2)])
def test_durability_is_what_sqlite_is_told(
    tmp_path: Path, durability: str, synchronous: int
) -> None:
    """`full` waits for the disk at each commit."""
    store = SqlStore.open(tmp_path, durability=durability)

    def setting(writer: object) -> int:
        return int(writer.connection.execute("PRAGMA synchronous").fetchone()[0])  # type: ignore[attr-defined]  # a Writer

    assert store.connections.write(setting) == synchronous
    store.close()
