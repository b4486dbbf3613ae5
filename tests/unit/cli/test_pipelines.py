"""`tally pipelines` and `tally projects`."""

from __future__ import annotations

import pytest

from tallystick import Client, log_metadata


class TestList:
    def test_with_how_often_and_how_they_ran(self, tally, world):
        world.trained("first")
        world.trained("second")
        failed = world.failed()

        head, *rows = tally("pipelines", "list").lines

        assert head.split() == ["name", "runs", "status", "last_run", "created"]
        assert [row.split()[:4] for row in rows] == [
            ["division", "1", "failed", failed.name],
            ["training", "2", "completed", "second"],
        ]

    def test_with_a_tag(self, tally, world):
        world.trained()
        world.failed()
        tally("pipelines", "tag", "training", "kept")

        listed = tally("pipelines", "list", "--tag", "kept", "--json").json

        assert [one["name"] for one in listed["items"]] == ["training"]

    def test_without_a_run(self, tally, world, client):
        world.trained("first")
        client.runs.delete("first")

        assert tally("pipelines", "list").lines[1].split()[:4] == ["training", "0", "-", "-"]


class TestShow:
    def test_facts_and_runs(self, tally, world):
        run = world.trained("first", tags=("x",))
        world.trained("second")

        lines = tally("pipelines", "show", "training").lines

        assert lines[0] == "pipeline training"
        assert f"  id       {run.pipeline_id}" in lines
        place = lines.index("2 runs")
        assert [line.split()[:2] for line in lines[place + 2 : place + 4]] == [
            ["second", "completed"],
            ["first", "completed"],
        ]

    def test_in_json(self, tally, world):
        run = world.trained("first")

        answer = tally("pipelines", "show", "training", "--json").json

        assert answer["name"] == "training"
        assert answer["num_runs"] == 1
        assert answer["runs"] == [{"id": str(run.id), "name": "first", "status": "completed"}]

    def test_an_unknown_one_is_named_with_close_ones(self, tally, world):
        world.trained()

        answer = tally("pipelines", "show", "trainign")

        assert answer.code == 3
        assert "Did you mean 'training'" in answer.err


class TestProjects:
    @pytest.fixture
    def projects(self, world, client):
        world.trained("first")
        Client(client.session, project="vision").create_model("resnet")

    def test_with_what_is_in_them(self, tally, projects):
        head, *rows = tally("projects", "list").lines

        assert head.split() == ["name", "pipelines", "runs", "artifacts", "models"]
        assert [row.split() for row in rows] == [
            ["*", "default", "1", "1", "2", "1"],
            ["vision", "0", "0", "0", "1"],
        ]

    def test_in_json_with_the_one_in_use(self, tally, projects):
        answer = tally("projects", "list", "--project", "vision", "--json").json

        assert answer["total"] == 2
        assert [(one["name"], one["active"]) for one in answer["items"]] == [
            ("default", False),
            ("vision", True),
        ]
        assert answer["items"][1] == {
            "name": "vision",
            "active": True,
            "pipeline": 0,
            "run": 0,
            "artifact": 0,
            "model": 1,
        }

    def test_none(self, tally, client):
        answer = tally("projects", "list")

        assert len(answer.lines) == 1
        assert answer.err == "Nothing found.\n"

    def test_one_that_is_not_there_is_noted(self, tally, projects):
        answer = tally("runs", "list", "--project", "visoin")

        assert answer.code == 0
        assert answer.err.splitlines()[0] == (
            "There is no project 'visoin'. Did you mean 'vision'? Known: default, vision."
        )
        assert "no project" not in tally("models", "list", "--project", "vision").err

    def test_by_the_client(self, client, projects):
        page = client.list_projects()

        assert [project.name for project in page] == ["default", "vision"]
        assert client.list_projects(page=2, size=1).items[0].name == "vision"
        assert client.get_model("resnet", project=page[1]).name == "resnet"


def test_metadata_of_another_project(tally, world, client):
    world.trained("first")
    log_metadata({"a": 1}, run_id_name_or_prefix="first")

    assert tally("history", "a", "--run", "first", "--project", "other").code == 3
