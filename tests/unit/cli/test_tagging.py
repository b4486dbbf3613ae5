"""`tally ... tag` and `untag`."""

from __future__ import annotations

import pytest

THINGS = {
    "runs": (["first"], "Run first"),
    "pipelines": (["training"], "Pipeline training"),
    "artifacts": (["numbers"], "Version 1 of artifact numbers"),
    "models": (["churn"], "Version first of model churn"),
}


@pytest.fixture(autouse=True)
def trained(world):
    world.trained("first")


@pytest.mark.parametrize("noun", THINGS)
def test_tags_come_and_go(tally, noun):
    name, said = THINGS[noun]

    assert tally(noun, "tag", *name, "good", "kept").out == f"{said} has the tags good, kept.\n"
    assert tally(noun, "tag", *name, "good").out == f"{said} has the tags good, kept.\n"
    assert tally(noun, "untag", *name, "good").out == f"{said} has the tag kept.\n"
    assert tally(noun, "untag", *name, "kept").out == f"{said} has no tags.\n"


@pytest.mark.parametrize("noun", ["artifacts", "models"])
def test_of_the_version_that_is_named(tally, world, client, noun):
    world.trained("second", depth=3)
    name = "classifier" if noun == "artifacts" else "churn"

    tally(noun, "tag", name, "old", "--version", "1")

    listed = tally(noun, "list", "--tag", "old", "--json").json["items"]
    assert [one.get("number") for one in listed] == [1]


def test_in_json(tally, client):
    answer = tally("runs", "tag", "first", "good", "--json").json

    run = client.runs.get("first")
    assert answer == {"kind": "run", "id": str(run.id), "tags": ["good"]}


def test_a_tag_that_it_does_not_have_is_an_error_and_all_stay(tally, client):
    tally("runs", "tag", "first", "good", "kept")

    answer = tally("runs", "untag", "first", "good", "kpet")

    assert answer.code == 3
    assert "no tag of run first called 'kpet'. Did you mean 'kept'" in answer.err
    assert client.runs.get("first").tags == ["good", "kept"]


@pytest.mark.parametrize("words", [[], [""], ["good", ""]])
@pytest.mark.parametrize("verb", ["tag", "untag"])
def test_no_tags_and_empty_ones_are_refused(tally, client, verb, words):
    answer = tally("runs", verb, "first", *words)

    assert answer.code == 2
    assert "at least one tag" in answer.err
    assert client.runs.get("first").tags == []


def test_an_exclusive_one_is_taken_from_the_other(tally, world, client):
    world.trained("second")
    client.create_tag("best", exclusive=True)

    tally("runs", "tag", "first", "best")
    tally("runs", "tag", "second", "best")

    assert client.runs.get("first").tags == []
    assert client.runs.get("second").tags == ["best"]
