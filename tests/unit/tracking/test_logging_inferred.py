"""`log_metadata`: on the outputs and the model version of the running step."""

from __future__ import annotations

import pytest

from tallystick.errors import InvalidArgumentError
from tallystick.plan.plan import OutputSpec
from tallystick.records.commands import FinishStep
from tallystick.records.runs import Status
from tallystick.records.targets import Kind
from tallystick.tracking.logging import log_metadata
from tallystick.tracking.saving import saved_artifact

GOT = {"k": 1}


class TestInferModel:
    def test_attaches_to_the_model_version_of_the_step(self, world):
        step = world.step(model="churn")

        with world.inside(step):
            log_metadata(GOT, infer_model=True)

        assert world.of_model(step.model_version_id) == GOT
        assert world.of_step(step) == {}

    def test_without_a_model_says_how_to_have_one(self, world, refused):
        with (
            world.inside(world.step(name="train")),
            refused(InvalidArgumentError, "Neither step 'train' nor its pipeline has a model"),
        ):
            log_metadata(GOT, infer_model=True)

    def test_outside_of_a_step_says_what_to_give(self, refused):
        with refused(InvalidArgumentError, "only while a step is running.*model_version_id"):
            log_metadata(GOT, infer_model=True)


class TestInferArtifact:
    def test_belongs_to_the_only_output_once_that_exists(self, world):
        step = world.step(outputs=("model",))

        with world.inside(step):
            log_metadata(GOT, infer_artifact=True)

        assert world.of_step(step) == {}
        ids = world.finish(step, model=1)
        assert world.of_artifact(ids["model"]) == GOT
        assert world.of_step(step) == {}
        assert world.of_run(step.run_id) == {}

    def test_names_one_of_several(self, world):
        step = world.step(outputs=("model", "report"))

        with world.inside(step):
            log_metadata({"m": 1}, infer_artifact=True, artifact_name="model")
            log_metadata({"r": 1}, artifact_name="report", infer_artifact=True)

        ids = world.finish(step, model=1, report=2)
        assert world.of_artifact(ids["model"]) == {"m": 1}
        assert world.of_artifact(ids["report"]) == {"r": 1}

    def test_the_name_of_the_artifact_means_its_output(self, world):
        spec = OutputSpec(name="output", artifact="training::train::output")
        step = world.step(outputs=(spec,))

        with world.inside(step):
            log_metadata(GOT, infer_artifact=True, artifact_name="training::train::output")

        assert world.of_artifact(world.finish(step, output=1)["output"]) == GOT

    def test_the_newest_entry_of_a_key_wins_and_the_others_are_kept(self, world):
        step = world.step(outputs=("model",))

        with world.inside(step):
            log_metadata({"d": {"a": 1}, "x": 1}, infer_artifact=True)
            log_metadata({"d": {"b": 2}}, infer_artifact=True)

        id = world.finish(step, model=1)["model"]
        assert world.of_artifact(id) == {"d": {"b": 2}, "x": 1}
        assert world.history(Kind.ARTIFACT_VERSION, id, "d") == [{"a": 1}, {"b": 2}]

    def test_beats_what_the_materializer_finds_out(self, world):
        step = world.step(outputs=("model",))

        with world.inside(step):
            log_metadata({"storage_size": "small"}, infer_artifact=True)

        id = world.finish(step, model=1)["model"]
        assert world.metadata(Kind.ARTIFACT_VERSION, id)["storage_size"] == "small"

    @pytest.mark.parametrize("status", [Status.FAILED, Status.RETRIED, Status.STOPPED])
    def test_stays_with_the_step_run_if_the_output_never_comes(self, world, status):
        step = world.step(outputs=("model",))
        with world.inside(step):
            log_metadata(GOT, infer_artifact=True)

        world.finish(step, status)

        assert world.of_step(step) == GOT

    def test_still_reaches_the_output_after_it_was_recorded(self, world):
        """As in a thread that outlives its step."""
        step = world.step(outputs=("model",))
        id = world.finish(step, model=1)["model"]

        with world.inside(step):
            log_metadata(GOT, infer_artifact=True)

        assert world.of_artifact(id) == GOT

    def test_still_reaches_the_output_between_its_record_and_the_end_of_the_step(self, world):
        """As in a hook, or in a thread while other outputs are being saved."""
        step = world.step(outputs=("model",))
        command = saved_artifact(
            world.session,
            1,
            artifact="model",
            producer_step_run_id=step.step_run_id,
            output="model",
        )
        world.store.apply(command)
        id = command.artifact_version_id

        with world.inside(step):
            log_metadata(GOT, infer_artifact=True)
        world.store.apply(
            world.session.command(
                FinishStep,
                step_run_id=step.step_run_id,
                status=Status.COMPLETED,
                outputs={"model": (id,)},
            )
        )

        assert world.of_artifact(id) == GOT
        assert world.of_step(step) == {}

    def test_without_outputs_says_so(self, world, refused):
        with (
            world.inside(world.step(name="train")),
            refused(InvalidArgumentError, "Step 'train' has no outputs"),
        ):
            log_metadata(GOT, infer_artifact=True)

    def test_a_name_does_not_help_without_outputs(self, world, refused):
        with (
            world.inside(world.step(name="train")),
            refused(InvalidArgumentError, "Step 'train' has no outputs"),
        ):
            log_metadata(GOT, infer_artifact=True, artifact_name="model")

    def test_without_a_name_lists_several_outputs(self, world, refused):
        with (
            world.inside(world.step(outputs=("model", "report"))),
            refused(InvalidArgumentError, r"several outputs \(model, report\)") as raised,
        ):
            log_metadata(GOT, infer_artifact=True)
        assert raised.value.outputs == ("model", "report")

    @pytest.mark.parametrize("outputs", [("model",), ("model", "report")])
    def test_an_unknown_output_is_named_with_those_there_are(self, world, refused, outputs):
        world.artifact("modle")
        with (
            world.inside(world.step(outputs=outputs)),
            refused(InvalidArgumentError, "called 'modle'. Did you mean 'model'"),
        ):
            log_metadata(GOT, infer_artifact=True, artifact_name="modle")

    def test_outside_of_a_step_says_what_to_give(self, refused):
        with refused(InvalidArgumentError, "only while a step is running.*artifact_version_id"):
            log_metadata(GOT, infer_artifact=True)
        with refused(InvalidArgumentError, "only while a step is running"):
            log_metadata(GOT, infer_artifact=True, artifact_name="model")
