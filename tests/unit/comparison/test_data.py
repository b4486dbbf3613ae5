"""A comparison as data: JSON, CSV, pandas."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.unit.comparison.test_table import compared

from tallystick.comparison import Comparison
from tallystick.errors import MissingDependencyError
from tallystick.values import StorageSize, Uri


@pytest.fixture
def table() -> Comparison:
    return compared(
        {"m": {"loss": 0.5, "size": StorageSize(10)}, "same": 1, "note": 'a, "b"\nc'},
        {"m": {"loss": float("nan"), "size": StorageSize(30)}, "same": 1},
    )


def rows(data: dict[str, Any]) -> dict[str, Any]:
    return {row["path"]: row for group in data["groups"] for row in group["rows"]}


class TestDict:
    def test_it_is_json_and_has_the_rows_that_differ(self, table):
        data = json.loads(json.dumps(table.to_dict(), allow_nan=False))

        assert {name: data[name] for name in ("kind", "baseline", "rows", "differing")} == {
            "kind": "run",
            "baseline": 0,
            "rows": 4,
            "differing": 3,
        }
        assert [column["name"] for column in data["columns"]] == ["run-0", "run-1"]
        assert [(one["section"], one["title"]) for one in data["groups"]] == [
            ("metadata", "metadata"),
            ("metadata", "m"),
        ]
        assert list(rows(data)) == ["note", "m.loss", "m.size"]
        assert list(rows(table.to_dict(every=True))) == ["same", "note", "m.loss", "m.size"]

    def test_a_row(self, table):
        found = rows(table.to_dict())

        assert found["m.size"] == {
            "path": "m.size",
            "name": "size",
            "differs": True,
            "better": None,
            "guessed": False,
            "cells": [{"value": 10, "type": "StorageSize"}, {"value": 30, "type": "StorageSize"}],
            "deltas": [None, {"absolute": 20, "percent": 200.0}],
            "best": [],
            "worst": [],
        }
        assert (found["m.loss"]["better"], found["m.loss"]["guessed"]) == ("lower", True)
        assert found["m.loss"]["cells"][1] == {"value": {"$float": "nan"}, "type": "float"}
        assert found["note"]["cells"][1] is None

    def test_times_and_durations_are_in_plain_units(self):
        moment = datetime(2026, 1, 31, tzinfo=UTC)
        found = rows(
            compared(
                {"at": moment, "took": timedelta(seconds=2)},
                {"at": moment + timedelta(hours=1), "took": timedelta(seconds=3)},
            ).to_dict()
        )

        assert found["at"]["deltas"][1] == {"absolute": 3600.0, "percent": None}
        assert found["took"]["deltas"][1] == {"absolute": 1.0, "percent": 50.0}


class TestCsv:
    def test_texts_as_they_are_and_all_else_as_json(self):
        given = {"a": "x", "b": True, "c": [1, "é"], "d": None, "e": 1.5, "f": Uri("s3://x")}
        table = compared(given, {})

        lines = list(csv.reader(io.StringIO(table.to_csv() or "")))

        assert lines == [
            ["section", "path", "run-0", "run-1"],
            ["metadata", "a", "x", ""],
            ["metadata", "b", "true", ""],
            ["metadata", "c", '[1, "é"]', ""],
            ["metadata", "d", "null", ""],
            ["metadata", "e", "1.5", ""],
            ["metadata", "f", "s3://x", ""],
        ]

    def test_a_file_holds_what_is_else_given_back(self, table, tmp_path: Path):
        path = tmp_path / "table.csv"

        assert table.to_csv(path) is None
        assert path.read_bytes().decode() == table.to_csv()
        assert (table.to_csv(every=True) or "").count("\n") == 1 + (table.to_csv() or "").count(
            "\n"
        )


class TestPandas:
    def test_a_frame_with_the_values_as_they_are(self, table):
        pd = pytest.importorskip("pandas")

        frame = table.to_pandas()

        assert list(frame.columns) == ["run-0", "run-1"]
        assert frame.index.names == ["section", "path"]
        assert list(frame.index) == [
            ("metadata", "note"),
            ("metadata", "m.loss"),
            ("metadata", "m.size"),
        ]
        assert frame.loc[("metadata", "m.size"), "run-1"] == StorageSize(30)
        assert frame.loc[("metadata", "note"), "run-1"] is pd.NA
        assert len(table.to_pandas(every=True)) == 4

    def test_lists_stay_lists_and_no_rows_are_no_rows(self):
        pytest.importorskip("pandas")

        assert compared({"a": [1, 2]}, {"a": [3]}).to_pandas().iloc[0].tolist() == [[1, 2], [3]]
        assert compared({"a": 1}, {"a": 1}).to_pandas().shape == (0, 2)

    def test_without_pandas_the_error_says_what_to_install(self, table, monkeypatch):
        monkeypatch.setitem(sys.modules, "pandas", None)

        with pytest.raises(MissingDependencyError, match=r"tallystick\[pandas\]"):
            table.to_pandas()

    def test_nothing_else_loads_pandas(self):
        program = (
            "import sys\n"
            "from tests.unit.comparison.test_table import compared\n"
            "table = compared({'a': 1}, {'a': 2})\n"
            "str(table), table.to_dict(), table.to_csv(), table._repr_html_()\n"
            "print('pandas' in sys.modules, 'numpy' in sys.modules)\n"
        )
        root = Path(__file__).parents[3]

        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=root
        )

        assert done.stdout.split() == ["False", "False"]
