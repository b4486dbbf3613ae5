"""Histories: of a key, of a path, thinned, and of several things at once."""

from __future__ import annotations

import re
import sys
from collections import Counter
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from tests.unit.client.conftest import World

from tallystick.client.client import Client
from tallystick.client.session import Session
from tallystick.errors import (
    InvalidArgumentError,
    MissingDependencyError,
    NotFoundError,
)
from tallystick.query.conditions import Compare, Metadata, Op
from tallystick.records.targets import Kind, Target
from tallystick.testing.commands import log
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


def test_entries_one_after_the_other(run, world: World, client: Client):
    then = world.journal_length()
    world.log(Kind.RUN, run.id, {"loss": 0.0, "deep": "no dict"})
    metadata = run.run_metadata

    entries = metadata.entries("loss")

    assert iter(entries) is entries
    assert list(entries) == list(metadata.history("loss"))
    assert [entry.value for entry in metadata.entries("deep.x")] == list(range(60))
    assert list(metadata.entries("deep.x")) == list(metadata.history("deep.x"))
    assert len(list(metadata.entries("loss", as_of=then))) == 60
    assert list(client.get_pipeline_run(run.id).run_metadata.entries("loss"))[-1].value == 0.0


@pytest.mark.parametrize("key", ["los", "deep.z", "deep..x", "train::loss"])
def test_entries_of_what_was_never_logged_are_refused_at_once(run, key: str):
    with pytest.raises(NotFoundError):
        run.run_metadata.entries(key)


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


class TestNotebook:
    def test_numbers_are_a_chart_with_their_ends(self, run):
        html = run.run_metadata.history("loss", points=12)._repr_html_()

        (dots,) = re.findall(r'<polyline points="([^"]+)"', html)
        assert len(dots.split()) == 10
        for text in (">30.5<", ">0.5<", ">0<", ">59<", "10 of 60 points"):
            assert text in html

    def test_it_needs_nothing_else(self, run):
        html = run.run_metadata.history("deep.x")._repr_html_()

        assert not re.search(r"<script|https?:|src=|url\(", html)
        assert ">59 B<" in html
        ET.fromstring(re.search("<svg.*</svg>", html)[0])

    def test_long_histories_are_drawn_in_outline(self, world, client):
        id = world.run("long", status=None)
        world.store.apply(
            *(
                log(Target(Kind.RUN, id), {"loss": 99.0 if place == 1_777 else 1.0}, index=place)
                for place in range(3_000)
            )
        )

        html = client.get_pipeline_run(id).run_metadata.history("loss")._repr_html_()

        (dots,) = re.findall(r'<polyline points="([^"]+)"', html)
        assert 600 <= len(dots.split()) <= 1_200
        assert ">99<" in html

    def test_places_without_a_number_are_marked(self, world, client):
        id = world.run("diverged", status=None)
        for place, value in enumerate([1.0, float("nan"), float("inf"), 2.0]):
            world.log(Kind.RUN, id, {"loss": value}, index=place)

        html = client.get_pipeline_run(id).run_metadata.history("loss")._repr_html_()

        assert html.count("no number") == 2

    def test_what_is_no_number_is_listed(self, world, client):
        id = world.run("named", status=None)
        for value in ("<b>", "plain"):
            world.log(Kind.RUN, id, {"note": value})

        html = client.get_pipeline_run(id).run_metadata.history("note")._repr_html_()

        assert "<svg" not in html
        assert "&lt;b&gt;" in html
        assert "<b>" not in html

    def test_several_are_lines_of_several_colours(self, world, client):
        for name in ("first", "<second>", "bare"):
            id = world.run(name, status=None)
            for value in range(0 if name == "bare" else 5):
                world.log(Kind.RUN, id, {"loss": float(value)}, index=value)

        html = client.runs.history(client.runs.find(), "loss")._repr_html_()

        colours = re.findall('<polyline [^>]*stroke="(#[0-9a-f]+)"', html)
        assert len(colours) == len(set(colours)) == 2
        assert "&lt;second&gt;" in html
        assert "<second>" not in html
        assert "5 of 5" in html

    def test_times_are_below_where_there_is_no_index(self, world, client):
        id = world.run("timed", status=None)
        for value in range(3):
            world.log(Kind.RUN, id, {"loss": timedelta(seconds=value)})

        html = client.get_pipeline_run(id).run_metadata.history("loss")._repr_html_()

        assert ">2026-01-31 12:00:01 UTC<" in html
        assert ">0 s<" in html


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

    def test_steps_of_runs_are_found_from_them(self, world, runs, client):
        first = runs.get("first")
        world.step(first.id, "train", metadata={"metrics": {"loss": 3}})

        found = runs.history(["first", "second"], "train::metrics.loss")

        assert [history.total for history in found.values()] == [1, 0]

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


class Counting:
    """A store that counts what it is asked."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self.asked: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        self.asked[name] += 1
        return getattr(self._store, name)


def test_as_many_questions_for_many_runs_as_for_few(world: World):
    for number in range(30):
        world.run(f"run-{number}", metadata={"loss": number})

    asked = []
    for count in (2, 30):
        store: Any = Counting(world.store)
        client = Client(Session(world.session.settings, store=store))
        found = client.runs.history([f"run-{number}" for number in range(count)], "loss")
        assert [history[-1].value for history in found.values()] == list(range(count))
        asked.append(store.asked)

    assert asked[0] == asked[1]
    assert asked[0].total() <= 4


def test_a_name_that_no_run_has_is_refused_beside_others(run, client: Client):
    with pytest.raises(NotFoundError, match="Did you mean 'training-1'"):
        client.runs.history(["training-1", "trainig-1"], "loss")
