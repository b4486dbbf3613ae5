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

    assert [row.split()[0] for row in rows] == ["0.1", "0.7"]


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


@pytest.fixture
def long(run):
    """A history of sixty points on the run."""
    for place in range(60):
        log_metadata({"speed": abs(place - 30.5)}, run_id_name_or_prefix="first", index=place)


def test_thinned_to_so_many_points(tally, long):
    answer = tally("history", "speed", "--run", "first", "--points", "12")

    places = [row.split()[0] for row in answer.lines[1:]]
    assert places == ["0", "11", "12", "23", "24", "30", "36", "47", "48", "59"]
    assert "10 of 60 points are here: the least and the greatest of each 12" in answer.err


def test_thinned_in_json(tally, long):
    answer = tally("history", "speed", "--run", "first", "--points", "12", "--json").json

    assert (answer["total"], answer["bucket"], len(answer["entries"])) == (60, 12, 10)


def test_of_all_runs_that_satisfy_a_condition(tally, world, long):
    world.trained("second", depth=3)
    log_metadata({"speed": "fast"}, run_id_name_or_prefix="second")
    world.failed()

    answer = tally("history", "speed", "--where", "name exists")
    head, *rows = answer.lines

    assert head.split() == ["run", "points", "least", "greatest", "newest"]
    assert [row.split() for row in rows] == [
        ["second", "1", "-", "-", "fast"],
        ["first", "60", "0.5", "30.5", "28.5"],
    ]
    assert "1 run without speed left out" in answer.err


def test_of_a_step_of_all_runs(tally, world):
    world.trained("first")
    world.failed()

    answer = tally("history", "train::loss", "--where", "name exists", "--json").json

    assert [(item["name"] == "first", item["total"]) for item in answer["items"]] == [
        (False, 0),
        (True, 3),
    ]
    assert answer["total"] == 2


def test_of_no_runs(tally, run):
    answer = tally("history", "loss", "--where", "name = nothing")

    assert answer.code == 0
    assert "Nothing found" in answer.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--run", "first", "--points", "4"], "5 points or more"),
        (["--run", "first", "--points", "9", "--limit", "2"], "give one of them"),
        (["--run", "first", "--where", "name exists"], "not both"),
        (["--run", "first", "--limit", "-1"], "0 for all"),
        (["--where", "name ="], "Column 7"),
    ],
)
def test_what_makes_no_sense_is_refused(tally, run, words, said):
    answer = tally("history", "loss", *words)

    assert answer.code == 2
    assert said in answer.err
    assert answer.out == ""


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
