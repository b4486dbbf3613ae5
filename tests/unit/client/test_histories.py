"""Histories: of a key, of a path, thinned, and of several things at once."""

from __future__ import annotations

import sys

import pytest
from tests.unit.client.conftest import World

from tallystick.client.client import Client
from tallystick.errors import (
    InvalidArgumentError,
    MissingDependencyError,
    NotFoundError,
)
from tallystick.query.conditions import Compare, Metadata, Op
from tallystick.records.targets import Kind
from tallystick.values import StorageSize


@pytest.fixture
def run(world: World, client: Client):
    """A run whose loss goes up and down, logged with nested numbers."""
    id = world.run("training-1", status=None)
    for place in range(60):
        value = {"x": StorageSize(place), "y": {"z": "text"}}
        world.log(Kind.RUN, id, {"loss": abs(place - 30.5), "deep": value}, index=place)
    return client.get_pipeline_run(id)


def test_a_history_says_what_it_shows(run):
    whole, some = run.run_metadata.history("loss"), run.run_metadata.history("loss", points=12)

    assert isinstance(whole, tuple)
    assert (whole.total, len(whole), whole.thinned, whole.bucket) == (60, 60, False, 1)
    assert whole.rule == "All 60 points are here."
    assert [entry.index for entry in some] == [0, 11, 12, 23, 24, 30, 36, 47, 48, 59]
    assert (some.total, some.thinned, some.bucket, some.path) == (60, True, 12, "loss")
    assert set(some) < set(whole)
    assert some.rule == (
        "10 of 60 points are here: the least and the greatest of each 12 entries in the order "
        "of arrival, and the oldest and newest entry."
    )
    assert "10 of 60" in repr(some)
    assert repr(whole[0]) in repr(some)


def test_points_of_a_path_have_the_values_there(run):
    found = run.run_metadata.history("deep.x", points=6)

    assert [entry.value for entry in found] == [0, 29, 30, 59]
    assert {type(entry.value) for entry in found} == {StorageSize}
    assert {entry.type for entry in found} == {"StorageSize"}
    assert found.path == "deep.x"
    assert "deep.x = 29 B" in repr(found[1])
    assert found[0] != run.run_metadata.history("deep")[0]
    assert [entry.value for entry in run.run_metadata.history("deep.y.z", points=5)] == ["text"] * 2
    assert "the first without a number" in run.run_metadata.history("deep.y.z", points=5).rule


def test_the_history_of_a_step_is_found_from_its_run(world, client):
    id = world.run("training-1", status=None)
    world.step(id, "train", metadata={"metrics": {"loss": 1}})

    metadata = client.get_pipeline_run(id).run_metadata

    assert [entry.value for entry in metadata.history("train::metrics.loss")] == [1]


def test_what_was_never_logged_has_no_history(run, world):
    before = world.journal_length()

    with pytest.raises(NotFoundError, match=r"'deep\.z'.*or 'deep\.x'"):
        run.run_metadata.history("deep.z")
    with pytest.raises(NotFoundError, match="Keys are text"):
        run.run_metadata.history(3)
    for points in (4, 0, -1):
        with pytest.raises(InvalidArgumentError, match=f"5 points or more.*{points}"):
            run.run_metadata.history("loss", points=points)
    for points in (True, 2.5, "9"):
        with pytest.raises(InvalidArgumentError, match="whole number from 5"):
            run.run_metadata.history("loss", points=points)
    assert world.journal_length() == before


def test_a_history_is_a_data_frame(run):
    pd = pytest.importorskip("pandas")

    frame = run.run_metadata.history("loss", points=12).to_pandas()

    assert list(frame.columns) == ["sequence", "logged_at", "index", "author", "value"]
    assert frame["index"].tolist() == [0, 11, 12, 23, 24, 30, 36, 47, 48, 59]
    assert frame["value"].dtype == float
    assert isinstance(frame["logged_at"].dtype, pd.DatetimeTZDtype)


def test_without_pandas_it_says_what_to_install(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)

    with pytest.raises(MissingDependencyError, match=r"tallystick\[pandas\]"):
        run.run_metadata.history("loss").to_pandas()


class TestSeveral:
    @pytest.fixture
    def runs(self, world: World, client: Client):
        for name, values in (("first", range(40)), ("second", [7]), ("bare", [])):
            id = world.run(name, status=None)
            for value in values:
                world.log(Kind.RUN, id, {"loss": float(value)}, index=value)
        return client.runs

    def test_things_are_named_in_any_way(self, runs, client):
        first, second = runs.get("first"), runs.get("second")

        for things in (["first", "second"], [first.id, second], (first, "second").__iter__()):
            found = runs.history(things, "loss")

            assert list(found) == [first, second]
            assert [len(history) for history in found.values()] == [40, 1]
        assert runs.history("first", "loss", points=9)[first].total == 40
        assert len(runs.history([first, "first"], "loss")) == 1

    def test_things_may_be_found(self, runs):
        found = runs.history(
            where=Compare(Metadata("loss"), Op.EXISTS), key="loss", points=9, sort="name"
        )

        assert [run.name for run in found] == ["first", "second"]
        assert [len(history) for history in found.values()] == [6, 1]
        assert (
            len(runs.history(where=Compare(Metadata("loss"), Op.EXISTS), key="loss", limit=1)) == 1
        )
        assert list(runs.history(runs.find(limit=2), "loss")) == list(runs.find(limit=2))

    def test_where_the_key_was_never_logged_is_nothing(self, runs):
        found = runs.history(["bare", "first"], "loss")

        assert [history.total for history in found.values()] == [0, 40]
        assert "bare: All 0 points" in repr(found)

    def test_they_are_one_data_frame(self, runs):
        pytest.importorskip("pandas")

        frame = runs.history(["first", "bare", "second"], "loss", points=9).to_pandas()

        assert list(frame.columns) == [
            *("id", "name", "sequence", "logged_at", "index", "author", "value")
        ]
        assert frame.groupby("name")["value"].max().to_dict() == {"first": 39.0, "second": 7.0}

    def test_every_collection_has_them(self, world, client):
        run = world.run("training-1", status=None)
        step = world.step(run, "train", metadata={"loss": 1})
        world.artifact("data", metadata={"rows": 1})
        world.log(Kind.MODEL_VERSION, world.model_version("rf"), {"accuracy": 1})

        asked = [
            client.steps.history([("training-1", "train")], "loss"),
            client.steps.history(step, "loss"),
            client.artifact_versions.history([("data", 1)], "rows"),
            client.artifact_versions.history("data", "rows"),
            client.model_versions.history(("rf", "latest"), "accuracy"),
        ]

        assert [history.total for found in asked for history in found.values()] == [1] * 5

    def test_what_makes_no_sense_is_refused(self, runs, world):
        before = world.journal_length()

        with pytest.raises(InvalidArgumentError, match="which key"):
            runs.history(["first"])
        with pytest.raises(InvalidArgumentError, match="neither"):
            runs.history(key="loss")
        with pytest.raises(InvalidArgumentError, match="both"):
            runs.history(["first"], "loss", where=Compare(Metadata("loss"), Op.EXISTS))
        with pytest.raises(NotFoundError, match="Did you mean 'first'"):
            runs.history(["first", "frist"], "loss")
        with pytest.raises(InvalidArgumentError, match="5 points or more"):
            runs.history(["first"], "loss", points=2)
        assert world.journal_length() == before
