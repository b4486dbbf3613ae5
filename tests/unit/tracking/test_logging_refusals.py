"""`log_metadata`: arguments that contradict each other, do not suffice or name nothing."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tallystick.errors import (
    AmbiguousReferenceError,
    InvalidArgumentError,
    InvalidValueError,
    NotFoundError,
)
from tallystick.records.models import Stage
from tallystick.tracking.logging import log_metadata

GOT = {"k": 1}


ALONE = {
    "artifact_name": "model",
    "artifact_version": "1",
    "step_name": "train",
    "model_name": "churn",
    "model_version": "1",
}
CONTRADICTIONS = [
    {"step_id": "S", "run_id_name_or_prefix": "training-1"},
    {"step_id": "S", "step_name": "train"},
    {"step_id": "S", "artifact_version_id": "A"},
    {"run_id_name_or_prefix": "training-1", "model_version_id": "M"},
    {"run_id_name_or_prefix": "training-1", "infer_model": True},
    {"artifact_version_id": "A", "infer_artifact": True},
    {"artifact_version_id": "A", "artifact_name": "dataset"},
    {"artifact_version_id": "A", "artifact_version": "1"},
    {"artifact_name": "model", "artifact_version": "1", "infer_artifact": True},
    {"artifact_version": "1", "infer_artifact": True},
    {"model_version_id": "M", "infer_model": True},
    {"model_version_id": "M", "model_name": "churn"},
    {"model_name": "churn", "model_version": "1", "infer_model": True},
    {"model_name": "churn", "infer_model": True},
    {"infer_model": True, "infer_artifact": True},
    {"infer_model": True, "infer_artifact": True, "artifact_name": "model"},
    {"artifact_name": "dataset", "model_name": "churn"},
    {"artifact_name": "d", "artifact_version": "1", "model_name": "c", "model_version": "1"},
    {"step_name": "train", "artifact_name": "model"},
]


class TestContradictions:
    @pytest.fixture(params=["outside", "inside"])
    def anywhere(self, request, world):
        step = world.step(world.run("training-1"), outputs=("model",), model="churn")
        if request.param == "outside":
            yield step
            return
        with world.inside(step):
            yield step

    @pytest.mark.parametrize(("argument", "value"), ALONE.items())
    def test_what_does_not_suffice_says_what_to_add(self, anywhere, refused, argument, value):
        with refused(InvalidArgumentError, f"^{argument} alone does not say .*: add ") as raised:
            log_metadata(GOT, **{argument: value})
        assert raised.value.given == (argument,)

    @pytest.mark.parametrize("given", CONTRADICTIONS, ids="+".join)
    def test_arguments_that_contradict_each_other_are_named(self, world, anywhere, refused, given):
        ids = {
            "S": anywhere.step_run_id,
            "A": world.artifact("dataset"),
            "M": anywhere.model_version_id,
        }
        given = {name: ids.get(value, value) for name, value in given.items()}

        with refused(InvalidArgumentError, "mean together") as raised:
            log_metadata(GOT, **given)

        assert set(raised.value.given) == set(given)
        for name in given:
            assert name in str(raised.value).split("The ways to call it")[0]

    def test_an_unknown_keyword_is_a_type_error(self, refused):
        with refused(TypeError, "run_name"):
            log_metadata(GOT, run_name="x")

    @pytest.mark.parametrize(
        "given",
        [
            {"step_id": ""},
            {"run_id_name_or_prefix": ""},
            {"step_name": "", "run_id_name_or_prefix": "training-1"},
            {"artifact_version_id": ""},
            {"artifact_name": "", "artifact_version": "1"},
            {"model_version_id": ""},
            {"model_name": "", "model_version": 1},
        ],
    )
    def test_an_empty_text_is_no_way_to_mean_the_running_step(self, anywhere, refused, given):
        with refused(InvalidArgumentError, "is empty; give an id or name"):
            log_metadata(GOT, **given)


class TestUnknown:
    @pytest.mark.parametrize("argument", ["step_id", "artifact_version_id", "model_version_id"])
    def test_id(self, refused, argument):
        id = uuid4()
        with refused(NotFoundError, f"with id {id} in this store; it may have been deleted"):
            log_metadata(GOT, **{argument: id})

    @pytest.mark.parametrize("argument", ["step_id", "artifact_version_id", "model_version_id"])
    def test_malformed_id(self, refused, argument):
        with refused(InvalidArgumentError, f"{argument} is a UUID such as .*; got '0198'"):
            log_metadata(GOT, **{argument: "0198"})

    def test_id_of_another_kind(self, world, refused):
        run = world.run()
        with refused(NotFoundError, "no step run with id"):
            log_metadata(GOT, step_id=run)

    def test_run_has_close_matches(self, world, refused):
        world.run("training-1")
        with refused(NotFoundError, "There is no run 'trainign-1'. Did you mean 'training-1'"):
            log_metadata(GOT, run_id_name_or_prefix="trainign-1")

    def test_ambiguous_beginning_lists_the_candidates(self, world, refused):
        runs = {world.run("training-1"), world.run("training-2")}
        with refused(AmbiguousReferenceError, "training-1.*training-2|training-2.*training-1") as e:
            log_metadata(GOT, run_id_name_or_prefix="training-")
        assert set(e.value.candidates) == runs

    def test_step_names_those_of_the_run(self, world, refused):
        world.step(world.run("training-1"), "train")
        with refused(
            NotFoundError, "step of run 'training-1' called 'trian'. Did you mean 'train'"
        ):
            log_metadata(GOT, step_name="trian", run_id_name_or_prefix="training-1")

    def test_artifact_has_close_matches(self, world, refused):
        world.artifact("dataset")
        with refused(NotFoundError, "no artifact 'datset'. Did you mean 'dataset'"):
            log_metadata(GOT, artifact_name="datset", artifact_version="1")

    @pytest.mark.parametrize("version", ["2", 2, "latest", "", "production"], ids=repr)
    def test_artifact_version_lists_those_there_are(self, world, refused, version):
        world.artifact("dataset")
        with refused(NotFoundError, "version of artifact 'dataset'.*Known: 1"):
            log_metadata(GOT, artifact_name="dataset", artifact_version=version)

    @pytest.mark.parametrize("version", ["2", 2, "production", Stage.STAGING], ids=repr)
    def test_model_version_lists_those_there_are(self, world, refused, version):
        world.model_version("churn")
        with refused(NotFoundError, "model 'churn'.*1"):
            log_metadata(GOT, model_name="churn", model_version=version)

    def test_nothing_is_made_by_naming_it(self, refused):
        with refused(NotFoundError, "There is no model 'churn'"):
            log_metadata(GOT, model_name="churn", model_version="1")

    @pytest.mark.parametrize(
        "given",
        [
            {"step_id": 7},
            {"run_id_name_or_prefix": 7},
            {"artifact_name": 7, "artifact_version": "1"},
            {"artifact_name": "dataset", "artifact_version": 1.0},
            {"artifact_name": "dataset", "artifact_version": True},
            {"model_name": "churn", "model_version": ["1"]},
            {"model_version_id": b"0198"},
        ],
    )
    def test_wrong_type_says_which(self, refused, given):
        with refused(InvalidValueError, "is an id or a name|is a name or a whole number"):
            log_metadata(GOT, **given)

    def test_numpy_integers_are_versions(self, world):
        numpy = pytest.importorskip("numpy")
        id = world.artifact("dataset")

        log_metadata(GOT, artifact_name="dataset", artifact_version=numpy.int64(1))

        assert world.of_artifact(id) == GOT
