"""A store's tables follow from its journal, and can be made again from it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tallystick.errors import StoreCorruptError
from tallystick.store.sql import SqlStore
from tallystick.store.sql.maintenance import info, rebuild, verify
from tallystick.testing.commands import a_run, a_step, an_artifact, finish, log


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    """A store with a run, a step, an output and a history."""
    opened = SqlStore.open(tmp_path / "store")
    run = a_run("nightly")
    step = a_step(run, "train")
    output = an_artifact("model", by=step)
    opened.apply(run, step, log((step, run), {"accuracy": 0.9, "m": {"a": [1, 2], "b": "x"}}))
    opened.apply(log((step, run), {"accuracy": 0.95}), output)
    opened.apply(finish(step, outputs={"model": output}), finish(run))
    opened.apply(a_run("still running"), *(log(run, {"loss": place}) for place in range(70)))
    yield opened
    opened.close()


def dump(store: SqlStore) -> list[str]:
    """Every row of every table."""
    with closing(sqlite3.connect(store.path, isolation_level=None)) as connection:
        return list(connection.iterdump())


def change(store: SqlStore, statement: str) -> None:
    """Do to the file what nobody should."""
    with closing(sqlite3.connect(store.path, isolation_level=None)) as connection:
        connection.execute(statement)


def test_tables_made_again_are_the_same(store: SqlStore) -> None:
    """Rebuilding changes no row."""
    before = dump(store)

    count = rebuild(store)

    assert count == 78
    assert sorted(dump(store)) == sorted(before)


def test_whole_store_has_no_problems(store: SqlStore) -> None:
    """A store that nobody damaged is whole, and stays as it is."""
    before = dump(store)

    assert verify(store) == []
    assert dump(store) == before


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE current_values SET number = 0.5",
        "UPDATE current_values SET recent = NULL",
        "UPDATE history_blocks SET greatest = 99",
        "DELETE FROM history_blocks WHERE size = 16",
        "UPDATE runs SET status = 'failed'",
        "UPDATE entries SET value = '1' WHERE sequence = 1",
        "DELETE FROM step_io",
    ],
)
def test_changed_table_is_found_and_mended(store: SqlStore, damage: str) -> None:
    """What does not follow from the journal is named, and rebuilding puts it right."""
    before = sorted(dump(store))
    change(store, damage)

    problems = verify(store)
    rebuild(store)

    assert len(problems) == 1
    assert "tally store rebuild" in problems[0]
    assert sorted(dump(store)) == before
    assert verify(store) == []


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("DELETE FROM journal WHERE sequence = 2", "numbers up to"),
        ("UPDATE journal SET body = '{}' WHERE sequence = 2", "Command 2 .* cannot be read"),
        ("UPDATE journal SET command = 'Delete' WHERE sequence = 2", "Command 2 .* not what"),
    ],
)
def test_changed_journal_is_found(store: SqlStore, damage: str, said: str) -> None:
    """The journal's own damage is named by its number."""
    change(store, damage)

    problems = verify(store)

    assert re.search(said, problems[0])


def test_failed_rebuild_changes_nothing(store: SqlStore) -> None:
    """A journal that cannot be applied leaves every table as it was."""
    change(store, "DELETE FROM journal WHERE sequence = 1")
    before = dump(store)

    with pytest.raises(StoreCorruptError, match="Command 2 "):
        rebuild(store)

    assert dump(store) == before


def test_store_goes_on_after_rebuilding(store: SqlStore) -> None:
    """What is remembered of the old tables is not used for the new ones."""
    other = SqlStore.open(store.path.parent)
    run = a_run("other")
    other.apply(run, log(run, {"before": 1}))

    rebuild(store)
    other.apply(log(run, {"after": 2, "accuracy": 1.0}))
    store.apply(log(run, {"later": 3}))

    assert verify(store) == []
    other.close()


def test_info_counts_what_there_is(store: SqlStore, tmp_path: Path) -> None:
    """Rows and bytes; an empty folder has none, and stays empty."""
    facts = info(store)
    nothing = info(SqlStore.open(tmp_path / "nothing"))

    assert facts.journal_entries == 78
    assert facts.rows["runs"] == 2
    assert facts.size_bytes > 0
    assert (nothing.journal_entries, nothing.schema, nothing.size_bytes) == (0, None, 0)
    assert not (tmp_path / "nothing").exists()
