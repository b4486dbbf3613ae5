"""What is asked in the query language."""

from __future__ import annotations

import pytest

from tallystick.errors import InvalidQueryError


@pytest.fixture
def runs(world, client):
    for name, accuracy in (("low", 0.5), ("best", 0.97), ("high", 0.92)):
        world.run(name, metadata={"metrics": {"accuracy": accuracy}})
    world.run("failed", metadata={"metrics": {"accuracy": 0.99}}, status="failed")
    return client.runs


def test_runs_are_found_and_ordered(runs):
    page = runs.find(
        where="metrics.accuracy > 0.9 and status = completed", sort="metrics.accuracy desc"
    )

    assert [run.name for run in page] == ["best", "high"]
    assert page.total == 2


def test_a_query_and_filters_must_both_hold(runs):
    page = runs.find("metrics.accuracy > 0.9", status="failed")

    assert [run.name for run in page] == ["failed"]


def test_several_sorts_are_applied_in_turn(runs):
    page = runs.find(sort="status desc, metrics.accuracy")

    assert [run.name for run in page] == ["failed", "low", "high", "best"]


def test_what_is_no_query_is_refused(runs):
    with pytest.raises(InvalidQueryError, match="Column 2: expected an operator"):
        runs.find("a")
