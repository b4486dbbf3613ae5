"""Models and their versions."""

from __future__ import annotations

import pytest
from tests.unit.client.conftest import World

from tallystick.errors import (
    EntityExistsError,
    InvalidArgumentError,
    InvalidValueError,
    NotFoundError,
    StageTakenError,
)
from tallystick.records.artifacts import ArtifactType
from tallystick.records.models import Stage


def test_a_version_answers_what_is_known_about_it(world: World, client):
    world.model_version("rf")
    id = world.model_version("rf", "v-two", description="better", tags=("x",))

    version = client.get_model_version("rf", "v-two")

    assert version.id == id
    assert version.name == version.version == "v-two"
    assert version.number == 2
    assert version.stage == "none"
    assert version.stage is Stage.NONE
    assert version.description == "better"
    assert version.tags == ["x"]
    assert version.model.name == "rf"
    assert version.model_id == version.model.id
    assert version.run_metadata == {}
    assert "model rf, number 2, description better" in repr(version)


class TestArtifacts:
    @pytest.fixture
    def version(self, world, client):
        id = world.model_version("rf")
        linked = [
            world.artifact("data", [1]),
            world.artifact("data", [2]),
            world.artifact("forest", {"a": 1}, type=ArtifactType.MODEL),
            world.artifact("service", {"b": 1}, type=ArtifactType.SERVICE),
            world.artifact("report", "text", type=ArtifactType.DATA_ANALYSIS),
        ]
        world.link(id, *linked)
        world.artifact("unlinked")
        return client.get_model_version(id)

    def test_they_are_linked_by_name_and_version(self, version):
        assert list(version.data_artifacts) == ["data", "report"]
        assert list(version.data_artifacts["data"]) == ["1", "2"]
        assert list(version.model_artifacts) == ["forest"]
        assert list(version.deployment_artifacts) == ["service"]
        assert len(version.artifact_versions) == 5

    def test_the_newest_is_meant_unless_a_version_is_named(self, version):
        assert version.get_artifact("data").load() == [2]
        assert version.get_artifact("data", "1").load() == [1]
        assert version.get_artifact("data", version=1).load() == [1]
        assert version.get_artifact("forest").load() == {"a": 1}

    def test_each_sort_is_asked_for_by_itself(self, version):
        assert version.get_data_artifact("data").version == "2"
        assert version.get_model_artifact("forest").version == "1"
        assert version.get_deployment_artifact("service").version == "1"
        assert version.get_data_artifact("forest") is None
        assert version.get_model_artifact("data") is None
        assert version.get_deployment_artifact("data") is None

    def test_what_is_not_linked_is_none(self, version):
        assert version.get_artifact("unlinked") is None
        assert version.get_artifact("data", "9") is None


def test_runs_that_worked_for_a_version_are_by_name(world, client):
    id = world.model_version("rf")
    run = world.run("training-1", model_version_id=id)
    linked = world.run("training-2")
    world.link(id, runs=(linked,))
    world.run("training-3")

    version = client.get_model_version(id)

    assert [(name, run.id) for name, run in version.pipeline_runs.items()] == [
        ("training-1", run),
        ("training-2", linked),
    ]
    with pytest.raises(NotFoundError, match="Did you mean 'training-"):
        version.pipeline_runs["training-3"]


