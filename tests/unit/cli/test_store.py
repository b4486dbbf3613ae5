"""`tally store` looks after the store."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tallystick import Client, save_artifact
from tallystick.config import load_settings, save_setting
from tallystick.store.sql.revisions import head

Tally = Callable[..., Any]


def test_info_says_where_and_how_much(tally: Tally) -> None:
    """Counts by kind, and facts about the file."""
    save_artifact(1, name="one")

    facts = tally("store", "info", "--json").json

    assert facts["artifact_version"] == 1
    assert facts["schema"] == head()
    assert facts["size_bytes"] > 0


def test_info_is_in_words_and_to_the_byte(tally: Tally) -> None:
    """Sizes are for reading and for comparing."""
    save_artifact(1, name="one")

    answer, facts = tally("store", "info"), tally("store", "info", "--json").json

    rows = {" ".join(line.split("  ")[0].split()): line.split("  ")[-1] for line in answer.lines}
    assert f" KiB ({facts['size_bytes']:,} bytes)" in rows["database"]
    assert rows["artifact versions"].strip() == "1"
    assert rows["metadata entries"].strip() == f"{facts['entries']}"


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
    path = Path(load_settings().store) / "store.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE artifacts SET name = 'other'")

    before = tally("store", "verify")
    tally("store", "rebuild")
    after = tally("store", "verify")

    assert (before.code, after.code) == (1, 0)


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """The file of a store with an artifact that no process has open."""
    save_artifact(1, name="one")
    return shutil.copytree(load_settings().store, tmp_path / "spoilt") / "store.db"


@pytest.mark.parametrize("words", [("runs", "list"), ("store", "verify"), ("store", "info")])
def test_an_emptied_store_reads_as_damaged(
    words: tuple[str, ...], spoilt: Path, tally: Tally
) -> None:
    """Its artifacts are beside it, so it is not new."""
    os.truncate(spoilt, 0)

    answer = tally(*words, "--store", str(spoilt.parent))

    assert (answer.code, answer.out) == (1, "")
    assert "was emptied" in answer.err
    assert "artifacts/ and store.db-wal beside it" in answer.err
    assert spoilt.read_bytes() == b""


def test_what_is_said_of_a_damaged_file_is_of_use_to_who_verifies(
    spoilt: Path, tally: Tally
) -> None:
    """Not that one verifies."""
    spoilt.write_bytes(b"no database" * 1000)

    answer = tally("store", "verify", "--store", str(spoilt.parent))

    assert answer.code == 1
    assert "is damaged" in answer.err
    assert "Restore it from a copy" in answer.err
    assert "tally store verify" not in answer.err


def test_merge_brings_records_and_bytes(tmp_path: Path, tally: Tally) -> None:
    """Artifacts of the other store can be loaded from this one."""
    save_artifact({"k": 1}, name="mine")
    other = tmp_path / "other"

    answer = tally("store", "merge", load_settings().store, "--store", str(other), "--yes")

    assert answer.code == 0
    assert Client(str(other)).get_artifact_version("mine").load() == {"k": 1}


def test_merging_again_says_that_nothing_is_new(tmp_path: Path, tally: Tally) -> None:
    """In words, and as a number for programs."""
    save_artifact(1, name="one")
    words = ("store", "merge", load_settings().store, "--store", str(tmp_path / "other"), "--yes")
    first = tally(*words, "--json").json

    assert first["new"] == first["commands"] > 0
    assert tally(*words).out.startswith("Nothing new: ")
    assert tally(*words, "--json").json == {**first, "new": 0}


def test_merging_says_which_versions_moved(tmp_path: Path, tally: Tally) -> None:
    """A stage is what others act on."""
    here, there = load_settings().store, str(tmp_path / "there")
    client = Client()
    client.create_model("churn")
    for name in ("old", "new"):
        client.create_model_version("churn", name=name)
    client.get_model_version("churn", "old").set_stage("production")
    tally("store", "merge", here, "--store", there, "--yes")
    tally("models", "promote", "churn", "new", "production", "--force", "--store", there)

    answer = tally("store", "merge", there, "--yes")

    assert answer.lines == [
        "Merged 1 new command of 5.",
        "Moved: version 'old' of model 'churn' went from production to archived",
        "Moved: version 'new' of model 'churn' went from none to production",
    ]


@pytest.mark.parametrize(("source", "code"), [("nowhere", 3), (None, 2)])
def test_merge_refuses_what_is_no_other_store(source: str | None, code: int, tally: Tally) -> None:
    """A folder without a store, and the store itself."""
    save_artifact(1, name="one")

    yes, asked = (
        tally("store", "merge", source or load_settings().store, *words)
        for words in (["--yes"], [])
    )

    assert (yes.code, asked.code) == (code, code)
    assert "[y/N]" not in asked.err
    assert "--yes" not in asked.err


def test_merge_asks_first(tmp_path: Path, tally: Tally) -> None:
    """Without a terminal and without `--yes`, nothing is merged."""
    save_artifact(1, name="one")
    other = tmp_path / "other"

    answer = tally("store", "merge", load_settings().store, "--store", str(other))

    assert answer.code == 2
    assert "add --yes" in answer.err
    assert not other.exists()


COMMANDS = [
    ["runs", "list"],
    ["runs", "show"],
    ["steps", "list"],
    ["steps", "show", "x"],
    ["artifacts", "list"],
    ["models", "list"],
    ["log", "a=1", "--run", "x"],
    ["history", "a", "--run", "x"],
    ["store", "info"],
    ["store", "verify"],
    ["store", "rebuild"],
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("by", ["--store", "TALLYSTICK_STORE", "settings.toml"])
def test_a_store_that_was_named_has_to_be_there(
    words: list[str], by: str, tmp_path: Path, tally: Tally, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It does not read as an empty one, and nothing makes it."""
    missing = tmp_path / "missing"
    if by == "--store":
        words = [*words, "--store", str(missing)]
    elif by == "TALLYSTICK_STORE":
        monkeypatch.setenv(by, str(missing))
    else:
        save_setting("store", str(missing))

    answer = tally(*words)

    assert answer.code == 3
    assert answer.out == ""
    assert f"There is no store in {str(missing)!r}" in answer.err
    if words[:2] not in (["store", "verify"], ["store", "rebuild"]):
        assert by in answer.err
    assert not missing.exists()


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_without_any_store_a_note_says_how_to_begin(
    words: list[str], tally: Tally, home: Path
) -> None:
    """The default store may be missing: it reads as empty."""
    answer = tally(*words)

    assert answer.code == (0 if words[-1] in ("list", "info") else 3)
    assert "There is no store" in answer.err
    assert "pipeline that runs" in answer.err
    assert not home.exists()


def test_the_store_that_was_meant_is_named(tmp_path: Path, tally: Tally) -> None:
    """A folder around the store, and the database within it, are easily taken for it."""
    save_artifact(1, name="one")
    store = Path(load_settings().store)

    around, within = (
        tally("runs", "list", "--store", str(path)) for path in (store.parent, store / "artifacts")
    )

    assert f"There is one in {str(store)!r}" in around.err
    assert f"There is one in {str(store)!r}" in within.err
