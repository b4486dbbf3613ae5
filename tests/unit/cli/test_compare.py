from __future__ import annotations

import csv
import io

import pytest

from tallystick.cli.failing import ExitCode


@pytest.fixture
def runs(world):
    return [world.trained("first", depth=1), world.trained("second", depth=4)]


def row(answer, name: str) -> str:
    (line,) = [line for line in answer.lines if line.split()[:1] == [name]]
    return line


def test_the_rows_that_differ(tally, runs):
    answer = tally("compare", "first", "second")

    assert answer.lines[0].startswith("2 runs, baseline first: ")
    assert row(answer, "accuracy").split() == [
        *("accuracy", "↑?", "0.1", "0.4", "*", "+0.3", "(+300", "%)")
    ]
    assert not [line for line in answer.lines if line.strip().startswith("size")]


def test_all_rows(tally, runs):
    answer = tally("compare", "first", "second", "--all")

    assert row(answer, "size").split() == ["size", "2.00", "KiB", "2.00", "KiB"]


def test_a_baseline_and_directions(tally, runs):
    answer = tally(
        *("compare", "first", "second", "--baseline", "second", "--minimise", "accuracy")
    )

    assert row(answer, "accuracy").split() == [
        *("accuracy", "↓", "0.1", "*", "-0.3", "(-75", "%)", "0.4")
    ]


def test_what_satisfies_a_condition(tally, runs, world):
    world.trained("third", depth=9)

    head = tally("compare", "--where", "evaluation_metrics.accuracy > 0.2").lines[0]

    assert head.startswith("2 runs, baseline third: ")


@pytest.mark.parametrize(
    ("kind", "things"),
    [
        ("steps", ("first::train", "second::train")),
        ("artifacts", ("classifier@1", "classifier@2")),
        ("models", ("churn@first", "churn@second")),
    ],
)
def test_other_kinds(tally, runs, kind, things):
    answer = tally("compare", "--kind", kind, *things)

    assert things[0] in answer.lines[0]
    assert answer.lines[2].split() == list(things)


def test_json_and_csv(tally, runs):
    data = tally("compare", "first", "second", "--json").json
    lines = list(csv.reader(io.StringIO(tally("compare", "first", "second", "--csv").out)))

    (metrics,) = [group for group in data["groups"] if group["title"] == "evaluation_metrics"]
    (accuracy,) = metrics["rows"]
    assert [cell["value"] for cell in accuracy["cells"]] == [0.1, 0.4]
    assert lines[0] == ["section", "path", "first", "second"]
    assert ["metadata", "evaluation_metrics.accuracy", "0.1", "0.4"] in lines


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ((), ExitCode.USAGE, "2 to 500 things are compared; got nothing"),
        (("first",), ExitCode.USAGE, "got 1"),
        (("first", "first"), ExitCode.USAGE, "'first' is there twice"),
        (("first", "secnd"), ExitCode.NOT_FOUND, "Did you mean 'second'"),
        (("first", "second", "--kind", "runz"), ExitCode.USAGE, "Did you mean 'runs'"),
        (("first", "second", "--json", "--csv"), ExitCode.USAGE, "either --json or --csv"),
        (("first", "second", "--maximise", "acuracy"), ExitCode.USAGE, "Did you mean 'accuracy'"),
        (("--where", "depth >"), ExitCode.USAGE, "Column 8"),
    ],
)
def test_what_cannot_be_compared(tally, runs, words, code, message):
    answer = tally("compare", *words)

    assert answer.code == code
    assert message in answer.err
    assert not answer.out


def test_lines_fit_80_columns_and_json_has_all(tally, world, monkeypatch):
    for name in ("first", "second"):
        world.trained(name * 20, depth=len(name))
    names = ["first" * 20, "second" * 20]

    for columns in ("80", "120"):
        monkeypatch.setenv("COLUMNS", columns)
        for verb in ("compare", "why"):
            assert max(map(len, tally(verb, *names).lines)) <= int(columns)
    monkeypatch.delenv("COLUMNS")
    assert max(map(len, tally("compare", *names).lines)) <= 80
    assert [each["name"] for each in tally("compare", *names, "--json").json["columns"]] == names
