"""Which paths there are, as people ask and read."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from tallystick.client.paths import Paths
from tallystick.errors import InvalidQueryError, InvalidValueError, NotFoundError
from tallystick.query.conditions import Compare, Metadata, Op, Parameter
from tallystick.query.fields import FIELDS
from tallystick.query.paths import CommonValue, PathSummary
from tallystick.records.targets import Kind
from tallystick.values import StorageSize


@pytest.fixture
def runs(world):
    """Three runs, of which two have metrics."""
    world.run("a", metadata={"metrics": {"accuracy": 0.5}, "optimizer": "adam", "status": "good"})
    world.run("b", metadata={"metrics": {"accuracy": 0.9}, "optimizer": "sgd"})
    world.run("c", metadata={"optimizer": "adam", "size": StorageSize(2048)})
    return world.client.runs


def test_paths_are_found_by_name(runs):
    found = runs.paths()

    assert list(found) == ["optimizer", "metrics.accuracy", "size", "metadata.status"]
    assert found["metrics.accuracy"] == PathSummary(
        field=Metadata("metrics.accuracy"), count=2, types={"float": 2}, numbers=(0.5, 0.9)
    )
    assert found["optimizer"].values == (CommonValue("adam", 2), CommonValue("sgd", 1))
    assert found["metadata.status"].count == 1
    assert found["metadata.optimizer"] == found["optimizer"]


def test_names_can_be_asked_for(runs):
    """Every name means the path it stands for."""
    for name, path in runs.paths().items():
        assert runs.find(f"{name} exists").total == path.count


def test_an_unknown_path_has_close_matches(runs):
    with pytest.raises(NotFoundError, match=r"path of runs called 'optimiser'.* 'optimizer'"):
        runs.paths()["optimiser"]

    assert "optimiser" not in runs.paths()


def test_what_was_typed_fits_fields_and_paths(runs):
    assert runs.paths(prefix="stat").names == ["status", "metadata.status"]
    assert runs.paths(prefix="acc").names == ["metrics.accuracy"]
    assert set(runs.paths().fields) == set(FIELDS[Kind.RUN])
    assert runs.paths(prefix="metadata.").fields == {}


def test_parameters_are_among_them(world):
    run = world.run("a", parameters={"depth": 3}, metadata={"depth": "deep"})
    world.step(run, parameters={"trees": 100})

    found = world.client.runs.paths()

    assert list(found) == ["depth", "parameters.depth"]
    assert found["parameters.depth"].field == Parameter("depth")
    assert found["parameters.depth"].numbers == (3, 3)
    assert world.client.runs.paths(prefix="parameters.").names == ["parameters.depth"]
    assert list(world.client.steps.paths()) == ["parameters.trees"]
    assert found.to_dict()["paths"][1]["of"] == "parameters"


def test_a_condition_says_whose_paths(runs):
    assert list(runs.paths("metrics.accuracy > 0.6")) == ["metrics.accuracy", "optimizer"]
    where = Compare(Metadata("size"), Op.EXISTS)
    assert list(runs.paths(where, prefix="o")) == ["optimizer"]


def test_as_many_as_asked_for(runs):
    assert list(runs.paths(limit=1)) == ["optimizer"]
    assert len(runs.paths(limit=None)) == 4
    assert runs.paths(values=1)["optimizer"].values == (CommonValue("adam", 2),)


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ({"where": "metrics.accuracy >"}, InvalidQueryError, "expected"),
        ({"where": 5}, InvalidQueryError, "where="),
        ({"prefix": None}, InvalidValueError, "prefix"),
        ({"prefix": "\ud800"}, InvalidQueryError, "surrogate"),
        ({"limit": -1}, InvalidQueryError, "limit"),
        ({"limit": "many"}, InvalidQueryError, "limit"),
        ({"values": -1}, InvalidQueryError, "values"),
    ],
)
def test_what_makes_no_sense_is_refused(runs, arguments, error, said):
    with pytest.raises(error, match=said):
        runs.paths(**arguments)


def test_every_kind_has_paths(world):
    client = world.client
    for things in (
        client.pipelines,
        client.runs,
        client.steps,
        client.artifacts,
        client.artifact_versions,
        client.models,
        client.model_versions,
    ):
        assert len(things.paths()) == 0
        assert set(things.paths().fields) == set(FIELDS[things.kind])


def test_paths_read_well(runs):
    assert repr(runs.paths(prefix="stat")) == (
        "1 path of runs\n"
        "path             runs  types  values\n"
        "metadata.status     1  str    good (1)\n"
        "built-in: status"
    )
    text = repr(runs.paths())
    assert "optimizer            3  str          adam (2), sgd (1)" in text
    assert "metrics.accuracy     2  float        0.5 to 0.9" in text
    assert "size                 1  StorageSize  2.00 KiB" in text
    assert "0 paths of runs" in repr(runs.paths(prefix="nothing"))
    html = runs.paths()._repr_html_()
    assert "<td>adam (2), sgd (1)</td>" in html


def test_markup_in_metadata_is_text(world):
    world.run(metadata={"<b>": "<script>"})

    html = world.client.runs.paths()._repr_html_()

    assert "<script>" not in html
    assert "<b>" not in html


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([1, 5], "1 to 5"),
        ([1, 2.5], "1 to 2.5"),
        ([float("inf")], "∞"),
        ([timedelta(minutes=2), timedelta(0)], "0 s to 2 min"),
        ([StorageSize(1024), 5], "5 to 1024"),
        ([True, True, False], "True (2), False (1)"),
        (["", ""], "'' (2)"),
        (["x" * 50], "xxxxxxxxxxxx… (+38) (1)"),
        ([1, "a"], "1; a (1)"),
        ([None], ""),
        ([[1]], ""),
    ],
)
def test_what_is_there_is_shown_on_a_line(world, values, shown):
    for number, value in enumerate(values):
        world.run(f"run-{number}", metadata={"a": value})

    ((*_, text),) = world.client.runs.paths().rows()

    assert text == shown


def test_more_values_than_a_line_has_room_for(world):
    for letter in "abcdefg":
        world.run(letter, metadata={"a": letter * 20})

    ((*_, text),) = world.client.runs.paths(values=7).rows()

    assert text == "aaaaaaaaaaaaaaaaaaaa (1), bbbbbbbbbbbbbbbbbbbb (1), …"


def test_estimates_say_so():
    common = PathSummary(
        field=Metadata("a"),
        count=12_345,
        types={"str": 12_345},
        values=(CommonValue("x", 12_345),),
        exact=False,
        values_exact=False,
    )
    various = replace(common, field=Metadata("b"), values=())
    number = replace(various, field=Metadata("c"), types={"int": 12_345}, numbers=(1.0, 2.0))

    assert Paths(Kind.RUN, [common, various, number], {}).rows() == [
        ["a", "~12,000", "str", "x (~12,000)"],
        ["b", "~12,000", "str", "many texts"],
        ["c", "~12,000", "int", "1 to 2"],
    ]


def test_paths_are_json(runs):
    found = json.loads(json.dumps(runs.paths().to_dict(), allow_nan=False))

    assert found["kind"] == "run"
    assert found["fields"]["status"] == "text"
    assert found["paths"][1] == {
        "name": "metrics.accuracy",
        "of": "metadata",
        "path": "metrics.accuracy",
        "count": 2,
        "types": {"float": 2},
        "numbers": [0.5, 0.9],
        "times": None,
        "values": [],
        "exact": True,
        "values_exact": True,
    }


def test_days_are_shown_as_days(world):
    for name, day in (("a", date(2026, 11, 21)), ("b", date(2026, 11, 23))):
        world.run(name, metadata={"due": day, "at": datetime(2026, 1, 2, 3, tzinfo=UTC)})

    rows = {path: values for path, _, _, values in world.client.runs.paths().rows()}

    assert rows["due"] == "2026-11-21 to 2026-11-23"
    assert rows["at"] == "2026-01-02 03:00:00 UTC"
