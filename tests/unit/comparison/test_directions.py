"""Directions that people declare, and which rows they are about."""

from __future__ import annotations

import pytest
from tests.unit.comparison.test_table import compared, subject

from tallystick.comparison import Aim, Better, Comparison, Section
from tallystick.errors import InvalidArgumentError
from tallystick.records.targets import Kind

METRICS = {"metrics": {"loss": 1, "depth": 2}, "other": {"depth": 3}}


def test_a_whole_path_comes_before_a_last_segment_and_both_before_a_guess():
    table = compared(
        METRICS, METRICS, maximise=["metrics.loss", "metrics.depth"], minimise=["depth"]
    )

    assert table.row("metrics.loss").aim == Aim(Better.HIGHER)
    assert table.row("metrics.depth").aim == Aim(Better.HIGHER)
    assert table.row("other.depth").aim == Aim(Better.LOWER)


def test_one_text_is_one_path():
    assert compared(METRICS, METRICS, minimise="depth").row("other.depth").aim == Aim(Better.LOWER)


def test_what_is_guessed_says_so():
    assert compared(METRICS, METRICS).row("metrics.loss").aim == Aim(Better.LOWER, guessed=True)


def test_parameters_are_declared_about_and_not_guessed_about():
    both = [subject(name, {}, parameters={"loss": 1, "depth": 2}) for name in "ab"]

    table = Comparison(Kind.RUN, both, minimise=["depth"])

    assert table.row("loss").aim is None
    assert table.row("depth", Section.PARAMETERS).aim == Aim(Better.LOWER)


def test_statistics_of_columns_are_not_guessed_about():
    facts = {"mean": {"loss": 1.0}, "evaluation": {"loss": 1.0}}
    both = [subject(name, facts) for name in "ab"]

    of_artifacts = Comparison(Kind.ARTIFACT_VERSION, both)
    of_runs = Comparison(Kind.RUN, both)

    assert of_artifacts.row("mean.loss").aim is None
    assert of_artifacts.row("evaluation.loss").aim == Aim(Better.LOWER, guessed=True)
    assert of_runs.row("mean.loss").aim == Aim(Better.LOWER, guessed=True)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"maximise": ["loss"], "minimise": ["loss"]}, "'loss' is in maximise= and in minimise="),
        ({"maximise": [3]}, "maximise= takes paths as texts"),
        ({"minimise": [""]}, "minimise= takes paths as texts"),
        ({"maximise": ["metrics"]}, "There is no row 'metrics'"),
        ({"minimise": ["los"]}, "Did you mean 'loss'"),
    ],
)
def test_what_cannot_be_declared(options, message):
    with pytest.raises(InvalidArgumentError, match=message):
        compared(METRICS, METRICS, **options)
