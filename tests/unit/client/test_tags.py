"""Tags by their flat names."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import uuid4

import pytest
from tests.unit.client.conftest import World

from tallystick.client.resources import (
    MetadataResourceTypes,
    RunMetadataResource,
    TaggableResourceTypes,
    TagResource,
)
from tallystick.errors import (
    EntityExistsError,
    InvalidArgumentError,
    InvalidValueError,
    NotFoundError,
    StoreCorruptError,
    ValueTooLargeError,
)
from tallystick.records.targets import Kind


class TestTags:
    def test_one_exists_once_created_or_used(self, world: World, client):
        world.run("a", tags=("used",))
        made = client.create_tag("made", color="blue")

        assert made.color == "blue"
        assert [tag.name for tag in client.list_tags()] == ["made", "used"]
        assert client.get_tag("made") == made
        assert client.get_tag(made.id) == made
        assert client.get_tag(str(client.get_tag("used").id)).name == "used"
        assert client.get_tag("used").color is None

    def test_taken_names_are_refused(self, world, client):
        world.run("a", tags=("used",))
        client.create_tag("made")

        for name in ("used", "made"):
            with pytest.raises(EntityExistsError, match=f"a tag '{name}' already"):
                client.create_tag(name)
        with pytest.raises(EntityExistsError, match="'used' already"):
            client.update_tag("made", name="used")
        assert len(client.list_tags()) == 2

    def test_unknown_names_are_key_errors_with_close_ones(self, world, client):
        client.create_tag("nightly")
        run = client.get_pipeline_run(world.run("a"))
        before = world.journal_length()

        for call in (client.get_tag, client.delete_tag, client.update_tag):
            with pytest.raises(NotFoundError, match=r"no tag 'nihgtly'.*'nightly'"):
                call("nihgtly")
        with pytest.raises(KeyError):
            client.detach_tag("nihgtly", [run])
        assert world.journal_length() == before

    @pytest.mark.parametrize("name", [3, None, ["x"]])
    def test_other_types_are_refused(self, client, name):
        with pytest.raises(InvalidValueError, match=r"name= of create_tag\(\) is text"):
            client.create_tag(name)
        with pytest.raises(InvalidArgumentError, match="empty"):
            client.create_tag("")

    def test_attaching_and_detaching(self, world, client):
        run = world.run("a")
        artifact = world.artifact("data")
        resources = [
            TagResource(run, TaggableResourceTypes.PIPELINE_RUN),
            TagResource(str(artifact), "artifact_version"),
        ]

        client.attach_tag("nightly", resources)

        assert client.get_pipeline_run(run).tags == ["nightly"]
        assert client.get_artifact_version(artifact).tags == ["nightly"]
        client.detach_tag("nightly", client.get_pipeline_run(run))
        assert client.get_pipeline_run(run).tags == []
        assert client.get_artifact_version(artifact).tags == ["nightly"]

    def test_attaching_is_all_or_nothing(self, world, client):
        run = client.get_pipeline_run(world.run("a"))
        before = world.journal_length()

        with pytest.raises(NotFoundError):
            client.attach_tag("x", [run, TagResource(uuid4(), "model")])
        with pytest.raises(
            InvalidArgumentError, match=r"'modle' is not a type of resource.*'model'"
        ):
            client.attach_tag("x", [run, TagResource(uuid4(), "modle")])
        with pytest.raises(InvalidArgumentError, match="no resources"):
            client.attach_tag("x", [])
        with pytest.raises(InvalidValueError, match="an id and a type; got 3"):
            client.attach_tag("x", [3])
        with pytest.raises(InvalidArgumentError, match="is a UUID; got 'a'"):
            client.attach_tag("x", [TagResource("a", "pipeline_run")])
        with pytest.raises(InvalidArgumentError, match="Step runs have no tags"):
            client.attach_tag("x", client.get_run_step(world.step(run.id)))
        assert run.refresh().tags == []
        assert world.journal_length() == before + 2

    def test_an_exclusive_one_moves(self, world, client):
        first, second = world.run("a"), world.run("b")
        other = world.run("c", pipeline="other")
        client.create_tag("best", exclusive=True)

        for run in (first, other, second):
            client.attach_tag("best", client.get_pipeline_run(run))

        def tagged():
            return {run.name for run in client.list_pipeline_runs(tags="best")}

        assert tagged() == {"b", "c"}
        client.attach_tag("best", client.get_pipeline("training"))
        assert tagged() == {"b", "c"}

    def test_renaming_reaches_all_that_has_it(self, world, client):
        run = world.run("a", tags=("old", "kept"))
        world.tag(Kind.PIPELINE, client.get_pipeline("training").id, "old")

        tag = client.update_tag("old", name="new", color="red", exclusive=True)

        assert (tag.name, tag.color, tag.exclusive) == ("new", "red", True)
        assert client.get_tag("new") == tag
        assert client.get_pipeline_run(run).tags == ["kept", "new"]
        assert client.get_pipeline("training").tags == ["new"]
        with pytest.raises(NotFoundError):
            client.get_tag("old")
        assert client.update_tag("new", color="blue").exclusive is True

    def test_deleting_removes_it_from_all_that_has_it(self, world, client):
        run = world.run("a", tags=("old", "kept"))
        client.create_tag("unused")

        client.delete_tag("old")
        client.delete_tag("unused")

        assert client.get_pipeline_run(run).tags == ["kept"]
        assert [tag.name for tag in client.list_tags()] == ["kept"]

    def test_a_damaged_file_is_named(self, client, home: Path):
        home.mkdir(exist_ok=True)
        for damaged in ("{", "[]"):
            (home / "tags.json").write_text(damaged)

            with pytest.raises(StoreCorruptError, match=r"tags\.json"):
                client.list_tags()
        assert (home / "tags.json").read_text() == "[]"

    def test_projects_have_their_own(self, client):
        client.create_tag("x")

        assert [t.name for t in type(client)(client.session, project="other").list_tags()] == []
        assert json.loads(Path(client.session.settings.home, "tags.json").read_text()) == {
            "default": {"x": {"color": None, "exclusive": False}}
        }


class TestUpdates:
    def test_tags_of_artifacts(self, world, client):
        world.artifact("data", tags=["x"])

        assert client.update_artifact("data", add_tags=["a", "b"]).tags == ["a", "b"]
        assert client.update_artifact_version("data", remove_tags=["x"], add_tags=["y"]).tags == [
            "y"
        ]
        assert client.update_artifact("data", new_name="new", description="d").description == "d"
        assert client.get_artifact_version("new").name == "new"
        assert client.artifact_versions.update("new", 1, new_version="first").version == "first"

    def test_tags_of_runs_and_pipelines(self, world, client):
        run = world.run("a", tags=("x",))

        assert client.runs.update(run, add_tags=["y"], remove_tags=["x"]).tags == ["y"]
        changed = client.pipelines.update("training", description="d", add_tags=("z",))
        assert (changed.description, changed.tags) == ("d", ["z"])

    def test_taken_names_change_nothing(self, world, client):
        world.artifact("data")
        world.artifact("data", version="b")
        world.artifact("other")
        before = world.journal_length()

        with pytest.raises(EntityExistsError):
            client.update_artifact("data", new_name="other", add_tags=["x"])
        with pytest.raises(EntityExistsError):
            client.artifact_versions.update("data", 1, new_version="b")
        with pytest.raises(InvalidValueError, match="add_tags= of update_artifact"):
            client.update_artifact("data", add_tags="x")
        with pytest.raises(InvalidValueError, match="remove_tags= is a list of tags"):
            client.update_artifact("data", remove_tags=[3])
        assert client.get_artifact("data").tags == []
        assert world.journal_length() == before


class TestCreateRunMetadata:
    def test_one_entry_belongs_to_all_resources(self, world, client):
        run = world.run("a")
        model = world.model_version("rf")

        client.create_run_metadata(
            {"accuracy": 0.9, "card": {"x": 1}},
            [
                RunMetadataResource(run, MetadataResourceTypes.PIPELINE_RUN),
                RunMetadataResource(str(model), "model_version"),
            ],
        )

        entries = [
            client.get_pipeline_run(run).run_metadata.entry("accuracy"),
            client.get_model_version(model).run_metadata.entry("accuracy"),
        ]
        assert entries[0] == entries[1]
        assert client.get_pipeline_run(run).run_metadata == {"accuracy": 0.9, "card": {"x": 1}}

    def test_handles_are_resources(self, world, client):
        run = client.get_pipeline_run(world.run("a"))

        client.create_run_metadata({"a": 1}, [run])
        client.create_run_metadata({}, [run])

        assert run.refresh().run_metadata == {"a": 1}

    def test_nothing_is_stored_where_something_is_wrong(self, world, client):
        run = client.get_pipeline_run(world.run("a"))
        before = world.journal_length()

        for metadata, resources, error in (
            ({"a": object()}, [run], InvalidValueError),
            ({"a": "x" * 2_000_000}, [run], ValueTooLargeError),
            ({"a::b": 1}, [run], InvalidArgumentError),
            ({3: 1}, [run], InvalidValueError),
            ([1], [run], InvalidValueError),
            (None, [run], InvalidValueError),
            ({"a": 1}, [], InvalidArgumentError),
            ({"a": 1}, "x", InvalidValueError),
            ({"a": 1}, [RunMetadataResource(uuid4(), "pipeline_run"), run], NotFoundError),
            ({"a": 1}, [RunMetadataResource(run.id, "run")], InvalidArgumentError),
            ({"a": 1}, [RunMetadataResource(run.id, "schedule")], InvalidArgumentError),
        ):
            with pytest.raises(error):
                client.create_run_metadata(metadata, resources)
        assert run.refresh().run_metadata == {}
        assert world.journal_length() == before
