"""`tally store` looks after the store."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tallystick import Client, save_artifact
from tallystick.config import load_settings

Tally = Callable[..., Any]


def test_info_says_where_and_how_much(tally: Tally) -> None:
    """Counts by kind, and facts about the file."""
    save_artifact(1, name="one")

    facts = tally("store", "info", "--json").json

    assert facts["artifact_version"] == 1
    assert facts["schema"] == "0001"
    assert facts["size_bytes"] > 0


def test_verify_finds_altered_bytes(tally: Tally) -> None:
    """A payload that is not what was recorded is a problem, with `--artifacts`."""
    version = save_artifact([1, 2, 3], name="one")
    folder = Path(load_settings().artifact_storage) / version.record.uri
    altered = next(path for path in folder.rglob("*") if path.is_file())
    altered.write_text("[4]")

    whole = tally("store", "verify")
    damaged = tally("store", "verify", "--artifacts")

    assert (whole.code, damaged.code) == (0, 1)
    assert "one 1:" in damaged.err


def test_rebuild_mends_a_table(tally: Tally) -> None:
    """A table that was changed by hand is what the journal says again."""
    save_artifact(1, name="one")
    with sqlite3.connect(Path(load_settings().store) / "store.db") as connection:
        connection.execute("UPDATE artifacts SET name = 'other'")

    before = tally("store", "verify")
    tally("store", "rebuild")
    after = tally("store", "verify")

    assert (before.code, after.code) == (1, 0)


def test_merge_brings_records_and_bytes(tmp_path: Path, tally: Tally) -> None:
    """Artifacts of the other store can be loaded from this one."""
    save_artifact({"k": 1}, name="mine")
    other = tmp_path / "other"

    answer = tally("store", "merge", load_settings().store, "--store", str(other), "--yes")

    assert answer.code == 0
    assert Client(str(other)).get_artifact_version("mine").load() == {"k": 1}


@pytest.mark.parametrize(("source", "code"), [("nowhere", 3), (None, 2)])
def test_merge_refuses_what_is_no_other_store(source: str | None, code: int, tally: Tally) -> None:
    """A folder without a store, and the store itself."""
    save_artifact(1, name="one")

    assert tally("store", "merge", source or load_settings().store, "--yes").code == code


def test_merge_asks_first(tally: Tally) -> None:
    """Without a terminal and without `--yes`, nothing is merged."""
    save_artifact(1, name="one")

    assert tally("store", "merge", "anything").code == 2
