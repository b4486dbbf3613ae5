"""What is asked in the query language."""

from __future__ import annotations

from itertools import islice

import pytest

from tallystick.errors import InvalidQueryError, QueryWarning
from tallystick.query.conditions import EVERYTHING


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


class TestPaging:
    @pytest.fixture
    def many(self, world, client):
        for number in range(7):
            world.run(f"run-{number}", metadata={"order": number % 3})
        return client.runs

    def test_a_page_names_the_one_after_it(self, many):
        names, page = [], many.find(sort="order, name", limit=3)
        while True:
            names += [run.name for run in page]
            if page.next is None:
                break
            page = many.find(sort="order, name", limit=3, after=page.next)

        assert "".join(name[-1] for name in names) == "0361425"
        assert page.index is None
        assert page.total == 7
        assert repr(page).startswith("<Page, 1 of 7\n")

    def test_relative_times_are_the_same_on_every_page(self, many):
        first = many.find("created_at > -36500d", limit=3)

        second = many.find("created_at > -36500d", limit=3, after=first.next)

        assert [run.name for run in second] == ["run-3", "run-2", "run-1"]

    @pytest.mark.parametrize("after", ["x", "x.y", "1.x", "9" * 30 + ".x", ""])
    def test_what_is_no_cursor_is_refused(self, many, after):
        with pytest.raises(InvalidQueryError, match=r"cursor|after="):
            many.find(after=after)

    def test_a_cursor_of_another_query_is_refused(self, many):
        after = many.find("order = 0", limit=1).next

        with pytest.raises(InvalidQueryError, match="another query"):
            many.find("order = 1", limit=1, after=after)

    def test_everything_is_fetched_while_it_is_iterated(self, many, monkeypatch):
        monkeypatch.setattr("tallystick.client.asking.BATCH", 2)
        asked = count_finds(many.session.store, monkeypatch)

        page = many.find(limit=None, sort="name")
        first, second, third, *_ = page

        assert (first.name, second.name, third.name) == ("run-0", "run-1", "run-2")
        assert len(asked) == 4
        assert len(page) == page.total == 7
        assert page[-1].name == "run-6"
        assert page.next is None

    def test_looking_at_the_first_few_fetches_no_more(self, many, monkeypatch):
        monkeypatch.setattr("tallystick.client.asking.BATCH", 2)
        asked = count_finds(many.session.store, monkeypatch)

        names = [run.name for run in islice(many.find(limit=None, sort="name"), 3)]

        assert names == ["run-0", "run-1", "run-2"]
        assert len(asked) == 2

    def test_what_arrives_meanwhile_neither_hides_nor_repeats(self, many, world, monkeypatch):
        monkeypatch.setattr("tallystick.client.asking.BATCH", 2)

        names = []
        for run in many.find(limit=None, sort="name"):
            names.append(run.name)
            if run.name == "run-1":
                world.run("run-0-b")
                world.run("run-1-b")

        assert names == [f"run-{number}" for number in (0, 1)] + ["run-1-b"] + [
            f"run-{number}" for number in range(2, 7)
        ]

    def test_nothing_is_counted_unless_somebody_asks(self, many, monkeypatch):
        asked = count_finds(many.session.store, monkeypatch)

        page = many.find(limit=3)

        assert len(page) == 3
        assert [query.count for query in asked] == [False]
        assert page.total == 7
        assert [query.count for query in asked] == [False, True]
        assert many.find(limit=9).total == 7
        assert len(asked) == 3

    def test_everything_shows_itself(self, many, monkeypatch):
        monkeypatch.setattr("tallystick.client.asking.BATCH", 2)
        page = many.find(limit=None)

        assert repr(page).startswith("<All 7\n  <PipelineRunResponse 'run-6'")
        assert "7 of 7" in page._repr_html_()
        assert page
        assert not many.find("order = 9", limit=None)


def count_finds(store, monkeypatch):
    asked, find = [], store.find

    def counted(query):
        # Others look for runs that go on.
        if query.where == EVERYTHING:
            asked.append(query)
        return find(query)

    monkeypatch.setattr(store, "find", counted)
    return asked


