"""Naming one thing: what is accepted, and what is said about everything else."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from tests.unit.client.conftest import World

from tallystick.client.client import Client
from tallystick.client.session import default_session
from tallystick.errors import (
    AmbiguousReferenceError,
    InvalidArgumentError,
    InvalidValueError,
    NoRunError,
    NotFoundError,
)


class TestRuns:
    def test_by_id_name_and_beginnings(self, world: World, client):
        id = world.run("training-1")
        run = client.get_pipeline_run("training-1")

        for given in (id, str(id), "training-1", "train", run):
            assert client.get_pipeline_run(given).id == id

    def test_an_exact_name_beats_beginnings(self, world, client):
        world.run("training-10")
        id = world.run("training-1")

        assert client.get_pipeline_run("training-1").id == id

    def test_an_ambiguous_beginning_lists_the_candidates(self, world, client):
        first, second = world.run("training-1"), world.run("training-2")

        with pytest.raises(AmbiguousReferenceError) as error:
            client.get_pipeline_run("training-")

        assert "training-1" in str(error.value)
        assert "training-2" in str(error.value)
        assert set(error.value.candidates) == {first, second}
        assert isinstance(error.value, KeyError)

    def test_beginnings_of_names_can_be_switched_off(self, world, client):
        id = world.run("training-1")

        with pytest.raises(NotFoundError, match="'training-1'"):
            client.get_pipeline_run("training-", allow_name_prefix_match=False)
        assert client.get_pipeline_run("training-1", allow_name_prefix_match=False).id == id

    def test_an_unknown_name_is_a_key_error_with_close_ones(self, world, client):
        world.run("training-1")

        with pytest.raises(NotFoundError, match=r"no run 'trainig-1'. Did you mean 'training-1'"):
            client.get_pipeline_run("trainig-1")

    def test_no_name_means_the_newest(self, world, client):
        with pytest.raises(NoRunError, match="no runs yet"):
            client.get_pipeline_run()
        world.run("training-1")
        newest = world.run("scoring-1", pipeline="scoring")

        assert client.get_pipeline_run().id == newest


GETS = [
    "get_pipeline_run",
    "get_run_step",
    "get_pipeline",
    "get_artifact",
    "get_artifact_version",
    "get_model",
    "get_model_version",
]


@pytest.mark.parametrize("get", GETS)
@pytest.mark.parametrize("given", [3, 1.5, b"x", ["x"]])
def test_other_types_are_refused(client, get, given):
    with pytest.raises(InvalidValueError, match=r"given by name or id; got") as error:
        getattr(client, get)(given)
    assert isinstance(error.value, TypeError)


@pytest.mark.parametrize("get", GETS)
def test_empty_names_are_refused(client, get):
    with pytest.raises(InvalidArgumentError):
        getattr(client, get)("")


@pytest.mark.parametrize("get", GETS)
def test_unknown_ids_are_key_errors(client, get):
    with pytest.raises(NotFoundError):
        getattr(client, get)(uuid4())


@pytest.mark.parametrize("get", GETS)
def test_unknown_arguments_are_type_errors(client, get):
    with pytest.raises(TypeError, match="nmae"):
        getattr(client, get)("x", nmae="y")


class TestSteps:
    def test_by_id_and_its_beginning(self, world, client):
        id = world.step(world.run(status=None))

        assert client.get_run_step(id).id == id
        assert client.get_run_step(str(id)).id == id
        assert client.steps.get(str(id)[:30]).id == id

    def test_by_name_within_a_run(self, world, client):
        run = world.run("training-1", status=None)
        id = world.step(run, "train")

        assert client.steps.get("train", run="training-1").id == id
        assert client.steps.get("train", run=client.get_pipeline_run(run)).id == id
        with pytest.raises(NotFoundError, match="'train'"):
            client.steps.get("trian", run=run)

    def test_a_name_alone_is_no_id(self, client):
        with pytest.raises(InvalidArgumentError, match=r"by its id; got 'train'.*steps\['train'\]"):
            client.get_run_step("train")


class TestArtifactVersions:
    def test_by_name_version_and_id(self, world, client):
        first = world.artifact("data")
        raw = world.artifact("data", version="raw")
        last = world.artifact("data")

        assert client.get_artifact_version("data").id == last
        assert client.get_artifact_version("data", "1").id == first
        assert client.get_artifact_version("data", 1).id == first
        assert client.get_artifact_version("data", "raw").id == raw
        assert client.get_artifact_version(first).id == first
        assert client.get_artifact_version(str(first)).id == first
        assert client.get_artifact_version(client.get_artifact("data")).id == last
        assert client.get_artifact_version("data", version="2").id == last

    def test_names_have_no_beginnings_and_latest_is_a_name(self, world, client):
        world.artifact("data")

        with pytest.raises(NotFoundError, match=r"no artifact 'dat'.*'data'"):
            client.get_artifact_version("dat")
        with pytest.raises(NotFoundError):
            client.get_artifact("dat")
        with pytest.raises(NotFoundError):
            client.get_artifact_version("data", "latest")


def test_pipelines_by_name_id_and_beginning(world, client):
    world.run(pipeline="training")
    pipeline = client.get_pipeline("training")

    assert client.get_pipeline(pipeline.id) == pipeline
    assert client.get_pipeline("trai") == pipeline
    with pytest.raises(NotFoundError, match=r"no pipeline 'taining'.*'training'"):
        client.get_pipeline("taining")


class TestProjects:
    def test_each_sees_its_own(self, world, client):
        world.run("training-1")
        other = client.session.in_project("other")
        assert other.store is client.session.store
        World(other).run("training-1")

        here = client.get_pipeline_run("training-1")
        there = client.get_pipeline_run("training-1", project="other")

        assert here.id != there.id
        assert there.project == "other"
        assert there.pipeline.id != here.pipeline.id
        assert [run.id for run in there.pipeline.runs] == [there.id]
        assert [run.id for run in client.list_pipeline_runs(project="other")] == [there.id]
        assert Client(client.session, project="other").runs.get("training-1").id == there.id

    def test_they_are_named_by_text(self, client):
        with pytest.raises(InvalidValueError, match="is text, a Project or None; got 3"):
            client.get_pipeline_run("x", project=3)

    @pytest.mark.parametrize("name", ["", " "])
    def test_they_have_a_name(self, client, name):
        with pytest.raises(InvalidArgumentError, match="project= is a name; got"):
            Client(client.session, project=name)
        with pytest.raises(InvalidArgumentError, match="project= is a name; got"):
            client.list_pipeline_runs(project=name)


class TestClients:
    def test_of_the_settings_of_an_url_and_of_a_session(self, home, tmp_path):
        assert Client().session is default_session()
        assert Client().session is Client().session
        other = Client(tmp_path / "other")
        assert other.session.settings.store == str(tmp_path / "other")
        assert other.session.settings.artifact_storage == str(tmp_path / "other" / "artifacts")
        assert other.session.settings.logs == str(tmp_path / "other" / "logs")
        assert Client(tmp_path / "other", project="p").session.project == "p"
        assert not home.exists()
        assert not (tmp_path / "other").exists()

    def test_reading_a_named_store_needs_it(self, tmp_path):
        other = Client(tmp_path / "other")

        with pytest.raises(NotFoundError, match="There is no store in") as raised:
            other.runs.find()
        with pytest.raises(NotFoundError, match="no such folder"):
            other.get_model("churn")

        assert raised.value.given == str(tmp_path / "other")
        assert not (tmp_path / "other").exists()

    def test_the_first_command_makes_a_named_store(self, tmp_path):
        made = Client(tmp_path / "other")
        made.create_model("churn")

        assert [model.name for model in made.list_models()] == ["churn"]
        assert [model.name for model in Client(tmp_path / "other").list_models()] == ["churn"]

    def test_programs_may_look_before_their_first_run(self, tmp_path, monkeypatch):
        monkeypatch.setenv("TALLYSTICK_STORE", str(tmp_path / "other"))

        assert Client().list_pipeline_runs().total == 0

    def test_chosen_places_stay_where_they_are(self, tmp_path, monkeypatch):
        monkeypatch.setenv("TALLYSTICK_LOGS", str(tmp_path / "logs"))

        assert Client(tmp_path / "other").session.settings.logs == str(tmp_path / "logs")

    def test_of_anything_else_are_refused(self):
        with pytest.raises(
            InvalidValueError,
            match="is a Session, text, a path or None; got",
        ):
            Client(3)

    def test_the_repr_says_of_what(self, client):
        assert repr(client).startswith("<Client of ")
        assert repr(client.runs) == "<runs of project 'default'>"


def test_surroundings(client, monkeypatch, tmp_path):
    assert client.active_project.name == "default"
    assert isinstance(client.active_project.id, UUID)
    assert client.active_user.name == client.session.author
    assert client.active_user.full_name == client.session.author
    assert isinstance(client.active_user.id, UUID)
    assert client.get_settings() is client.session.settings
    assert client.zen_store.type == "sql"
    assert client.zen_store.url == client.session.settings.store
    assert client.zen_store.get_store_info() == client.zen_store
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "inner").mkdir()
    monkeypatch.chdir(tmp_path / "inner")
    assert client.root == tmp_path
