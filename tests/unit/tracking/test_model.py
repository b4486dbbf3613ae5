"""`Model`: what it says, and the version it speaks of."""

from __future__ import annotations

import copy

import pytest

from tallystick.errors import (
    InvalidArgumentError,
    InvalidValueError,
    NotFoundError,
    StageTakenError,
)
from tallystick.plan.options import ModelSpec
from tallystick.records import models as records
from tallystick.records.artifacts import ArtifactType, ArtifactVersion
from tallystick.records.commands import LinkToModel, PromoteModel
from tallystick.records.models import Stage
from tallystick.records.references import Ref
from tallystick.tracking.model import Model, ModelVersion
from tallystick.tracking.saving import saved_artifact
from tallystick.tracking.tags import Tag

DETAILS = (
    "license",
    "description",
    "audience",
    "use_cases",
    "limitations",
    "trade_offs",
    "ethics",
)


class TestSaying:
    def test_everything_it_takes_is_in_its_spec(self):
        said = {field: f"the {field}" for field in DETAILS}
        model = Model("churn", *said.values(), ["a", Tag("b")], "v-one", False)

        assert model.spec == ModelSpec(name="churn", version="v-one", tags=("a", "b"), **said)
        assert (model.name, model.version, model.tags) == ("churn", "v-one", ["a", "b"])
        assert {field: getattr(model, field) for field in DETAILS} == said
        assert model.save_models_to_registry is False

    def test_nothing_but_a_name_is_needed(self):
        model = Model(name="churn")

        assert model.spec == ModelSpec(name="churn")
        assert model.version is None
        assert model.tags == []

    @pytest.mark.parametrize("version", [Stage.PRODUCTION, "production"], ids=repr)
    def test_a_stage_is_its_text(self, version):
        assert Model("churn", version=version).spec.version == "production"
        assert Model("churn", version=version).version == Stage.PRODUCTION

    def test_models_are_equal_that_say_the_same(self):
        assert Model("churn", version=1) == Model("churn", version=1)
        assert Model("churn", version=1) != Model("churn", version="1")
        assert Model("churn") != "churn"
        assert len({Model("a"), Model("a"), Model("b")}) == 2

    def test_shows_what_was_said(self):
        model = Model("churn", license="MIT", tags=["a"], version=2)

        assert repr(model) == "Model(name='churn', version=2, license='MIT', tags=('a',))"

    def test_can_be_copied(self):
        model = Model("churn", license="MIT")

        assert copy.copy(model) == copy.deepcopy(model) == model

    def test_has_an_older_name(self):
        assert ModelVersion is Model

    def test_does_not_change(self):
        with pytest.raises(AttributeError):
            Model("churn").name = "other"

    @pytest.mark.parametrize(
        ("given", "error", "problem"),
        [
            ({"name": ""}, InvalidArgumentError, "A model needs a name"),
            ({"name": None}, InvalidArgumentError, "A model needs a name"),
            ({"name": 7}, InvalidValueError, r"Model\(name=...\) is text; got int"),
            ({"license": 7}, InvalidValueError, r"Model\(license=...\) is text; got int"),
            ({"version": ""}, InvalidArgumentError, "is empty; leave it out for a new version"),
            ({"version": 1.5}, InvalidValueError, "name or a whole number; got float"),
            ({"version": True}, InvalidValueError, "name or a whole number; got bool"),
            ({"tags": "a"}, InvalidValueError, r"write tags=\['a'\]"),
            ({"tags": [7]}, InvalidValueError, "A tag is a text or a Tag; got int"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, given, error, problem):
        with pytest.raises(error, match=problem):
            Model(**{"name": "churn", **given})

    def test_unknown_arguments_and_attributes(self):
        with pytest.raises(TypeError, match="versoin"):
            Model("churn", versoin="1")
        with pytest.raises(AttributeError, match="no attribute 'versoin'"):
            Model("churn").versoin  # noqa: B018  reading it is the test


READS = [
    lambda model: model.id,
    lambda model: model.model_id,
    lambda model: model.number,
    lambda model: model.stage,
    lambda model: model.run_metadata,
    lambda model: model.get_artifact("a"),
    lambda model: model.get_data_artifact("a"),
    lambda model: model.get_model_artifact("a"),
    lambda model: model.get_deployment_artifact("a"),
    lambda model: model.load_artifact("a"),
    lambda model: model.log_metadata({"k": 1}),
    lambda model: model.set_stage("production"),
    lambda model: model.delete_artifact("a"),
    lambda model: model.delete_all_artifacts(),
]


@pytest.mark.parametrize("read", READS, ids=range(len(READS)))
@pytest.mark.parametrize("version", [None, "v-one", 1, "latest", "production"], ids=repr)
class TestAbsent:
    def test_no_model_is_made(self, refused, read, version):
        with refused(NotFoundError, "There is no model 'churn'"):
            read(Model("churn", version=version))

    def test_no_version_is_made(self, world, refused, read, version):
        if version in (None, 1, "latest"):
            version = "v-two"
        world.model_version("churn")
        with refused(NotFoundError, "version of model 'churn'|model 'churn' has no version"):
            read(Model("churn", version=version))


class TestVersion:
    def test_without_a_version_the_newest_is_meant(self, world):
        world.model_version("churn")
        model = Model("churn")
        assert model.number == 1

        newest = world.model_version("churn", "v-two")

        assert (model.id, model.number, model.stage) == (newest, 2, Stage.NONE)

    def test_facts(self, world):
        id = world.model_version("churn", "v-one")
        model = Model("churn", version="v-one")

        assert (model.id, model.number, model.stage) == (id, 1, "none")
        assert model.model_id == world.store.get(records.Model, Ref("churn")).record.id

    def test_metadata_is_logged_and_read(self, world):
        id = world.model_version("churn")
        model = Model("churn", version=1)

        model.log_metadata({"accuracy": 0.9}, index=3)

        assert world.of_model(id) == {"accuracy": 0.9}
        assert model.run_metadata == {"accuracy": 0.9}
        assert model.run_metadata["accuracy"].value == 0.9
        assert model.run_metadata.entry("accuracy").index == 3

    def test_a_running_step_publishes_what_it_logs(self, world):
        world.model_version("churn")
        step = world.step()

        with world.inside(step):
            Model("churn").log_metadata({"k": 1})

        assert Model("churn").run_metadata.entry("k").publisher == step.step_run_id

    def test_stages(self, world):
        world.model_version("churn", "one"), world.model_version("churn", "two")

        assert Model("churn", version="one").set_stage("production").stage is Stage.PRODUCTION

        assert Model("churn", version=Stage.PRODUCTION).number == 1
        with pytest.raises(StageTakenError, match="force=True"):
            Model("churn", version="two").set_stage(Stage.PRODUCTION)
        Model("churn", version="two").set_stage(Stage.PRODUCTION, force=True)
        assert Model("churn", version="one").stage == Stage.ARCHIVED
        with pytest.raises(InvalidArgumentError):
            Model("churn", version="two").set_stage("prodction")


class TestArtifacts:
    @pytest.fixture
    def linked(self, world):
        """A model version with three versions of two artifacts."""
        id = world.model_version("churn")
        commands = [
            saved_artifact(world.session, value, artifact=name, artifact_type=kind)
            for value, name, kind in (
                ([1], "data", None),
                ([1, 2], "data", None),
                ("classifier", "model", ArtifactType.MODEL),
                ("endpoint", "service", ArtifactType.SERVICE),
            )
        ]
        ids = tuple(command.artifact_version_id for command in commands)
        link = world.session.command(LinkToModel, model_version_id=id, artifact_version_ids=ids)
        world.store.apply(*commands, link)
        return Model("churn"), ids

    def test_are_found_by_name_and_version(self, linked):
        model, ids = linked

        assert model.get_artifact("data").id == ids[1]
        assert model.get_artifact("data", "1").id == ids[0]
        assert model.get_artifact("data", 2).id == ids[1]
        assert model.get_data_artifact("data").id == ids[1]
        assert model.get_model_artifact("model").id == ids[2]
        assert model.get_deployment_artifact("service").id == ids[3]

    def test_that_are_not_linked_are_none(self, world, linked):
        model, _ = linked
        world.artifact("other")

        for name, version in (("other", None), ("data", "3"), ("nothing", None)):
            assert model.get_artifact(name, version) is None
        assert model.get_data_artifact("model") is None
        assert model.get_model_artifact("data") is None
        assert model.get_deployment_artifact("model") is None

    def test_are_loaded(self, linked):
        model, _ = linked

        assert model.load_artifact("data") == [1, 2]
        assert model.load_artifact("data", version="1") == [1]

    def test_loading_what_is_not_linked_lists_what_is(self, linked):
        model, _ = linked

        with pytest.raises(
            NotFoundError, match=r"has no artifact 'data 3'\. Linked: data 1, data 2"
        ):
            model.load_artifact("data", "3")

    def test_are_unlinked(self, world, linked):
        model, ids = linked

        model.delete_artifact("data")

        assert model.get_artifact("data").id == ids[0]
        assert world.store.get(ArtifactVersion, Ref.to(ids[1]))
        model.delete_all_artifacts()
        assert model.get_artifact("data") is None
        assert world.store.get(ArtifactVersion, Ref.to(ids[0]))

    @pytest.mark.parametrize("bytes_too", [True, False])
    def test_are_deleted(self, world, linked, bytes_too):
        model, ids = linked
        uri = world.store.get(ArtifactVersion, Ref.to(ids[1])).record.uri

        model.delete_artifact("data", 2, only_link=False, delete_from_artifact_store=bytes_too)

        assert model.get_artifact("data").id == ids[0]
        assert world.session.storage.exists(uri) is not bytes_too
        with pytest.raises(NotFoundError):
            world.store.get(ArtifactVersion, Ref.to(ids[1]))

    def test_give_their_bytes_back_and_stay_recorded(self, world, linked):
        model, ids = linked
        record = world.store.get(ArtifactVersion, Ref.to(ids[1])).record

        model.delete_artifact(
            "data", only_link=False, delete_metadata=False, delete_from_artifact_store=True
        )

        assert not world.session.storage.exists(record.uri)
        assert world.store.get(ArtifactVersion, Ref.to(ids[1])).record == record
        assert model.get_artifact("data").id == ids[0]

    def test_deleting_nothing_of_them_makes_no_sense(self, linked, refused):
        model, ids = linked
        with refused(InvalidArgumentError, "Neither the link nor the record nor the bytes"):
            model.delete_artifact("data", only_link=False, delete_metadata=False)
        assert model.get_artifact("data").id == ids[1]

    def test_are_deleted_all(self, world, linked):
        model, ids = linked

        model.delete_all_artifacts(only_link=False, delete_from_artifact_store=True)

        for id in ids:
            with pytest.raises(NotFoundError):
                world.store.get(ArtifactVersion, Ref.to(id))
        assert not world.session.storage.exists("data")
        model.delete_all_artifacts()


class TestBound:
    def test_speaks_of_its_version_whatever_comes_later(self, world):
        id = world.model_version("churn")
        model = Model.of(ModelSpec(name="churn"), session=world.session, version_id=id)
        world.model_version("churn")

        assert (model.id, model.number, model.version) == (id, 1, "1")
        model.log_metadata({"k": 1})
        assert world.of_model(id) == {"k": 1}

    def test_is_another_than_one_that_is_not(self, world):
        id = world.model_version("churn")
        spec = ModelSpec(name="churn")
        model = Model.of(spec, session=world.session, version_id=id)

        assert model != Model.of(spec) == Model("churn")
        assert model == Model.of(spec, session=world.session, version_id=id)
        assert repr(model) == f"Model(name='churn', id='{id}')"


def test_promotion_by_command_is_seen(world):
    id = world.model_version("churn")
    model = Model("churn")
    world.store.apply(world.session.command(PromoteModel, model_version_id=id, stage=Stage.STAGING))

    assert model.stage == "staging"
