"""Views say what the store itself answers."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from math import inf, nan
from typing import Any
from uuid import UUID

import pytest
from msgspec import Raw
from tests.unit.store.sql.conftest import AsOf

from tallystick.query.query import Query
from tallystick.records.models import Stage
from tallystick.records.reading import KINDS, target_of
from tallystick.records.runs import Process
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind, Target
from tallystick.store.sql import SqlStore
from tallystick.store.sql.maintenance import rebuild, verify
from tallystick.testing.commands import (
    a_model,
    a_model_version,
    a_pipeline,
    a_run,
    a_step,
    an_artifact,
    delete,
    fail,
    finish,
    link,
    log,
    moment,
    promote,
    tag,
)
from tallystick.values import DType, Path, StorageSize, Uri, decode, leaves, plain

VALUES: dict[str, Any] = {
    "none": None,
    "truth": True,
    "untruth": False,
    "int": 3,
    "large": 2**53,
    "larger": 2**60,
    "float": 0.1,
    "third": 1 / 3,
    "whole": 2.0,
    "tiny": 5e-324,
    "nan": nan,
    "inf": inf,
    "minus": -inf,
    "text": "a \"quoted\" text, 'and' ü\n",
    "empty": "",
    "uri": Uri("s3://a/b"),
    "path": Path("a/b"),
    "dtype": DType("int64"),
    "id": UUID(int=7),
    "size": StorageSize(1024),
    "duration": timedelta(minutes=1, microseconds=250),
    "time": datetime(2026, 1, 31, 12, 30, 15, 123456, tzinfo=UTC),
    "early": datetime(1969, 12, 31, 23, 59, 59, 750000, tzinfo=UTC),
    "day": date(2026, 1, 31),
    "nested": {"a": {"b c": 1}, "d": {}},
    "list": [1, "a", {"x": 1}],
}

SETTLED = [
    a_pipeline("training", description="trains", tags=("nightly",)),
    model := a_model("classifier", tags=("team-a",)),
    version := a_model_version("classifier", "best", description="good"),
    run := a_run(
        "nightly-1",
        author="ada",
        tags=("a", "b"),
        at=moment(0.25),
        parameters={"depth": Raw(b"3"), "net": Raw(b'{"layers":[1,2]}')},
        model_version_id=version.model_version_id,
        code={"commit": "abc", "branch": "main", "dirty": True},
        process=Process(host="here", pid=1),
    ),
    gone := an_artifact("gone"),
    data := an_artifact("data", facts={"rows": 5}),
    step := a_step(
        run,
        "train",
        inputs={"x": (data.artifact_version_id,), "y": (gone.artifact_version_id,)},
        parameters={"depth": Raw(b'"deep"')},
    ),
    made := an_artifact("model", by=step, tags=("c",)),
    finish(step, outputs={"model": made}),
    fail(run),
    going := a_run("nightly-2", project="other"),
    log((run, step), VALUES, at=moment(100)),
    log(run, {"int": 4}, at=moment(200.5), author="bob", index=3),
    log(run, {"int": 2}, at=moment(50)),
    log((data, version, model), {"license": "nc"}),
    log(going, {"other": "project"}),
    link(version, made, run),
    promote(version, Stage.PRODUCTION),
    tag(version, "v"),
    delete(gone),
    *(log(step, {"loss": 1 / number}, index=number) for number in range(1, 41)),
]

Rows = list[dict[str, Any]]


@pytest.fixture
def held(store: SqlStore) -> SqlStore:
    """A store with something of everything."""
    for command in SETTLED:
        store.apply(command)
    return store


@pytest.fixture
def connection(held: SqlStore) -> Iterator[sqlite3.Connection]:
    """As any tool may open the file."""
    uri = f"{held.path.as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def rows(connection: sqlite3.Connection, view: str, where: str = "") -> Rows:
    return [dict(row) for row in connection.execute(f"SELECT * FROM v1_{view} {where}")]


def records(store: SqlStore, kind: Kind) -> list[Any]:
    return [
        item.record
        for project in ("default", "other")
        for item in store.find(Query(kind=kind, project=project, limit=None, sort=())).items
    ]


def iso(time: datetime | None) -> str | None:
    return None if time is None else time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


VIEWS = {
    "pipelines": Kind.PIPELINE,
    "runs": Kind.RUN,
    "steps": Kind.STEP_RUN,
    "artifacts": Kind.ARTIFACT,
    "artifact_versions": Kind.ARTIFACT_VERSION,
    "models": Kind.MODEL,
    "model_versions": Kind.MODEL_VERSION,
}

OTHERWISE: dict[str, Any] = {
    "cache_key": lambda record: record.cache_key and record.cache_key.digest,
    "run": lambda record: "nightly-1",
    "pipeline": lambda record: "training",
    "git_commit": lambda record: record.code.get("commit"),
    "git_branch": lambda record: record.code.get("branch"),
    "git_dirty": lambda record: record.code.get("dirty"),
    "host": lambda record: record.process and record.process.host,
    "error_type": lambda record: record.failure and record.failure.type,
    "error_message": lambda record: record.failure and record.failure.message,
}


@pytest.mark.parametrize("view", VIEWS)
def test_records_are_what_the_store_finds(
    held: SqlStore, connection: sqlite3.Connection, view: str
) -> None:
    """In columns called as their fields."""
    told = {row["id"]: row for row in rows(connection, view)}
    found = {str(record.id): record for record in records(held, VIEWS[view])}

    assert told.keys() == found.keys()
    for id_, row in told.items():
        for name, value in row.items():
            assert value == expected(found[id_], view, name), name


def expected(record: Any, view: str, name: str) -> Any:
    if view == "model_versions" and name == "version":
        return record.name
    if (name in OTHERWISE and not hasattr(record, name)) or name == "cache_key":
        return OTHERWISE[name](record)
    value = getattr(record, name)
    if isinstance(value, datetime):
        return iso(value)
    return str(value) if isinstance(value, UUID) else value


def snapshots(store: SqlStore) -> Iterator[tuple[Target, Any]]:
    for kind in KINDS.values():
        for project in ("default", "other"):
            for item in store.find(Query(kind=kind, project=project, limit=None)).items:
                yield target_of(item.record), item


def test_metadata_is_what_is_current(held: SqlStore, connection: sqlite3.Connection) -> None:
    """One row for each scalar and list, and one for each element of a list."""
    told = {
        (row["kind"], row["entity_id"], row["path"], row["position"]): row
        for row in rows(connection, "metadata")
    }
    current = {
        (target.kind, str(target.id), leaf.path, leaf.position): (leaf, entry)
        for target, item in snapshots(held)
        for entry in item.entries
        for leaf in leaves(entry.key, entry.value)
    }

    assert told.keys() == current.keys()
    for place, row in told.items():
        leaf, entry = current[place]
        assert row["type"] == leaf.type
        assert (row["key"], row["author"]) == (entry.key, entry.author)
        assert (row["logged_at"], row["entry"]) == (iso(entry.logged_at), entry.sequence)


def test_each_value_is_in_the_column_of_its_sort(
    held: SqlStore, connection: sqlite3.Connection
) -> None:
    where = f"WHERE kind = 'step_run' AND entity_id = '{step.step_run_id}' AND position = 0"
    told = {row["path"]: row for row in rows(connection, "metadata", where)}

    columns = ("number", "truth", "text", "time")
    shown = {
        path: {name: row[name] for name in columns if row[name] is not None}
        for path, row in told.items()
    }
    assert shown["none"] == shown["nan"] == shown["list"] == shown["nested.d"] == {}
    assert shown["truth"] == {"truth": 1}
    assert shown["untruth"] == {"truth": 0}
    assert shown["int"] == {"number": 3}
    assert shown["third"] == {"number": 1 / 3}
    assert shown["inf"] == {"number": inf}
    assert shown["size"] == {"number": 1024}
    assert shown["duration"] == {"number": 60.00025}
    assert shown["text"] == {"text": VALUES["text"]}
    assert shown["uri"] == {"text": "s3://a/b"}
    assert shown["time"] == {"time": "2026-01-31T12:30:15.123456Z"}
    assert shown["early"] == {"time": "1969-12-31T23:59:59.750000Z"}
    assert shown["day"] == {"time": "2026-01-31T00:00:00.000000Z"}
    assert shown['nested.a."b c"'] == {"number": 1}


def test_the_value_is_json(held: SqlStore, connection: sqlite3.Connection) -> None:
    """As the command line has it; what a number cannot say exactly is missing."""
    where = f"WHERE kind = 'step_run' AND entity_id = '{step.step_run_id}' AND position = 0"
    told = {row["path"]: row["value"] for row in rows(connection, "metadata", where)}

    for key, value in VALUES.items():
        if key in ("larger", "nested", "list"):
            continue
        said = json.loads(told[key])
        if isinstance(value, datetime):
            assert datetime.fromisoformat(said) == value
        elif isinstance(value, float | int) and key not in ("nan", "inf", "minus"):
            assert said == value
        else:
            assert said == plain(value), key
    assert told["larger"] is None
    assert told["list"] is None
    assert told["nested.d"] is None
    elements = rows(connection, "metadata", "WHERE path = 'list' AND position > 0 AND kind = 'run'")
    assert [row["value"] for row in elements] == ["1", '"a"']


def test_entries_are_the_whole_history(held: SqlStore, connection: sqlite3.Connection) -> None:
    told = rows(connection, "entries", "ORDER BY logged_at, sequence")
    assert len(told) == sum(
        len(held.history(target, entry.key))
        for target, item in snapshots(held)
        for entry in item.entries
    )
    for target, item in snapshots(held):
        for entry in item.entries:
            of_key = [
                row
                for row in told
                if row["entity_id"] == str(target.id) and row["key"] == entry.key
            ]
            assert [
                (row["sequence"], row["value"], row["logged_at"], row["author"], row["type"])
                for row in of_key
            ] == [
                (e.sequence, bytes(e.value).decode(), iso(e.logged_at), e.author, e.type)
                for e in held.history(target, entry.key)
            ]
            assert [row["series_index"] for row in of_key] == [
                e.index for e in held.history(target, entry.key)
            ]
            assert [row["sequence"] for row in of_key if row["is_current"]] == [entry.sequence]


def test_parameters_are_those_of_runs_and_steps(
    held: SqlStore, connection: sqlite3.Connection
) -> None:
    told = {
        (row["kind"], row["entity_id"], row["path"], row["position"]): row["value"]
        for row in rows(connection, "parameters")
    }

    run_id, step_id = str(run.run_id), str(step.step_run_id)
    assert told == {
        ("run", run_id, "depth", 0): "3",
        ("run", run_id, "net.layers", 0): None,
        ("run", run_id, "net.layers", 1): "1",
        ("run", run_id, "net.layers", 2): "2",
        ("step_run", step_id, "depth", 0): '"deep"',
    }
    assert decode(run.parameters["depth"]) == 3


def test_lineage_is_that_of_the_store(held: SqlStore, connection: sqlite3.Connection) -> None:
    """Without what was deleted."""
    edges = held.lineage(Target(Kind.STEP_RUN, step.step_run_id), upstream=1, downstream=1).edges

    told = [
        (row["step_run_id"], row["artifact_version_id"], row["role"], row["name"])
        for row in rows(connection, "lineage")
    ]

    assert sorted(told) == sorted(
        (str(e.step_run_id), str(e.artifact_version_id), e.role, e.name) for e in edges
    )
    assert {row["run_id"] for row in rows(connection, "lineage")} == {str(run.run_id)}
    assert {row["position"] for row in rows(connection, "lineage")} == {0}


def test_tags_and_links(held: SqlStore, connection: sqlite3.Connection) -> None:
    tagged = {(row["kind"], row["entity_id"], row["tag"]) for row in rows(connection, "tags")}
    assert tagged == {
        (kind, str(record.id), tag)
        for kind in KINDS.values()
        for record in records(held, kind)
        for tag in getattr(record, "tags", ())
    }
    links = {(row["kind"], row["entity_id"]) for row in rows(connection, "model_links")}
    assert links == {("run", str(run.run_id)), ("artifact_version", str(made.artifact_version_id))}
    assert isinstance(records(held, Kind.STEP_RUN)[0], StepRun)


def test_one_thing_is_looked_up(held: SqlStore, connection: sqlite3.Connection) -> None:
    """By its id, whatever the kind."""
    for view in ("metadata", "entries", "parameters", "tags", "model_links"):
        plan = connection.execute(
            f"EXPLAIN QUERY PLAN SELECT * FROM v1_{view} WHERE entity_id = 'x'"
        )
        lines = [row[3] for row in plan]
        scanned = [line for line in lines if line.startswith("SCAN")]
        assert all("SUBQUERY" in line or "VIRTUAL TABLE" in line for line in scanned), lines


def test_views_are_the_same_after_a_rebuild(held: SqlStore, connection: sqlite3.Connection) -> None:
    before = rows(connection, "metadata")

    rebuild(held)

    assert rows(connection, "metadata") == before
    assert verify(held) == []


def test_older_stores_get_views(held: SqlStore, as_of: AsOf) -> None:
    as_of(held, "0002")

    again = SqlStore.open(held.path.parent)

    with closing(sqlite3.connect(held.path)) as connection:
        assert connection.execute("SELECT count(*) FROM v1_runs").fetchone() == (2,)
    again.close()


def test_a_view_writes_nothing(held: SqlStore) -> None:
    with (
        closing(sqlite3.connect(held.path)) as connection,
        pytest.raises(sqlite3.OperationalError, match="view"),
    ):
        connection.execute("DELETE FROM v1_runs")
