"""Tables in files: what is in them, and that they are there whole or not at all."""

from __future__ import annotations

import csv
import json
import math
import os
from datetime import UTC, date, datetime, timedelta

import duckdb
import pyarrow.parquet as pq
import pytest

from tallystick.client.export import arrow
from tallystick.client.export.files import ExportedFile
from tallystick.errors import EntityExistsError, InvalidArgumentError, NotFoundError
from tallystick.values import StorageSize, Uri

NOON = datetime(2026, 1, 31, 12, 0, 0, 250000, tzinfo=UTC)
ALL = {
    "loss": 0.1,
    "epochs": 3,
    "good": True,
    "note": 'a "quoted", ü\nline',
    "data": Uri("s3://a"),
    "size": StorageSize(1024),
    "at": NOON,
    "day": date(2026, 1, 31),
    "took": timedelta(minutes=1, microseconds=5),
    "layers": [1, {"a": 2}],
}


@pytest.fixture
def runs(world):
    """One run with a value of each type, and one without any."""
    world.run("full", metadata=ALL, tags=("x", "y"))
    world.run("bare")
    return world.client.runs


COLUMNS = ["name", "tags", *ALL]


def test_parquet_keeps_the_types(runs, tmp_path):
    path = tmp_path / "runs.parquet"

    written = runs.to_parquet(path, columns=COLUMNS, sort="name desc")

    assert written == ExportedFile(path, 2, len(COLUMNS), path.stat().st_size)
    table = pq.read_table(path)
    assert table.schema.equals(runs.to_arrow(columns=COLUMNS).schema)
    full, bare = table.to_pylist()
    assert full == {
        "name": "full",
        "tags": ["x", "y"],
        **ALL,
        "data": "s3://a",
        "size": 1024,
        "layers": '[1, {"a": 2}]',
    }
    assert {name: bare[name] for name in ALL} == dict.fromkeys(ALL)


def test_csv_is_text(runs, tmp_path):
    path = tmp_path / "runs.csv"

    runs.export(path, columns=COLUMNS, sort="name desc")

    with path.open(newline="", encoding="utf-8") as file:
        full, bare = csv.DictReader(file)
    assert full == {
        "name": "full",
        "tags": '["x", "y"]',
        "loss": "0.1",
        "epochs": "3",
        "good": "true",
        "note": 'a "quoted", ü\nline',
        "data": "s3://a",
        "size": "1024",
        "at": "2026-01-31T12:00:00.250000Z",
        "day": "2026-01-31",
        "took": "60.000005",
        "layers": '[1, {"a": 2}]',
    }
    assert {name: bare[name] for name in ALL} == dict.fromkeys(ALL, "")


def test_json_lines_are_one_object_a_row(runs, tmp_path):
    path = tmp_path / "runs.jsonl"

    runs.export(path, columns=COLUMNS, sort="name desc")

    full, bare = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert full == {
        "name": "full",
        "tags": ["x", "y"],
        **ALL,
        "data": "s3://a",
        "size": 1024,
        "at": "2026-01-31T12:00:00.250000Z",
        "day": "2026-01-31",
        "took": 60.000005,
    }
    assert bare == {"name": "bare", "tags": [], **dict.fromkeys(ALL)}


def test_what_is_no_number_to_json_says_so(world, tmp_path):
    for number, value in enumerate([math.nan, math.inf, 1.5]):
        world.run(f"run-{number}", metadata={"loss": value})

    world.client.runs.export(tmp_path / "runs.jsonl", columns=["loss"], sort="name")
    world.client.runs.export(tmp_path / "runs.csv", columns=["loss"], sort="name")

    lines = (tmp_path / "runs.jsonl").read_text().splitlines()
    assert lines == ['{"loss": {"$float": "nan"}}', '{"loss": {"$float": "inf"}}', '{"loss": 1.5}']
    assert (tmp_path / "runs.csv").read_text() == "loss\nnan\ninf\n1.5\n"


