from __future__ import annotations

import pytest

from tallystick.cli.failing import ExitCode


@pytest.fixture
def runs(world):
    return [world.trained("first", depth=1), world.trained("second", depth=4)]


def test_the_cause_and_what_it_moved(tally, runs):
    lines = tally("why", "first", "second").lines

    assert lines[0].startswith("first → second: 1 likely cause, ")
    assert lines[2] == "1. parameter depth of step train: 1 → 4"
    assert any(
        line.split()[:4] == ["evaluation_metrics.accuracy", "0.1", "→", "0.4"] for line in lines
    )


def test_other_kinds(tally, runs):
    for kind, things in (
        ("artifacts", ("classifier@1", "classifier@2")),
        ("models", ("churn@first", "churn@second")),
        ("steps", ("first::train", "second::train")),
    ):
        answer = tally("why", "--kind", kind, *things)

        assert "1. parameter depth of step train: 1 → 4" in answer.lines


def test_json(tally, runs):
    data = tally("why", "first", "second", "--json").json

    (cause,) = data["causes"]
    assert (cause["kind"], cause["standing"], cause["step"]) == ("parameter", "likely", "train")
    assert (cause["before"]["value"], cause["after"]["value"]) == (1, 4)


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("first",), ExitCode.USAGE, "AFTER"),
        (("first", "first"), ExitCode.USAGE, "'first' is there twice"),
        (("first", "secnd"), ExitCode.NOT_FOUND, "Did you mean 'second'"),
    ],
)
def test_what_cannot_be_explained(tally, runs, words, code, message):
    answer = tally("why", *words)

    assert answer.code == code
    assert message in answer.err