class TestStages:
    def test_a_version_is_promoted_and_shows_it(self, world, client):
        world.model_version("rf")
        version = client.get_model_version("rf")

        assert version.set_stage("production") is version

        assert version.stage == "production"
        assert client.get_model_version("rf", "production") == version
        assert client.get_model_version("rf", Stage.PRODUCTION) == version
        version.set_stage(Stage.NONE)
        assert version.stage is Stage.NONE

    def test_a_stage_that_is_held_needs_force(self, world, client):
        world.model_version("rf")
        world.model_version("rf")
        client.get_model_version("rf", 1).set_stage("staging")
        second = client.get_model_version("rf", 2)
        before = world.journal_length()

        with pytest.raises(StageTakenError, match="force=True"):
            second.set_stage("staging")
        with pytest.raises(RuntimeError):
            client.update_model_version("rf", 2, stage="staging", name="two")
        assert second.refresh().name == "2"
        assert world.journal_length() == before

        second.set_stage("staging", force=True)
        assert client.get_model_version("rf", 1).stage == "archived"

    def test_unknown_stages_name_close_ones(self, world, client):
        world.model_version("rf")
        version = client.get_model_version("rf")
        before = world.journal_length()

        with pytest.raises(InvalidArgumentError, match=r"'prodution' is not a stage.*'production'"):
            version.set_stage("prodution")
        with pytest.raises(InvalidArgumentError, match="newest version by itself"):
            version.set_stage("latest")
        with pytest.raises(ValueError, match="not a stage"):
            client.update_model_version("rf", 1, stage=3)
        assert world.journal_length() == before


class TestResolving:
    @pytest.fixture(autouse=True)
    def versions(self, world, client):
        world.model_version("rf")
        world.model_version("rf", "v-two")
        client.update_model_version("rf", 1, stage="production")

    def test_the_newest_is_meant_by_none_and_latest(self, client):
        for version in (None, "latest", Stage.LATEST, 2, "v-two"):
            assert client.get_model_version("rf", version).number == 2

    def test_texts_are_names_and_numbers(self, client):
        assert client.get_model_version("rf", "1").number == 1
        assert client.get_model_version("rf", "2").name == "v-two"

    def test_ids_are_enough(self, client):
        id = client.get_model_version("rf", 1).id

        assert client.get_model_version(id).number == 1
        assert client.get_model_version(None, id).number == 1
        assert client.get_model_version(model_version_name_or_number_or_id=str(id)).number == 1
        assert client.get_model_version("rf", id).number == 1
        assert client.get_model_version(client.get_model("rf")).number == 2

    @pytest.mark.parametrize("version", [None, 3, "staging"])
    def test_without_model_and_id_nothing_is_meant(self, client, version):
        with pytest.raises(InvalidArgumentError, match="needs the model, or the id of a version"):
            client.get_model_version(None, version)

    def test_unknown_names_are_key_errors_with_close_ones(self, client):
        with pytest.raises(NotFoundError, match=r"no model 'rff'.*'rf'"):
            client.get_model_version("rff")
        with pytest.raises(KeyError, match=r"'v-tow'.*'v-two'"):
            client.get_model_version("rf", "v-tow")
        with pytest.raises(NotFoundError, match="'staging'"):
            client.get_model_version("rf", "staging")

    @pytest.mark.parametrize("version", [1.5, True, ["1"]])
    def test_other_types_of_version_are_refused(self, client, version):
        with pytest.raises(InvalidValueError, match="a name, a number or a stage"):
            client.get_model_version("rf", version)


