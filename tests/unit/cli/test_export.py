"""Tables in files, from the command line."""

from __future__ import annotations

import json

import pytest


def test_runs_are_rows(tally, world, tmp_path):
    world.trained("first", depth=5)
    world.trained("second", depth=9)
    goal = tmp_path / "runs.csv"

    columns = "name,evaluation_metrics,parameters.depth"
    answer = tally("runs", "export", "--to", str(goal), "--columns", columns, "--sort", "name")

    assert answer.code == 0
    assert answer.err == ""
    assert goal.read_text() == (
        "name,evaluation_metrics.accuracy,evaluation_metrics.size,parameters.depth\n"
        "first,0.5,2048,5\n"
        "second,0.9,2048,9\n"
    )
    size = goal.stat().st_size
    assert answer.out == f"{goal} holds 2 runs in 4 columns, {size} B.\n"


@pytest.mark.parametrize(
    ("noun", "field"),
    [
        ("runs", "author"),
        ("steps", "step"),
        ("pipelines", "description"),
        ("artifacts", "size_bytes"),
        ("models", "stage"),
    ],
)
def test_every_noun_is_exported(tally, world, tmp_path, noun, field):
    world.trained()
    goal = tmp_path / "things.jsonl"

    answer = tally(noun, "export", "--to", str(goal))

    assert answer.code == 0
    rows = [json.loads(line) for line in goal.read_text().splitlines()]
    assert rows
    assert all(field in row for row in rows)


def test_json_says_what_was_written(tally, world, tmp_path):
    world.trained()
    goal = tmp_path / "runs.parquet"

    answer = tally("runs", "export", "--to", str(goal), "--columns", "name", "--json").json

    assert answer == {
        "path": str(goal),
        "rows": 1,
        "columns": 1,
        "size_bytes": goal.stat().st_size,
    }


def test_conditions_limits_and_the_past(tally, world, tmp_path):
    world.trained("first", depth=5)
    then = list(world.client.session.store.changes())[-1].sequence
    world.trained("second", depth=9)
    goal = tmp_path / "runs.csv"

    def names(*words):
        options = ("--to", str(goal), "--columns", "name", "--overwrite")
        assert tally("runs", "export", *options, *words).code == 0
        return goal.read_text().split()[1:]

    assert names() == ["second", "first"]
    assert names("--limit", "1") == ["second"]
    assert names("--where", "evaluation_metrics.accuracy < 0.6") == ["first"]
    assert names("--as-of", str(then)) == ["first"]


@pytest.mark.parametrize("option", ["--overwrite", "--force"])
def test_a_file_is_replaced_only_if_asked(tally, world, tmp_path, option):
    world.trained()
    goal = tmp_path / "runs.csv"
    goal.write_text("mine")

    refused = tally("runs", "export", "--to", str(goal))
    assert refused.code == 1
    assert "add --overwrite to replace it" in refused.err
    assert goal.read_text() == "mine"

    assert tally("runs", "export", "--to", str(goal), option).code == 0
    assert goal.read_text().startswith("id,name,")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--to", "runs.xlsx"], 2, ".parquet, .csv or .jsonl"),
        (["--to", "nowhere/runs.csv"], 3, "no folder"),
        (["--to", "runs.csv", "--where", "accuracy >"], 2, "Column"),
        (["--to", "runs.csv", "--columns", "evaluation_metrics.acuracy"], 2, "accuracy"),
        (["--to", "runs.csv", "--limit", "-1"], 2, "--limit"),
        ([], 2, "--to"),
    ],
)
def test_what_makes_no_sense_is_refused(tally, world, tmp_path, monkeypatch, arguments, code, said):
    world.trained()
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)

    answer = tally("runs", "export", *arguments)

    assert answer.code == code
    assert said in answer.err
    assert list(empty.iterdir()) == []
