"""Things as tables: columns, types, cells."""

from __future__ import annotations

import math
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pandas as pd
import pyarrow as pa
import pytest

from tallystick.client.export.rows import PAGE
from tallystick.errors import (
    InvalidArgumentError,
    InvalidQueryError,
    InvalidValueError,
    MissingDependencyError,
    StoreError,
)
from tallystick.query.conditions import Compare, Metadata, Op
from tallystick.query.fields import FIELDS
from tallystick.records.targets import Kind
from tallystick.values import DType, Path, StorageSize, Uri

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
TEXT, JSON = pa.string(), pa.string()

TYPES = [
    ([1, 2], pa.int64(), [1, 2]),
    ([2**53 + 1, -(2**62)], pa.int64(), [2**53 + 1, -(2**62)]),
    ([2**63, 1], JSON, ["9223372036854775808", "1"]),
    ([10**400], JSON, [str(10**400)]),
    ([1, 2.5], pa.float64(), [1.0, 2.5]),
    ([10**400, 0.5], pa.float64(), [math.inf, 0.5]),
    ([0.1, math.inf], pa.float64(), [0.1, math.inf]),
    ([StorageSize(5), StorageSize(6)], pa.int64(), [5, 6]),
    ([StorageSize(5), 1], pa.int64(), [5, 1]),
    ([True, False], pa.bool_(), [True, False]),
    (["a", ""], TEXT, ["a", ""]),
    (
        [Uri("s3://a"), Path("b"), DType("int8"), UUID(int=1)],
        TEXT,
        ["s3://a", "b", "int8", str(UUID(int=1))],
    ),
    (
        [NOON, (NOON + timedelta(hours=1)).replace(tzinfo=None)],
        pa.timestamp("us", tz="UTC"),
        [NOON, NOON + timedelta(hours=1)],
    ),
    ([NOON, date(2026, 1, 31)], pa.timestamp("us", tz="UTC"), [NOON, NOON - timedelta(hours=12)]),
    ([date(2026, 1, 31)], pa.date32(), [date(2026, 1, 31)]),
    ([timedelta(seconds=1.5)], pa.duration("us"), [timedelta(seconds=1.5)]),
    ([timedelta.max], JSON, [str(timedelta.max.total_seconds())]),
    ([None, 3], pa.int64(), [None, 3]),
    ([None], TEXT, [None]),
    ([1, "1"], JSON, ["1", '"1"']),
    ([True, 1], JSON, ["true", "1"]),
    ([timedelta(seconds=1), 1], JSON, ["1.0", "1"]),
    ([NOON, "x"], JSON, ['"2026-01-31T12:00:00+00:00"', '"x"']),
    ([[1, "ü"], (2,)], JSON, ['[1, "ü"]', "[2]"]),
    ([{1}, 5, math.nan], JSON, ["[1]", "5", '{"$float": "nan"}']),
    ([{}], JSON, ["{}"]),
]


@pytest.fixture
def runs(world):
    """Four runs, the last of which began last."""
    version = world.model_version("rf")
    world.run(
        "a", metadata={"metrics": {"accuracy": 0.5, "loss": 1}, "status": "good"}, tags=("x",)
    )
    world.run("b", metadata={"metrics": {"accuracy": 0.9}}, parameters={"depth": 3})
    world.run("c", metadata={"notes": ["n"]}, model_version_id=version)
    world.run("d", status=None)
    return world.client.runs


def test_one_row_a_thing_in_order(runs):
    table = runs.to_arrow(sort="name")

    assert table["name"].to_pylist() == ["a", "b", "c", "d"]
    assert runs.to_arrow()["name"].to_pylist() == ["d", "c", "b", "a"]
    assert runs.to_arrow(sort="metrics.accuracy desc", limit=2)["name"].to_pylist() == ["b", "a"]
    assert runs.to_arrow("metrics.accuracy > 0.6")["name"].to_pylist() == ["b"]
    where = Compare(Metadata("metrics.loss"), Op.EXISTS)
    assert runs.to_arrow(where)["name"].to_pylist() == ["a"]