class TestCreating:
    def test_a_model_and_its_versions(self, client):
        model = client.create_model(
            "rf", license="MIT", description="trees", audience="all", tags=["x"]
        )
        first = client.create_model_version("rf", description="first", tags=["y"])
        second = client.create_model_version(model, "v-two")

        assert (model.name, model.license, model.description, model.audience) == (
            "rf",
            "MIT",
            "trees",
            "all",
        )
        assert model.ethics is None
        assert model.details.license == "MIT"
        assert model.tags == ["x"]
        assert (first.number, first.name, first.description, first.tags) == (1, "1", "first", ["y"])
        assert (second.number, second.name) == (2, "v-two")
        assert [version.number for version in model.versions] == [1, 2]
        assert model.refresh().latest_version_name == "v-two"
        assert model.refresh().latest_version_id == second.id

    def test_a_version_by_its_place(self, client):
        client.models.create("rf")

        assert client.model_versions.create("rf", "v1").name == "v1"

    def test_versions_of_no_model_say_what_to_do(self, world, client):
        client.create_model("rf")
        before = world.journal_length()

        with pytest.raises(NotFoundError, match=r"Did you mean 'rf'.*create_model\('rff'\)"):
            client.create_model_version("rff")
        with pytest.raises(KeyError, match="make it first with"):
            client.model_versions.create("other", "v1")
        assert world.journal_length() == before

    def test_a_model_without_versions(self, client):
        model = client.create_model("rf")

        assert model.versions == []
        assert model.latest_version_name is None
        assert model.latest_version_id is None

    def test_taken_names_are_refused(self, world, client):
        client.create_model("rf")
        client.create_model_version("rf", "v")
        before = world.journal_length()

        with pytest.raises(EntityExistsError, match="a model 'rf' already"):
            client.create_model("rf")
        with pytest.raises(EntityExistsError, match="version 'v'"):
            client.create_model_version("rf", "v")
        assert world.journal_length() == before

    def test_bad_names_are_refused(self, world, client):
        client.create_model("rf")
        before = world.journal_length()

        for name in ("3", "production", ""):
            with pytest.raises(InvalidArgumentError):
                client.create_model_version("rf", name)
        with pytest.raises(NotFoundError, match="no model 'rff'"):
            client.create_model_version("rff")
        with pytest.raises(InvalidArgumentError, match="empty"):
            client.create_model("")
        with pytest.raises(InvalidValueError, match=r"name= of create_model\(\) is text; got 3"):
            client.create_model(3)
        with pytest.raises(InvalidValueError, match=r"tags= of create_model\(\) is a list"):
            client.create_model("other", tags="x")
        assert world.journal_length() == before


class TestUpdating:
    def test_a_model(self, client):
        client.create_model("rf", description="old", license="MIT", tags=["x", "y"])

        model = client.update_model(
            "rf", name="forest", description="new", add_tags=["z"], remove_tags=["x"]
        )

        assert (model.name, model.description, model.license) == ("forest", "new", "MIT")
        assert model.tags == ["y", "z"]
        assert client.update_model("forest") == model

    def test_a_version(self, world, client):
        world.model_version("rf")

        version = client.update_model_version(
            "rf", 1, stage="staging", name="v1", description="new", add_tags=["x"]
        )

        assert (version.stage, version.name, version.description, version.tags) == (
            "staging",
            "v1",
            "new",
            ["x"],
        )

    def test_all_or_nothing(self, world, client):
        client.create_model("rf")
        client.create_model("other")
        before = world.journal_length()

        with pytest.raises(EntityExistsError):
            client.update_model("rf", name="other", description="new", add_tags=["x"])
        with pytest.raises(InvalidArgumentError, match="tags x are to be added and removed"):
            client.update_model("rf", add_tags=["x"], remove_tags=["x"])
        with pytest.raises(InvalidArgumentError, match="empty"):
            client.update_model("rf", add_tags=[""])
        assert client.get_model("rf").description is None
        assert world.journal_length() == before


class TestDeleting:
    def test_a_model_goes_with_its_versions(self, world, client):
        id = world.model_version("rf")
        data = world.artifact("data")
        world.link(id, data)

        client.delete_model("rf")

        with pytest.raises(NotFoundError):
            client.get_model("rf")
        with pytest.raises(NotFoundError):
            client.get_model_version(id)
        assert client.get_artifact_version("data").id == data

    def test_a_version(self, world, client):
        first = world.model_version("rf")
        world.model_version("rf")
        client.delete_model_version(first)
        client.get_model_version("rf").delete()

        assert client.get_model("rf").versions == []

    def test_a_name_does_not_say_which_version(self, world, client):
        world.model_version("rf")
        before = world.journal_length()

        with pytest.raises(InvalidArgumentError, match="takes the id of a version; got 'rf'"):
            client.delete_model_version("rf")
        with pytest.raises(NotFoundError):
            client.delete_model("rff")
        assert world.journal_length() == before
