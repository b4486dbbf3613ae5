from __future__ import annotations

import pytest

from tallystick import log_metadata


@pytest.fixture
def run(world):
    return world.trained("first", depth=1)


def test_every_entry_oldest_first_with_its_place(tally, run):
    head, *rows = tally("history", "loss", "--run", "first").lines

    assert head.split() == ["index", "value", "logged", "author"]
    assert [row.split()[:2] for row in rows] == [["0", "0.5"], ["1", "0.333333"], ["2", "0.25"]]
    assert all(row.endswith("ada") for row in rows)


def test_without_places_there_is_no_column_for_them(tally, run):
    tally("log", "note=a", "--run", "first")
    tally("log", "note=b", "--run", "first")

    head, *rows = tally("history", "note", "--run", "first").lines

    assert head.split() == ["value", "logged", "author"]
    assert [row.split()[0] for row in rows] == ["a", "b"]


def test_a_place_inside_of_values(tally, run):
    log_metadata({"evaluation_metrics": {"other": 1}}, run_id_name_or_prefix="first")
    log_metadata({"evaluation_metrics": {"accuracy": 0.7}}, run_id_name_or_prefix="first")

    rows = tally("history", "evaluation_metrics.accuracy", "--run", "first").lines[1:]

    assert [row.split()[0] for row in rows] == ["0.1", "-", "0.7"]


def test_a_key_with_dots_is_a_key_first(tally, run):
    log_metadata({"loss.best": 0.1}, run_id_name_or_prefix="first")

    assert "0.1" in tally("history", "loss.best", "--run", "first").out


def test_of_a_step_of_a_run_either_way(tally, run):
    by_option = tally("history", "loss", "--run", "first", "--step", "train")
    by_key = tally("history", "train::loss", "--run", "first")

    assert by_option.lines == by_key.lines


def test_of_models_and_artifacts(tally, run):
    assert "0.1" in tally("history", "evaluation_metrics.accuracy", "--model", "churn").out
    assert "s3://data" in tally("history", "source", "--artifact", "numbers").out


def test_the_newest_alone(tally, run):
    answer = tally("history", "loss", "--run", "first", "--limit", "2")

    assert [row.split()[0] for row in answer.lines[1:]] == ["1", "2"]
    assert "the last 2 of 3 shown" in answer.err


def test_in_json(tally, run):
    answer = tally("history", "loss", "--run", "first", "--json").json

    assert answer["key"] == "loss"
    assert answer["total"] == 3
    point = answer["entries"][0]
    assert list(point) == [
        "key",
        "type",
        "value",
        "logged_at",
        "author",
        "index",
        "publisher",
        "sequence",
    ]
    assert (point["value"], point["index"], point["type"]) == (0.5, 0, "float")
    assert point["publisher"] == str(run.steps["train"].id)


def test_an_unknown_key_is_not_found_and_close_ones_are_named(tally, run):
    answer = tally("history", "los", "--run", "first")

    assert answer.code == 3
    assert "Did you mean 'loss'" in answer.err


def test_whose_history_has_to_be_said(tally, run):
    answer = tally("history", "loss")

    assert answer.code == 2
    assert "--run, --step" in answer.err