def test_all_fields_and_paths_are_columns(runs):
    """Fields first; paths of what is asked for only."""
    names = runs.to_arrow().column_names

    fields = [name for name in FIELDS[Kind.RUN] if name != "duration"]
    paths = ["metrics.accuracy", "metrics.loss", "notes", "metadata.status", "parameters.depth"]
    assert names == [*fields, *paths]
    assert runs.to_arrow("name = b").column_names == [
        *fields,
        "metrics.accuracy",
        "parameters.depth",
    ]


def test_cells_are_what_was_logged_and_null_where_nothing_was(runs):
    rows = runs.to_arrow(sort="name").to_pylist()

    assert [row["metrics.accuracy"] for row in rows] == [0.5, 0.9, None, None]
    assert [row["metrics.loss"] for row in rows] == [1, None, None, None]
    assert [row["metadata.status"] for row in rows] == ["good", None, None, None]
    assert [row["status"] for row in rows][:3] == ["completed"] * 3
    assert [row["parameters.depth"] for row in rows] == [None, 3, None, None]
    assert [row["notes"] for row in rows] == [None, None, '["n"]', None]
    assert [row["tags"] for row in rows] == [["x"], [], [], []]
    assert [row["model"] for row in rows] == [None, None, "rf", None]
    assert [row["version"] for row in rows] == [None, None, "1", None]
    assert rows[0]["started_at"] == runs.get("a").started_at
    assert rows[0]["duration_s"] == runs.get("a").duration_s
    assert rows[3]["ended_at"] is None
    assert rows[0]["id"] == str(runs.get("a").id)


def test_named_columns_come_in_their_order(runs):
    table = runs.to_arrow(columns=["metrics.accuracy", "name", "metadata.status", "duration"])

    assert table.column_names == ["metrics.accuracy", "name", "metadata.status", "duration"]


def test_a_group_stands_for_what_is_below_it(runs, world):
    table = runs.to_arrow(columns=["name", "metrics"])
    assert table.column_names == ["name", "metrics.accuracy", "metrics.loss"]

    world.run("e", metadata={"metrics": "none"})
    table = runs.to_arrow(columns=["metrics"])
    assert table.column_names == ["metrics", "metrics.accuracy", "metrics.loss"]
    assert table["metrics"].to_pylist() == ["none", None, None, None, None]


def test_all_metadata_and_all_parameters_have_names(runs, world):
    table = runs.to_arrow(columns=["name", "parameters", "metadata"])
    assert table.column_names == [
        "name",
        "parameters.depth",
        "metrics.accuracy",
        "metrics.loss",
        "notes",
        "metadata.status",
    ]
    assert runs.to_arrow("name = d", columns=["name", "metadata"]).column_names == ["name"]

    world.run("e", metadata={"metadata": {"a": 1}})
    assert runs.to_arrow(columns=["metadata"]).column_names == ["metadata.metadata.a"]


def test_a_column_may_be_empty(runs):
    """Where nothing that is asked for has it, or, so said, nothing at all."""
    table = runs.to_arrow("name = d", columns=["metrics.loss", "metadata.nothing"])
    assert table.schema.types == [pa.int64(), TEXT]
    assert table.to_pylist() == [{"metrics.loss": None, "metadata.nothing": None}]

    none = runs.to_arrow("name = nobody", columns=["name", "metrics.loss"])
    assert none.num_rows == 0
    assert none.schema.types == [TEXT, pa.int64()]
    assert runs.to_arrow(limit=0).num_rows == 0
    assert runs.to_arrow(columns=[]).num_columns == 0


@pytest.mark.parametrize(("values", "type_", "cells"), TYPES)
def test_each_sort_of_value_has_its_type(world, values, type_, cells):
    for number, value in enumerate(values):
        world.run(f"run-{number}", metadata={"group": {"a": value}})

    table = world.client.runs.to_arrow(columns=["group.a"], sort="created_at")

    assert table.schema.types == [type_]
    assert table["group.a"].to_pylist() == cells


