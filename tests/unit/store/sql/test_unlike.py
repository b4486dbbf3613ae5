"""What is where a store should be, and is none: it is refused, and left as it is."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from tallystick.errors import StoreCorruptError
from tallystick.query.query import Query
from tallystick.records.targets import Kind
from tallystick.store.sql import SqlStore
from tallystick.testing.commands import a_run

RUNS = Query(kind=Kind.RUN)
BESIDE = ["artifacts/01/data.json", "logs/01.log", "store.db-wal"]


def content(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def emptied(folder: Path, *beside: str) -> SqlStore:
    """A store with a run that was not open when its file lost its content."""
    store = SqlStore.open(folder)
    store.apply(a_run())
    store.close()
    for name in beside:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"something")
    os.truncate(store.path, 0)
    return store


@pytest.mark.parametrize("beside", BESIDE)
def test_an_emptied_store_is_no_new_one(tmp_path: Path, beside: str) -> None:
    """What only a used store has beside it is named; SQLite does not see the file."""
    emptied(tmp_path, beside)
    before = content(tmp_path)

    with pytest.raises(StoreCorruptError, match=r"was emptied.*from a copy.*to begin anew") as no:
        SqlStore.open(tmp_path)

    named = Path(beside).parts[0]
    assert f"some in {named}{'/' if named != beside else ''} beside it" in no.value.message
    assert content(tmp_path) == before


def test_an_emptied_store_is_not_written_to(tmp_path: Path) -> None:
    """Nor read, by whoever had it open before it was first used."""
    early = SqlStore.open(tmp_path)
    emptied(tmp_path, *BESIDE[:2])
    before = content(tmp_path)

    with pytest.raises(StoreCorruptError, match="artifacts/ and logs/ beside it"):
        early.apply(a_run())
    with pytest.raises(StoreCorruptError, match="was emptied"):
        early.find(RUNS)

    assert content(tmp_path) == before


def test_an_older_copy_beside_an_emptied_store_is_named(tmp_path: Path) -> None:
    """There may be one of before an upgrade."""
    emptied(tmp_path, *BESIDE, "store.db.0005.backup", "store.db.0006.backup")

    with pytest.raises(StoreCorruptError, match=r"\(store\.db\.0006\.backup beside it"):
        SqlStore.open(tmp_path)


@pytest.mark.parametrize("beside", ["artifacts/.staging/01/data.json", "notes.txt"])
def test_what_is_not_of_a_used_store_does_no_harm(tmp_path: Path, beside: str) -> None:
    """Such a store is new, and its file empty because something made it so."""
    emptied(tmp_path, beside)
    store = SqlStore.open(tmp_path)

    assert store.find(RUNS).total == 0
    store.apply(a_run())

    assert store.find(RUNS).total == 1
    store.close()


def copy_in_one_transaction(whole: Path, made: Path) -> None:
    """As a store is made: nobody sees a part of it."""
    with closing(sqlite3.connect(whole)) as source, closing(sqlite3.connect(made)) as goal:
        source.backup(goal)


def test_a_store_that_another_is_about_to_make_is_waited_for(tmp_path: Path) -> None:
    """Without hard links the file is empty for a moment, and bytes are written before records."""
    made = emptied(tmp_path / "made").path
    SqlStore.open(tmp_path / "whole").apply(a_run())
    (made.parent / "logs").mkdir()
    (made.parent / "logs" / "01.log").touch()
    later = threading.Timer(0.05, copy_in_one_transaction, [tmp_path / "whole" / "store.db", made])

    later.start()
    store = SqlStore.open(made.parent)
    later.join()

    store.apply(a_run())
    store.close()


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    """It says what is there, not that the disk has no room."""
    (tmp_path / "store.db").mkdir()

    with pytest.raises(StoreCorruptError, match=r"store\.db' is a folder.*choose another folder"):
        SqlStore.open(tmp_path)

    assert list(tmp_path.rglob("*")) == [tmp_path / "store.db"]
