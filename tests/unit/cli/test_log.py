from __future__ import annotations

import io
import json
import math

import pytest

from tallystick import StorageSize, Uri


@pytest.fixture
def run(world):
    return world.trained("first", depth=9)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("-2.5e3", -2500.0),
        ("1.0", 1.0),
        ("9007199254740993", 2**53 + 1),
        ("true", True),
        ("false", False),
        ("null", None),
        ('"3"', "3"),
        ("[1, 2.5, null]", [1, 2.5, None]),
        ('{"a": {"b": [true]}}', {"a": {"b": [True]}}),
        ('{"$uri": "s3://bucket/x"}', Uri("s3://bucket/x")),
        ('{"size": {"$size": 10}}', {"size": StorageSize(10)}),
        ("text", "text"),
        ("", ""),
        ("True", "True"),
        ("007", "007"),
        ("1.2.3", "1.2.3"),
        ("-x", "-x"),
        ("Infinity", math.inf),
        ("-Infinity", -math.inf),
        ('"NaN"', "NaN"),
        ("+Infinity", "+Infinity"),
        ("infinity", "infinity"),
        ("Infinity War", "Infinity War"),
        ("nan", "nan"),
        ('{"Infinity": [-Infinity, "say \\"NaN"]}', {"Infinity": [-math.inf, 'say "NaN']}),
        ("2026-01-31", "2026-01-31"),
        ("a=b=c", "a=b=c"),
        ("two words", "two words"),
    ],
)
def test_values_have_types(tally, run, text, value):
    answer = tally("log", f"key={text}", "--run", "first")

    assert answer.out == "Logged 1 key on run first.\n"
    logged = run.refresh().run_metadata.get("key")
    assert logged == value
    assert type(getattr(logged, "value", logged)) is type(value)


@pytest.mark.parametrize("text", ["NaN", '{"$float": "nan"}'])
def test_a_number_that_is_none(tally, run, text):
    tally("log", f"key={text}", "--run", "first")

    assert math.isnan(run.refresh().run_metadata["key"])


def test_what_json_of_this_command_says_can_be_logged_again(tally, run):
    tally("log", 'key={"losses": [NaN, Infinity, 1.5]}', "--run", "first")
    said = tally("runs", "show", "first", "--json").json["metadata"]["key"]

    tally("log", "--metadata", json.dumps({"again": said}), "--run", "first")

    metadata = run.refresh().run_metadata
    assert str(metadata["again"]) == str(metadata["key"])


@pytest.mark.parametrize(
    "text",
    ["{a", "[1,", '"open', '{"$uri": 3}', '{"$what": 1}', "{'a': 1}", "1e400", "[NaNs]", "[+NaN]"],
)
def test_what_begins_like_json_has_to_be_json(tally, run, text):
    before = dict(run.run_metadata)

    answer = tally("log", f"key={text}", "--run", "first")

    assert answer.code == 2
    assert "'key' begins like JSON" in answer.err
    assert "put it in JSON's quotes: 'key=" in answer.err
    assert "stored" not in answer.err
    assert dict(run.refresh().run_metadata) == before


class TestTargets:
    def test_a_step_of_a_run(self, tally, run):
        tally("log", "checked=true", "--run", "first", "--step", "train")

        assert run.refresh().steps["train"].run_metadata["checked"] is True
        assert "checked" not in run.refresh().run_metadata

    def test_an_artifact_version(self, tally, run, client):
        answer = tally("log", "rows=3", "--artifact", "numbers", "--version", "1")

        assert answer.out == "Logged 1 key on version 1 of artifact numbers.\n"
        assert client.get_artifact_version("numbers", "1").run_metadata["rows"] == 3

    def test_a_model_version_by_its_stage(self, tally, run, client):
        client.get_model_version("churn", "first").set_stage("production")

        answer = tally("log", "owner=ada", "--model", "churn", "--version", "production")

        assert answer.out == "Logged 1 key on version first of model churn.\n"
        assert client.get_model_version("churn", "first").run_metadata["owner"] == "ada"

    def test_the_newest_version_is_named(self, tally, run):
        assert "version first of model churn" in tally("log", "a=1", "--model", "churn").out

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            ([], "none of them was given"),
            (["--run", "first", "--model", "churn"], "--run and --model"),
            (["--step", "train", "--artifact", "numbers"], "--step and --artifact"),
            (["--run", "first", "--version", "1"], "--version belongs to"),
        ],
    )
    def test_contradictions_are_refused(self, tally, run, client, words, said):
        before = len(list(client.session.store.changes()))

        answer = tally("log", "a=1", *words)

        assert answer.code == 2
        assert said in answer.err
        assert len(list(client.session.store.changes())) == before

    def test_what_is_not_there_is_not_found(self, tally, run):
        assert tally("log", "a=1", "--run", "nothing").code == 3
        assert tally("log", "a=1", "--model", "churn", "--version", "9").code == 3


def test_several_keys_are_one_command(tally, run, client):
    before = len(list(client.session.store.changes()))

    tally("log", "a=1", "b=two", "--metadata", '{"c": {"d": 3}}', "--run", "first")

    metadata = run.refresh().run_metadata
    assert (metadata["a"], metadata["b"], metadata["c"]) == (1, "two", {"d": 3})
    assert len(list(client.session.store.changes())) == before + 1


def test_metadata_from_standard_input(tally, run, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO('{"a": 1}'))

    tally("log", "--metadata", "-", "--run", "first")

    assert run.refresh().run_metadata["a"] == 1


def test_a_point_of_a_series(tally, run):
    tally("log", "lr=0.5", "--index", "7", "--run", "first")

    assert run.refresh().run_metadata.entry("lr").index == 7


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "There is nothing to log"),
        (["accuracy"], "Metadata is given as KEY=VALUE"),
        (["a=1", "a=2"], "'a' is given twice"),
        (["=1"], "empty"),
        (["a::b=1"], "::"),
        (["--metadata", "[1]"], "is a JSON object"),
        (["--metadata", "{"], "it is none: Input data was truncated"),
        (["--metadata", ""], "it is empty"),
        (["a=1", "--index", "nan"], "finite"),
    ],
)
def test_what_makes_no_sense_is_refused_whole(tally, run, client, words, said):
    before = len(list(client.session.store.changes()))

    answer = tally("log", "fine=1", *words, "--run", "first") if words else None
    answer = answer or tally("log", "--run", "first")

    assert answer.code == 2
    assert said in answer.err
    assert len(list(client.session.store.changes())) == before


def test_in_json(tally, run):
    answer = tally("log", "a=1", "b=2", "--run", "first", "--json").json

    assert answer == {"kind": "run", "id": str(run.id), "keys": ["a", "b"]}


def test_the_author_is_whom_settings_name(tally, run, monkeypatch):
    monkeypatch.setenv("TALLYSTICK_AUTHOR", "grace")

    tally("log", "a=1", "--run", "first")

    assert run.refresh().run_metadata.entry("a").author == "grace"


def test_metadata_as_python_writes_json(tally, run):
    tally("log", "--metadata", json.dumps({"loss": math.nan, "best": -math.inf}), "--run", "first")

    metadata = run.refresh().run_metadata
    assert math.isnan(metadata["loss"])
    assert metadata["best"] == -math.inf
