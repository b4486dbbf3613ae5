"""Artifacts saved, registered, loaded and linked by hand."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from tallystick.errors import (
    ArtifactCorruptError,
    ArtifactMissingError,
    EntityExistsError,
    InvalidArgumentError,
    InvalidValueError,
    NotFoundError,
)
from tallystick.records.artifacts import ArtifactType, ArtifactVersion, SaveType
from tallystick.records.models import Model as ModelRecord
from tallystick.records.references import Ref
from tallystick.tracking.artifacts import (
    link_artifact_to_model,
    load_artifact,
    register_artifact,
    save_artifact,
)
from tallystick.tracking.model import Model
from tallystick.tracking.tags import Tag


@pytest.fixture
def files(world):
    """The files in the artifact storage, as often as asked."""
    root = Path(world.session.storage.url)
    return lambda: sorted(path for path in root.rglob("*") if path.is_file())


@pytest.fixture
def nothing_kept(refused, files):
    """`refused`, and the disk is as before."""

    @contextmanager
    def context(error, match):
        before = files()
        with refused(error, match) as raised:
            yield raised
        assert files() == before

    return context


class TestSave:
    def test_gives_the_version_with_its_metadata(self, world):
        version = save_artifact(
            [1, 2],
            "numbers",
            tags=["a", Tag("b")],
            user_metadata={"source": "me", "length": "two"},
        )

        assert (version.name, version.version, version.tags) == ("numbers", "1", ["a", "b"])
        assert (version.save_type, version.type) == (SaveType.MANUAL, ArtifactType.DATA)
        assert version.run_metadata["source"] == "me"
        assert version.run_metadata["length"] == "two"
        assert version.run_metadata["storage_size"] == version.size_bytes
        assert version.load() == [1, 2]
        assert version.producer_step_run_id is None

    def test_numbers_go_on(self):
        versions = [save_artifact(1, "n", version=v).version for v in (None, "named", 7, None)]

        assert versions == ["1", "named", "7", "8"]

    def test_facts_and_previews_can_be_left_out(self):
        version = save_artifact(
            [1], "numbers", extract_metadata=False, include_visualizations=False
        )

        assert version.run_metadata == {}
        assert version.record.previews == ()

    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ({"artifact_type": ArtifactType.STATISTICS}, ArtifactType.STATISTICS),
            ({"artifact_type": "ModelArtifact"}, ArtifactType.MODEL),
            ({"is_model_artifact": True}, ArtifactType.MODEL),
            ({"is_deployment_artifact": True}, ArtifactType.SERVICE),
            ({"is_model_artifact": True, "artifact_type": "ModelArtifact"}, ArtifactType.MODEL),
            ({"has_custom_name": False, "manual_save": False}, ArtifactType.DATA),
        ],
        ids=lambda given: "+".join(given) if isinstance(given, dict) else given.name,
    )
    def test_what_sort_of_thing_it_is(self, given, expected):
        assert save_artifact(1, "n", **given).type == expected

    @pytest.mark.parametrize("uri", ["mine/here", "mine/here/"])
    @pytest.mark.parametrize("full", [True, False])
    def test_at_a_place_of_its_own(self, world, uri, full):
        root = world.session.storage.url
        version = save_artifact(1, "n", uri=f"{root}/{uri}" if full else uri)

        assert version.record.uri == "mine/here"
        assert version.uri == f"{root}/mine/here"
        assert version.load() == 1

    def test_an_exclusive_tag_is_taken_from_the_other_versions(self, world):
        best = Tag("best", exclusive=True)
        first, other = save_artifact(1, "n", tags=[best]), save_artifact(1, "other", tags=[best])
        before = world.changes()

        second = save_artifact(2, "n", tags=[best])

        assert first.refresh().tags == []
        assert second.tags == other.refresh().tags == ["best"]
        assert world.changes() == before + 2

    def test_in_a_step_it_belongs_to_the_step_and_its_model(self, world):
        step = world.step(outputs=("output",), model="churn")

        with world.inside(step):
            version = save_artifact(1, "n")

        assert version.producer_step_run_id == step.step_run_id
        assert version.producer_pipeline_run_id == step.run_id
        assert version.output is None
        assert Model("churn").get_artifact("n") == version

    @pytest.mark.parametrize(
        ("given", "error", "problem"),
        [
            ({"name": ""}, InvalidArgumentError, "name is the artifact's name"),
            ({"name": 7}, InvalidValueError, "name is the artifact's name, a text; got 7"),
            ({"name": "n" * 256}, InvalidArgumentError, "artifact name"),
            ({"version": ""}, InvalidArgumentError, "artifact version name"),
            ({"version": 1.5}, InvalidValueError, "version is a name or a whole number"),
            ({"artifact_type": "Model"}, InvalidArgumentError, "no artifact type 'Model'"),
            (
                {"artifact_type": "DataArtifact", "is_model_artifact": True},
                InvalidArgumentError,
                "cannot be ModelArtifact and DataArtifact at once",
            ),
            (
                {"is_deployment_artifact": True, "is_model_artifact": True},
                InvalidArgumentError,
                "at once",
            ),
            ({"tags": [7]}, InvalidValueError, "A tag is a text or a Tag"),
            ({"tags": ["t" * 256]}, InvalidArgumentError, "tag name"),
            ({"user_metadata": {"a::b": 1}}, InvalidArgumentError, "key"),
            ({"user_metadata": {"k": object()}}, InvalidValueError, "k"),
            ({"user_metadata": [1]}, InvalidValueError, "Metadata is a dictionary"),
            ({"uri": "/elsewhere/x"}, InvalidArgumentError, "not within the artifact storage"),
            ({"uri": "s3://elsewhere"}, InvalidArgumentError, "not within the artifact storage"),
            ({"uri": "../x"}, InvalidArgumentError, "not a path inside"),
            ({"uri": ".staging/x"}, InvalidArgumentError, "unfinished saves"),
            ({"uri": 5}, InvalidValueError, "uri is a path within .* a text; got 5"),
            ({"uri": "a\0b"}, InvalidArgumentError, r"uri='a\\x00b' holds what no path can"),
            ({"uri": "\ud800"}, InvalidArgumentError, r"uri='\\ud800' holds what no path can"),
            ({"name": "\ud800"}, InvalidArgumentError, r"'\\ud800' has a lone surrogate"),
            ({"artifact_type": [1]}, InvalidArgumentError, r"no artifact type '\[1\]'"),
            ({"save_type": "step_outputs"}, InvalidArgumentError, "Did you mean 'step_output'"),
            ({"save_type": [1]}, InvalidArgumentError, r"no save type '\[1\]'"),
        ],
    )
    def test_what_makes_no_sense_keeps_nothing(self, nothing_kept, given, error, problem):
        with nothing_kept(error, problem):
            save_artifact(**{"data": 1, "name": "n", **given})

    def test_a_version_that_exists_keeps_nothing(self, nothing_kept):
        save_artifact(1, "n", version="one")
        with nothing_kept(EntityExistsError, "already has a version 'one'"):
            save_artifact(2, "n", version="one")
        assert load_artifact("n") == 1

    def test_a_place_that_is_taken_keeps_what_is_there(self, nothing_kept):
        save_artifact(1, "n", uri="mine")
        with nothing_kept(EntityExistsError, "mine"):
            save_artifact(2, "n", uri="mine")
        assert load_artifact("n") == 1


class TestRegister:
    @pytest.fixture
    def data(self, tmp_path):
        folder = tmp_path / "data"
        folder.mkdir()
        (folder / "a.csv").write_text("1,2\n")
        return folder

    @pytest.mark.parametrize("given", [None, 5, b"b", ["a"]], ids=str)
    def test_what_is_no_path(self, refused, given):
        with refused(InvalidValueError, "folder_or_file_uri is a path or a URI; got"):
            register_artifact(given, "n")

    @pytest.mark.parametrize("spelt", [str, Path, lambda path: f"file://{path}"])
    def test_records_what_is_there_and_leaves_it_there(self, world, data, files, spelt):
        version = register_artifact(
            spelt(data), "data", tags=["raw"], artifact_metadata={"source": "me"}
        )

        assert files() == []
        assert (version.name, version.version, version.tags) == ("data", "1", ["raw"])
        assert version.save_type == SaveType.PREEXISTING
        assert version.run_metadata["source"] == "me"
        assert version.size_bytes == 4
        assert (version.load() / "a.csv").read_text() == "1,2\n"

    def test_a_relative_path_begins_here(self, data, monkeypatch):
        monkeypatch.chdir(data.parent)

        version = register_artifact("data/../data/a.csv", "data")

        assert version.uri == str(data / "a.csv")
        assert version.load().read_text() == "1,2\n"

    @pytest.mark.parametrize("full", [True, False])
    def test_what_lies_in_the_storage_is_recorded_relative_to_it(self, world, full):
        root = Path(world.session.storage.url)
        (root / "mine").mkdir(parents=True)
        (root / "mine" / "a.txt").write_text("a")

        version = register_artifact(str(root / "mine") if full else "mine", "mine")

        assert version.record.uri == "mine"
        assert (version.load() / "a.txt").read_text() == "a"

    def test_in_a_step_it_belongs_to_the_step_and_its_model(self, world, data):
        step = world.step(model="churn")

        with world.inside(step):
            version = register_artifact(data, "data")

        assert version.producer_step_run_id == step.step_run_id
        assert Model("churn").get_artifact("data") == version

    def test_loading_notices_a_change(self, data):
        version = register_artifact(data, "data")
        (data / "a.csv").write_text("9,9\n")

        with pytest.raises(ArtifactCorruptError):
            version.load()

    def test_what_is_not_there_is_not_recorded(self, data, refused):
        with refused(ArtifactMissingError, "nothing"):
            register_artifact(data / "nothing", "data")

    def test_a_refused_record_leaves_the_files(self, data, refused):
        register_artifact(data, "data", version="one")
        with refused(EntityExistsError, "already has a version 'one'"):
            register_artifact(data, "data", version="one")
        assert [path.name for path in data.iterdir()] == ["a.csv"]


class TestLoad:
    def test_by_name_version_and_id(self, world):
        first = world.artifact("n", [1])
        world.artifact("n", [2])

        assert load_artifact("n") == [2]
        assert load_artifact("n", "1") == load_artifact("n", 1) == [1]
        assert load_artifact(first) == load_artifact(str(first)) == [1]

    def test_works_in_a_step(self, world):
        world.artifact("n", [1])

        with world.inside(world.step()):
            assert load_artifact("n") == [1]

    @pytest.mark.parametrize("version", [None, "2"])
    def test_what_is_not_there(self, world, refused, version):
        if version:
            world.artifact("n")
        with refused(NotFoundError, "There is no artifact 'n'|version of artifact 'n' called '2'"):
            load_artifact("n", version)

    def test_wrong_types(self, refused):
        with refused(InvalidValueError, "name_or_id is an id or a name; got int"):
            load_artifact(7)


class TestLink:
    def test_to_the_model_of_the_running_step(self, world):
        id = world.artifact("n")
        step = world.step(model="churn")

        with world.inside(step):
            link_artifact_to_model(id)

        assert Model("churn").get_artifact("n").id == id

    def test_to_a_version_that_is_there(self, world):
        version = save_artifact(1, "n")
        world.model_version("churn", "one"), world.model_version("churn", "two")

        for _ in range(2):
            link_artifact_to_model(version, Model("churn", version="one"))

        assert Model("churn", version="one").get_artifact("n") == version
        assert Model("churn", version="two").get_artifact("n") is None

    def test_to_a_new_version(self, world):
        version = save_artifact(1, "n")

        link_artifact_to_model(version.id, model=Model("churn", version="v-one"))

        assert Model("churn").get_artifact("n") == version

    def test_to_the_version_a_model_is_bound_to(self, world):
        id = world.artifact("n")
        step = world.step(model="churn")
        bound = Model.of(step.model, session=world.session, version_id=step.model_version_id)
        world.model_version("churn")

        link_artifact_to_model(str(id), bound)

        assert bound.get_artifact("n").id == id
        assert Model("churn").get_artifact("n") is None

    def test_flags_of_older_releases_change_nothing(self, world):
        id = world.artifact("n")
        world.model_version("churn")

        link_artifact_to_model(id, Model("churn", version=1), is_model_artifact=True)

        assert Model("churn").get_data_artifact("n").id == id

    def test_an_unknown_artifact_makes_no_version(self, refused):
        with refused(NotFoundError, "may have been deleted"):
            link_artifact_to_model(uuid4(), Model("churn"))

    def test_a_version_that_must_exist(self, world, refused):
        id = world.artifact("n")
        with refused(NotFoundError, "There is no model 'churn'"):
            link_artifact_to_model(id, Model("churn", version="production"))
        with pytest.raises(NotFoundError):
            world.store.get(ModelRecord, Ref("churn"))

    def test_without_a_model(self, world, refused):
        id = world.artifact("n")
        with refused(InvalidArgumentError, "link_artifact_to_model needs a model"):
            link_artifact_to_model(id)
        with world.inside(world.step()), refused(InvalidArgumentError, "has a model"):
            link_artifact_to_model(id)

    def test_wrong_types(self, world, refused):
        id = world.artifact("n")
        with refused(InvalidValueError, "model is a Model"):
            link_artifact_to_model(id, "churn")
        with refused(InvalidArgumentError, "artifact_version is a UUID"):
            link_artifact_to_model("n", Model("churn"))
        assert world.store.get(ArtifactVersion, Ref.to(id))
