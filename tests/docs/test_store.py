"""The page on stores says what there is."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from tallystick.store.sql import SqlStore
from tallystick.store.sql.kinds import CODES
from tallystick.store.sql.leaves import SORTS
from tallystick.store.sql.schema import METADATA
from tallystick.testing.commands import a_run, log

PAGE = (Path(__file__).parents[2] / "docs/reference/store.md").read_text(encoding="utf-8")


def test_every_table_is_described() -> None:
    """And none that is not there."""
    described = re.findall(r"^\| (`.*?) \|", PAGE.partition("## Tables")[2], re.MULTILINE)

    assert set(re.findall(r"`(\w+)`", " ".join(described))) == set(METADATA.tables)


def test_numbers_of_kinds_and_sorts_are_right() -> None:
    """They are what people who read the tables need."""
    for kind, code in CODES.items():
        assert f"{code} {kind.replace('_', ' ')}" in PAGE
    assert SORTS == {"number": 0, "truth": 1, "time": 2, "text": 3}
    assert "0 number (sizes and durations among them), 1 truth value, 2 time, 3 text" in PAGE


def rows_of(store: SqlStore, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(store.path)) as connection:
        return connection.execute(query).fetchall()


def test_the_queries_list_what_is_current_and_what_was_before(tmp_path: Path) -> None:
    """In order of the keys, and of time."""
    current, past = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
    store = SqlStore.open(tmp_path)
    run = a_run("nightly")
    store.apply(run, log(run, {"b": 1, "a": [2]}), log(run, {"b": 3.5}))

    assert rows_of(store, current) == [("b", "float", "3.5"), ("a", "list", "[2]")]
    assert rows_of(store, past) == []
    store.apply(*(log(run, {"loss": place}, index=place) for place in range(40)))
    assert [row[1:] for row in rows_of(store, past)] == [(place, str(place)) for place in range(40)]
    store.close()
