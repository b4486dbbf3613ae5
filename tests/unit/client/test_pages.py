"""Pages and orders."""

from __future__ import annotations

import pytest
from tests.unit.client.conftest import World

from tallystick.errors import InvalidQueryError
from tallystick.query.conditions import Builtin, Compare, Metadata, Op
from tallystick.query.query import Sort


@pytest.fixture
def runs(world: World):
    for number in range(7):
        metadata = {"accuracy": number / 10, "metrics": {"loss": -number}} if number else {}
        run = world.run(f"run-{number}", status=None, metadata=metadata)
        world.step(run, "train", metadata={"loss": abs(number - 3)})


def numbers(page) -> str:
    return "".join(run.name[-1] for run in page)


class TestPages:
    def test_they_hold_a_part_and_know_the_whole(self, runs, client):
        page = client.list_pipeline_runs(page=2, size=3)

        assert numbers(page) == "321"
        assert len(page) == 3
        assert page.index == 2
        assert page.max_size == 3
        assert page.total == 7
        assert page.total_pages == 3
        assert page[0] is page.items[0]
        assert page[-1] is page.items[-1]
        assert page[:2] == page.items[:2]
        assert page.items[1] in page
        assert numbers(client.list_pipeline_runs(page=3, size=3)) == "0"

    def test_the_usual_size_is_twenty(self, runs, client):
        assert client.list_pipeline_runs().max_size == 20

    def test_one_beyond_the_last_is_an_error(self, runs, client):
        with pytest.raises(InvalidQueryError, match="no page 4: 7 things match, which is 3 pages"):
            client.list_pipeline_runs(page=4, size=3)
        with pytest.raises(InvalidQueryError, match="no page 2: 1 thing matches, which is 1 page"):
            client.list_pipelines(page=2)
        with pytest.raises(ValueError, match="1 page of 20"):
            client.list_models(page=2)
        with pytest.raises(ValueError, match="no page 2"):
            client.list_tags(page=2)

    @pytest.mark.parametrize("size", [0, -1, 10_001, "3", 2.0, True, None])
    def test_sizes_are_from_one_to_ten_thousand(self, client, size):
        with pytest.raises(InvalidQueryError, match="size= is a whole number from 1 to 10,000"):
            client.list_pipeline_runs(size=size)
        with pytest.raises(ValueError, match="size="):
            client.list_secrets(size=size)

    @pytest.mark.parametrize("page", [0, -1, "1", 1.0, False])
    def test_pages_count_from_one(self, client, page):
        with pytest.raises(InvalidQueryError, match="page= is a whole number from 1"):
            client.list_pipeline_runs(page=page)

    def test_they_show_themselves(self, runs, client):
        page = client.list_pipeline_runs(size=2)

        assert repr(page).startswith("<Page 1 of 4, 2 of 7\n  <PipelineRunResponse 'run-6'")
        html = page._repr_html_()
        assert "2 of 7, page 1 of 4" in html
        assert html.count("<tr>") == 3
        assert "<th>name</th>" in html
        assert "<th>tags</th>" not in html


class TestOrders:
    @pytest.mark.parametrize(
        ("sort_by", "expected"),
        [
            ("created", "0123456"),
            ("asc:created", "0123456"),
            ("desc:created", "6543210"),
            ("desc:start_time", "6543210"),
            ("started_at", "0123456"),
            ("desc:name", "6543210"),
            ("desc:accuracy", "6543210"),
            ("asc:accuracy", "1234560"),
            ("accuracy", "1234560"),
            ("metrics.loss", "6543210"),
            ("desc:metrics.loss", "1234560"),
            ("desc:metadata.accuracy", "6543210"),
            ("metadata.metrics.loss", "6543210"),
            ("train::loss", "3241506"),
        ],
    )
    def test_by_fields_and_metadata_with_missing_last(self, runs, client, sort_by, expected):
        assert numbers(client.list_pipeline_runs(sort_by=sort_by)) == expected

    @pytest.mark.parametrize(
        ("sort_by", "message"),
        [
            ("acuracy", "called 'acuracy'. Did you mean 'accuracy'.*'metadata.acuracy'"),
            ("crated", "Did you mean 'created_at'"),
            ("tags", "no field or metadata of a run called 'tags'"),
            ("", "sort= or sort_by=, is text"),
            (3, "sort= or sort_by=, is text such as"),
            (None, "sort= or sort_by=, is text"),
            ((1, 2), r"An order is made of Sort\(...\); got 1"),
            ("desc:", "no field"),
            ("::loss", "names no field"),
        ],
    )
    def test_what_is_nowhere_is_refused(self, runs, client, sort_by, message):
        with pytest.raises(InvalidQueryError, match=message):
            client.list_pipeline_runs(sort_by=sort_by)

    def test_what_nothing_has_yet_is_said_by_its_prefix(self, runs, client):
        assert client.list_pipeline_runs(sort_by="metadata.f1").total == 7

    def test_in_an_empty_project_nothing_is_wrong(self, client):
        assert list(client.list_pipeline_runs(sort_by="desc:accuracy")) == []

    def test_only_runs_have_steps_to_sort_by(self, runs, client):
        with pytest.raises(InvalidQueryError, match="only runs have"):
            client.list_run_steps(sort_by="train::loss")


class TestFind:
    def test_it_takes_conditions_filters_and_orders(self, runs, client):
        high = Compare(Metadata("accuracy"), Op.GT, (0.2,))

        assert numbers(client.runs.find()) == "6543210"
        assert numbers(client.runs.find(high, sort="created")) == "3456"
        assert numbers(client.runs.find(high, name="notequals:run-4", sort="created")) == "356"
        assert numbers(client.runs.find(sort=(Sort(Builtin("name")),), limit=2, offset=3)) == "34"
        assert numbers(client.runs.find(limit=None)) == "6543210"
        assert client.runs.find(limit=0).total == 7
        assert numbers(client.runs.find(run_metadata="accuracy:0.1")) == "1"

    def test_unknown_filters_are_type_errors(self, client):
        with pytest.raises(TypeError, match=r"find\(\) got .*'satus'. Did you mean 'status'"):
            client.runs.find(satus="failed")

    @pytest.mark.parametrize("where", [{"accuracy": 1}, True])
    def test_what_is_no_condition_is_refused(self, client, where):
        with pytest.raises(InvalidQueryError, match="where= is text of the query language"):
            client.runs.find(where)

    def test_bad_bounds_are_refused(self, client):
        with pytest.raises(InvalidQueryError, match="offset -1"):
            client.runs.find(offset=-1)


@pytest.mark.parametrize(
    ("sort_by", "names"),
    [
        ("parameters.depth", ["one", "two", "none"]),
        ("desc:parameters.depth", ["two", "one", "none"]),
        ("parameters.depth desc", ["two", "one", "none"]),
    ],
)
def test_parameters_are_sorted_by_in_both_forms(world, client, sort_by, names):
    world.run("none")
    world.run("two", parameters={"depth": 2})
    world.run("one", parameters={"depth": 1})

    assert [run.name for run in client.list_pipeline_runs(sort_by=sort_by)] == names