def test_nan_is_no_missing_number(world):
    world.run("a", metadata={"loss": math.nan})
    world.run("b", metadata={"other": 1})

    cells = world.client.runs.to_arrow(columns=["loss"], sort="name")["loss"].to_pylist()

    assert math.isnan(cells[0])
    assert cells[1] is None


def test_only_the_current_value_counts(world):
    run = world.run("a", metadata={"loss": "high"})
    world.log(Kind.RUN, run, {"loss": 0.5})

    table = world.client.runs.to_arrow(columns=["loss"])

    assert table.schema.types == [pa.float64()]
    assert table["loss"].to_pylist() == [0.5]


def test_every_kind_has_its_fields(world):
    run = world.run("nightly", metadata={"a": 1})
    version = world.model_version("rf", "best")
    step = world.step(run, "train", outputs={"model": [1]}, model_version_id=version)
    client = world.client

    steps = client.steps.to_arrow().to_pylist()
    versions = client.artifact_versions.to_arrow().to_pylist()

    assert [(s["id"], s["run"], s["pipeline"], s["model"], s["version"]) for s in steps] == [
        (str(step), "nightly", "training", "rf", "best")
    ]
    assert [(v["name"], v["step"], v["run"], v["pipeline"], v["number"]) for v in versions] == [
        ("model", "train", "nightly", "training", 1)
    ]
    assert versions[0]["safe"] is True
    assert client.model_versions.to_arrow().to_pylist()[0]["version"] == "best"
    assert client.models.to_arrow()["name"].to_pylist() == ["rf"]
    assert client.artifacts.to_arrow()["name"].to_pylist() == ["model"]
    assert client.pipelines.to_arrow()["name"].to_pylist() == ["training"]


def test_what_a_record_refers_to_may_be_gone(world):
    run = world.run("nightly")
    world.step(run, "train", outputs={"model": [1]})
    world.client.runs.delete("nightly")

    (row,) = world.client.artifact_versions.to_arrow().to_pylist()

    assert (row["run"], row["step"], row["pipeline"]) == (None, None, None)
    assert row["producer_run_id"] == str(run)


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ({"columns": ["metrics.acuracy"]}, InvalidQueryError, "mean 'metrics.accuracy'"),
        ({"columns": ["nmae"]}, InvalidQueryError, "mean 'name'"),
        ({"columns": ["parameters.dpth"]}, InvalidQueryError, "mean 'parameters.depth'"),
        ({"columns": ["name desc"]}, InvalidQueryError, "Column 6"),
        ({"columns": [""]}, InvalidQueryError, "expected a field"),
        ({"columns": ['step("train").loss']}, InvalidQueryError, "the thing itself"),
        ({"columns": ["name", "status", "name"]}, InvalidArgumentError, "'name' more than once"),
        ({"columns": ["metrics", "metrics.loss"]}, InvalidArgumentError, "'metrics.loss'"),
        ({"columns": "name"}, InvalidValueError, "columns="),
        ({"columns": [5]}, InvalidQueryError, "5"),
        ({"where": "metrics >"}, InvalidQueryError, "expected"),
        ({"sort": "nmae"}, InvalidQueryError, "'nmae'"),
        ({"limit": -1}, InvalidQueryError, "-1"),
    ],
)
def test_what_makes_no_sense_is_refused(runs, arguments, error, said):
    with pytest.raises(error, match=said):
        runs.to_arrow(**arguments)


def test_what_no_record_names_cannot_be_a_column(world):
    world.artifact()

    with pytest.raises(InvalidQueryError, match="'consumer_step_run_id' of an artifact version"):
        world.client.artifact_versions.to_arrow(columns=["consumer_step_run_id"])


def test_frames_have_the_types_that_can_miss_values(runs):
    frame = runs.to_pandas(sort="name")

    assert frame["metrics.loss"].dtype == pd.Int64Dtype()
    assert frame["metrics.loss"].isna().tolist() == [False, True, True, True]
    assert frame["metrics.accuracy"].dtype == "float64"
    assert str(frame["started_at"].dtype) == "datetime64[us, UTC]"
    assert frame["name"].tolist() == ["a", "b", "c", "d"]