def test_other_tools_read_them(runs, tmp_path):
    for ending in ("parquet", "csv", "jsonl"):
        runs.export(tmp_path / f"runs.{ending}", columns=["name", "loss", "epochs"], sort="name")
        found = duckdb.sql(
            f"SELECT name, loss, epochs FROM '{tmp_path}/runs.{ending}' ORDER BY name"
        )
        assert found.fetchall() == [("bare", None, None), ("full", 0.1, 3)]

    held = runs.to_arrow(columns=["name", "loss"])
    assert duckdb.from_arrow(held).max("loss").fetchall() == [(0.1,)]
    assert duckdb.from_arrow(runs.to_batches(columns=["name"])).count("*").fetchall() == [(2,)]


def test_nothing_is_a_file_with_columns(runs, tmp_path):
    for ending in ("parquet", "csv", "jsonl"):
        written = runs.export(
            tmp_path / f"none.{ending}", "name = nobody", columns=["name", "loss"]
        )
        assert written.rows == 0
    assert pq.read_table(tmp_path / "none.parquet").column_names == ["name", "loss"]
    assert (tmp_path / "none.csv").read_text() == "name,loss\n"
    assert (tmp_path / "none.jsonl").read_text() == ""


def test_rows_are_written_while_they_are_read(world, tmp_path, monkeypatch):
    monkeypatch.setattr("tallystick.client.export.rows.PAGE", 2)
    monkeypatch.setattr(arrow, "ROW_GROUP", 4)
    for number in range(11):
        world.run(f"run-{number:02}", metadata={"n": number})
    said = []

    world.client.runs.export(
        tmp_path / "runs.parquet", columns=["n"], sort="name", progress=said.append
    )

    file = pq.ParquetFile(tmp_path / "runs.parquet")
    assert [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)] == [4, 4, 3]
    assert file.read()["n"].to_pylist() == list(range(11))
    assert said == [2, 4, 6, 8, 10, 11]


def test_a_file_is_replaced_only_if_asked(runs, tmp_path):
    path = tmp_path / "runs.csv"
    path.write_text("mine")

    with pytest.raises(EntityExistsError, match="pass overwrite=True"):
        runs.export(path)
    assert path.read_text() == "mine"
    with pytest.raises(EntityExistsError, match="pass overwrite=True"):
        runs.to_parquet(path)

    runs.export(path, overwrite=True, columns=["name"], sort="name")
    assert path.read_text() == "name\nbare\nfull\n"


@pytest.mark.parametrize("ending", ["parquet", "csv", "jsonl"])
def test_what_fails_half_way_leaves_nothing(world, tmp_path, monkeypatch, ending):
    """Not even an unfinished file."""
    monkeypatch.setattr("tallystick.client.export.rows.PAGE", 1)
    world.run("a", metadata={"n": 1})
    world.run("b", metadata={"n": 2})
    path = tmp_path / f"runs.{ending}"
    path.write_text("before")

    def interrupt(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        world.client.runs.export(path, overwrite=True, progress=interrupt)

    assert path.read_text() == "before"
    assert os.listdir(tmp_path) == [path.name]  # noqa: PTH208


def test_a_file_is_readable_as_any_other(runs, tmp_path):
    (tmp_path / "other").touch()

    runs.export(tmp_path / "runs.csv")

    assert (tmp_path / "runs.csv").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_what_a_link_points_to_is_replaced(runs, tmp_path):
    (tmp_path / "target.csv").write_text("mine")
    (tmp_path / "link.csv").symlink_to(tmp_path / "target.csv")

    runs.export(tmp_path / "link.csv", overwrite=True, columns=["name"], sort="name")

    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "target.csv").read_text() == "name\nbare\nfull\n"


@pytest.mark.parametrize(
    ("name", "error", "said"),
    [
        ("runs.xlsx", InvalidArgumentError, r"\.parquet, \.csv or \.jsonl; got 'runs\.xlsx'"),
        ("runs", InvalidArgumentError, "ending"),
        ("nowhere/runs.csv", NotFoundError, "no folder"),
        ("folder.csv", EntityExistsError, "no file that could be replaced"),
    ],
)
def test_where_no_file_can_be_made_nothing_is_read(runs, tmp_path, name, error, said):
    (tmp_path / "folder.csv").mkdir()

    with pytest.raises(error, match=said):
        runs.export(tmp_path / name, overwrite=True)

    assert os.listdir(tmp_path) == ["folder.csv"]  # noqa: PTH208
