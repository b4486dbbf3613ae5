"""Which paths there are, on the command line."""

from __future__ import annotations

import json

import pytest


def test_paths_are_a_table(tally, world):
    world.trained("first", depth=5)
    world.trained("second", depth=9)

    answer = tally("runs", "paths", "eval")

    assert answer.code == 0
    assert answer.lines == [
        "path                         runs  types        values",
        "evaluation_metrics.accuracy     2  float        0.5 to 0.9",
        "evaluation_metrics.size         2  StorageSize  2.00 KiB",
    ]


@pytest.mark.parametrize(
    ("noun", "things", "path"),
    [
        ("runs", "runs", "evaluation_metrics.accuracy"),
        ("steps", "step runs", "loss"),
        ("artifacts", "artifact versions", "source"),
        ("models", "model versions", "evaluation_metrics.accuracy"),
    ],
)
def test_every_noun_has_paths(tally, world, noun, things, path):
    world.trained()

    answer = tally(noun, "paths")

    assert answer.lines[0].startswith("path ")
    assert things in answer.lines[0]
    assert any(line.startswith(f"{path} ") for line in answer.lines[1:])


def test_a_condition_says_whose(tally, world):
    world.trained("first", depth=5)
    world.trained("second", depth=9)

    where = "evaluation_metrics.accuracy > 0.5"
    answer = tally("runs", "paths", "acc", "--where", where)

    assert answer.lines[1].split()[-1] == "0.9"


def test_json_has_everything(tally, world):
    world.trained("first", depth=5)

    answer = tally("runs", "paths", "accuracy", "--json").json

    assert answer["kind"] == "run"
    assert answer["paths"][0]["name"] == "evaluation_metrics.accuracy"
    assert answer["paths"][0]["numbers"] == [0.5, 0.5]


def test_a_limit_is_said(tally, world):
    world.trained()

    answer = tally("runs", "paths", "--limit", "1")

    assert len(answer.lines) == 2
    assert "The first 1 are shown; --limit 0 shows all." in answer.err
    assert len(tally("runs", "paths", "--limit", "0").lines) > 3


def test_no_paths_are_no_error(tally, client):
    answer = tally("runs", "paths")

    assert answer == (0, "path  runs  types  values\n", "Nothing found.\n")
    assert tally("runs", "paths", "--json").json["paths"] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--limit", "-1"], "--limit"),
        (["--values", "-1"], "values"),
        (["--where", "accuracy >"], "Column"),
        (["a", "b"], "b"),
    ],
)
def test_what_makes_no_sense_is_refused(tally, client, arguments, said):
    answer = tally("runs", "paths", *arguments)

    assert answer.code == 2
    assert said in answer.err


def test_names_complete(tally, world):
    world.trained()

    answer = tally("__complete", "runs", "paths", "evaluation_metrics.a")

    assert answer.out.partition("\x1fbegin\n")[2].splitlines() == ["evaluation_metrics.accuracy"]


def test_names_with_odd_characters_stay_on_their_line(tally, client, world):
    run = world.trained()
    run_metadata = {"odd\nkey": "\x1b[31m"}
    tally("log", "--run", run.name, "--metadata", json.dumps(run_metadata))

    answer = tally("runs", "paths", "odd")

    assert len(answer.lines) == 2
    assert "\x1b" not in answer.out