def test_batches_are_read_when_they_are_asked_for(world, monkeypatch):
    for number in range(5):
        world.run(f"run-{number}", metadata={"n": number})
    monkeypatch.setattr("tallystick.client.export.rows.PAGE", 2)

    reader = world.client.runs.to_batches(columns=["name", "n"], sort="name")

    assert reader.schema.names == ["name", "n"]
    assert [batch.num_rows for batch in reader] == [2, 2, 1]
    assert PAGE > 2


def test_what_is_added_while_reading_is_no_error(world, monkeypatch):
    monkeypatch.setattr("tallystick.client.export.rows.PAGE", 2)
    for number in range(4):
        world.run(f"run-{number}", metadata={"n": number})
    reader = world.client.runs.to_batches(columns=["name", "n"], sort="name")
    reader.read_next_batch()

    world.run("run-00", metadata={"n": 7})
    world.run("run-9", metadata={"n": 9})

    rest = [row["name"] for batch in reader for row in batch.to_pylist()]
    assert rest == ["run-2", "run-3", "run-9"]


def test_another_type_while_reading_is_an_error(world, monkeypatch):
    monkeypatch.setattr("tallystick.client.export.rows.PAGE", 2)
    for number in range(4):
        world.run(f"run-{number}", metadata={"n": number})
    reader = world.client.runs.to_batches(columns=["n"], sort="name")

    world.run("run-9", metadata={"n": "text"})

    with pytest.raises(StoreError, match="Values of other types were logged") as raised:
        reader.read_all()
    assert type(raised.value) is StoreError


def test_what_is_in_memory_is_read_again_instead(world, monkeypatch):
    """The types are found out anew."""
    world.run("a", metadata={"n": 1})
    from tallystick.client.export import rows

    find_columns = rows.columns_of

    def late(*arguments):
        found = find_columns(*arguments)
        if len(world.client.runs.find()) == 1:
            world.run("b", metadata={"n": "text"})
        return found

    monkeypatch.setattr(rows, "columns_of", late)

    table = world.client.runs.to_arrow(columns=["n"], sort="name")

    assert table["n"].to_pylist() == ["1", '"text"']


def test_the_past_is_a_table_too(world):
    world.run("a", metadata={"n": 1})
    then = list(world.store.changes())[-1].sequence
    world.run("b", metadata={"m": 1})

    table = world.client.runs.to_arrow(as_of=then)

    assert table["name"].to_pylist() == ["a"]
    assert "m" not in table.column_names
    assert list(world.client.runs.paths(as_of=then)) == ["n"]


def test_the_past_is_read_page_by_page(world, monkeypatch):
    """What comes and changes while it is read is not of it."""
    monkeypatch.setattr("tallystick.client.export.rows.PAGE", 2)
    runs = [world.run(name, metadata={"n": 1}) for name in "abcde"]
    then = list(world.store.changes())[-1].sequence
    batches = world.client.runs.to_batches(sort="name", as_of=then)

    read = [next(batches)]
    world.log(Kind.RUN, runs[3], {"n": 2})
    world.run("aa", metadata={"n": 3})
    read += batches

    assert [len(batch) for batch in read] == [2, 2, 1]
    rows = [row for batch in read for row in batch.to_pylist()]
    assert [(row["name"], row["n"]) for row in rows] == [(name, 1) for name in "abcde"]


@pytest.mark.parametrize(
    ("missing", "call"),
    [("pyarrow", "to_arrow"), ("pyarrow", "to_batches"), ("pandas", "to_pandas")],
)
def test_a_missing_library_is_named_with_what_to_install(runs, monkeypatch, missing, call):
    monkeypatch.setitem(sys.modules, missing, None)

    with pytest.raises(MissingDependencyError, match=r'pip install "tallystick\[pandas\]"'):
        getattr(runs, call)()


def test_libraries_are_imported_only_then():
    code = (
        "import sys; from tallystick import Client; Client().runs; print('pyarrow' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"
