"""The page on views names every view and column, and its examples run."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tallystick.store.sql import SqlStore
from tallystick.testing.commands import a_run, finish, log

PAGE = (Path(__file__).parents[2] / "docs/reference/sql-views.md").read_text(encoding="utf-8")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    """A store with three runs."""
    store = SqlStore.open(tmp_path)
    for number in range(3):
        run = a_run(f"run-{number}")
        metrics = {"evaluation_metrics": {"accuracy": number / 4}}
        store.apply(run, log(run, metrics), finish(run))
    yield store
    store.close()


def described() -> dict[str, set[str]]:
    """The columns of each view."""
    found: dict[str, set[str]] = {}
    for heading, text in re.findall(r"^### (.*?)\n(.*?)(?=^##)", PAGE, re.MULTILINE | re.DOTALL):
        rows = re.findall(r"^\| (`.*?) \|", text, re.MULTILINE)
        columns = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
        for view in re.findall(r"`(\w+)`", heading):
            found[view] = columns - ({"description"} if view == "v1_models" else set())
    return found


def test_every_view_and_column_is_described(store: SqlStore) -> None:
    """And none that is not there."""
    with closing(sqlite3.connect(store.path)) as connection:
        views = connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall()
        columns = {
            view: {row[1] for row in connection.execute(f"PRAGMA table_info({view})")}
            for (view,) in views
        }

    assert described() == columns


def test_the_query_finds_the_best(store: SqlStore) -> None:
    (query,) = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)

    with closing(sqlite3.connect(store.path)) as connection:
        rows = connection.execute(query).fetchall()

    assert rows == [("run-2", 0.5), ("run-1", 0.25), ("run-0", 0.0)]


def test_other_tools_read_a_store_that_is_in_use(
    store: SqlStore, capsys: pytest.CaptureFixture[str]
) -> None:
    """`sqlite3` by itself, pandas, and DuckDB by what pandas has read."""
    blocks = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names: dict[str, Any] = {}

    for block in blocks:
        exec(block.replace("/path/to/store/store.db", str(store.path)), names)

    store.apply(a_run("later"))
    frame = names["frame"]
    names["connection"].close()
    assert list(frame["name"]) == ["run-0", "run-1", "run-2"]
    assert frame["duration_s"].dtype == "float64"
    shown = capsys.readouterr().out
    assert "training" in shown
    assert "3" in shown


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)", PAGE):
        assert (Path(__file__).parents[2] / "docs/reference" / target).exists(), target