class TestOrder:
    @pytest.mark.parametrize(
        ("sort", "names"),
        [
            ("metrics.accuracy", "low high best failed"),
            ("metrics.accuracy desc", "failed best high low"),
            ("desc:metrics.accuracy", "failed best high low"),
            ("status, metrics.accuracy desc", "best high low failed"),
            ("created_at", "low best high failed"),
            ("created", "low best high failed"),
            ("metadata.nothing desc, name", "best failed high low"),
        ],
    )
    def test_it_is_in_the_language_or_the_older_form(self, runs, sort, names):
        assert " ".join(run.name for run in runs.find(sort=sort)) == names

    @pytest.mark.parametrize(
        ("sort", "said"),
        [
            ("metrics.acuracy desc", "Column 1: .* Did you mean 'metrics.accuracy'"),
            ("name, statsu desc", "Column 7: .* Did you mean 'status'"),
            ("name down", "Column 6: .* Did you mean 'desc'?"),
            ("name desc,", "Column 11: expected a field, got the end"),
            ("tags desc", "Column 1: .*several tags"),
            ('json("metrics") desc', "cannot be sorted by JSON"),
        ],
    )
    def test_what_nothing_has_is_refused(self, runs, sort, said):
        with pytest.raises(InvalidQueryError, match=said):
            runs.find(sort=sort)


class TestWarnings:
    @pytest.mark.parametrize(
        ("where", "said"),
        [
            (
                "metrics.acuracy > 0.5",
                "No run has metadata called metrics.acuracy. Did you mean metrics.accuracy?",
            ),
            ("statsu = completed", "No run has metadata called statsu. Did you mean status?"),
            ("train::los < 3", "No run has metadata called train::los. Did you mean train::loss?"),
            (
                "parameters.dept = 3",
                "No run has a parameter called parameters.dept. Did you mean parameters.depth?",
            ),
            ('metrics.accuracy = "0.5"', "metrics.accuracy is never text: it is float."),
            ("metrics.accuracy > today", "metrics.accuracy is never a time: it is float."),
            (
                "any upstream artifact (licence = nc)",
                "No artifact version has metadata called licence. Did you mean license?",
            ),
        ],
    )
    def test_a_query_that_finds_nothing_says_what_nothing_has(self, runs, world, where, said):
        run = world.run("with more", parameters={"depth": 3})
        world.step(run, "train", metadata={"loss": 0.1})
        world.artifact("raw", 1, metadata={"license": "by"})

        with pytest.warns(QueryWarning) as caught:
            assert not runs.find(where)

        assert [str(one.message) for one in caught] == [said]
        assert caught[0].filename == __file__

    @pytest.mark.parametrize(
        "where",
        [
            "metrics.accuracy > 5",
            "metrics.accuracy > 0.9 or metrics.acuracy > 0.9",
            "not metrics.acuracy > 0.9",
            "metrics exists and metrics has 3",
            "name = nobody",
        ],
    )
    def test_nothing_is_said_of_what_there_is(self, runs, where):
        runs.find(where)

    def test_nothing_is_said_where_there_is_nothing(self, client):
        assert not client.runs.find("metrics.acuracy > 0.9")

    def test_filters_do_not_warn(self, runs):
        assert not runs.find(run_metadata="metrics.acuracy:gt:0.9")


def test_every_collection_reads_the_language(world, client):
    run = world.run("training-1", parameters={"depth": 3})
    world.step(run, "train", outputs={"forest": [1]}, metadata={"loss": 0.5})
    world.model_version("rf")

    for collection, where, sort in (
        (client.runs, "parameters.depth = 3", "parameters.depth desc, name"),
        (client.steps, "loss < 1 and run = training-1", "loss, name"),
        (client.pipelines, "name ~ train*", "name desc"),
        (client.artifacts, "name = forest", "created_at desc, name"),
        (client.artifact_versions, "run = training-1 and version = 1", "size_bytes desc, name"),
        (client.models, "name = rf", "name desc"),
        (client.model_versions, "model = rf and stage = none", "number desc"),
    ):
        assert len(collection.find(where, sort=sort)) == 1, collection
        assert not collection.find(f"not ({where})"), collection
        with pytest.raises(InvalidQueryError, match="Column 1: "):
            collection.find("= 3")
