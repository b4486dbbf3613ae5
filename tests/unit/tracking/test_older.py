"""The older logging functions."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tallystick.errors import InvalidArgumentError, InvalidValueError, NotFoundError
from tallystick.plan.plan import OutputSpec
from tallystick.records.commands import DefinePipeline
from tallystick.records.targets import Kind, Target
from tallystick.tracking.older import (
    log_artifact_metadata,
    log_model_metadata,
    log_model_version_metadata,
    log_step_metadata,
)

GOT = {"k": 1}
UNNAMED = OutputSpec(name="output", artifact="training::train::output")


class TestLogArtifactMetadata:
    def test_without_a_name_means_the_only_output(self, world):
        step = world.step(outputs=("model",))

        with world.inside(step):
            log_artifact_metadata(GOT)

        assert world.of_artifact(world.finish(step, model=1)["model"]) == GOT

    def test_with_the_name_of_an_output(self, world):
        step = world.step(outputs=("model", "report"))
        existing = world.artifact("report")

        with world.inside(step):
            log_artifact_metadata(GOT, artifact_name="report")

        assert world.of_artifact(world.finish(step, model=1, report=2)["report"]) == GOT
        assert world.of_artifact(existing) == {}

    def test_another_name_means_the_newest_version(self, world):
        step = world.step(outputs=("model",))
        old, new = world.artifact("dataset"), world.artifact("dataset")

        with world.inside(step):
            log_artifact_metadata(GOT, "dataset")

        assert world.of_artifact(new) == GOT
        assert world.of_artifact(old) == {}
        assert world.of_artifact(world.finish(step, model=1)["model"]) == {}

    @pytest.mark.parametrize("version", ["1", 1], ids=repr)
    def test_name_and_version_mean_that_version_also_of_an_output(self, world, version):
        first = world.artifact("model")
        world.artifact("model")
        step = world.step(outputs=("model",))

        with world.inside(step):
            log_artifact_metadata(GOT, "model", version)

        assert world.of_artifact(first) == GOT
        assert world.of_artifact(world.finish(step, model=1)["model"]) == {}

    def test_outside_of_a_step(self, world):
        first, second = world.artifact("dataset"), world.artifact("dataset")

        log_artifact_metadata({"newest": 1}, artifact_name="dataset")
        log_artifact_metadata({"first": 1}, artifact_name="dataset", artifact_version="1")

        assert world.of_artifact(first) == {"first": 1}
        assert world.of_artifact(second) == {"newest": 1}

    def test_any_name_means_the_only_output_that_has_none_of_its_own(self, world):
        """As in the documented example of a step that returns a frame without annotation."""
        step = world.step(outputs=(UNNAMED,))

        with world.inside(step):
            log_artifact_metadata(GOT, artifact_name="processed_data")

        assert world.of_artifact(world.finish(step, output=1)["output"]) == GOT

    def test_an_existing_artifact_beats_an_output_without_a_name(self, world):
        id = world.artifact("processed_data")
        step = world.step(outputs=(UNNAMED,))

        with world.inside(step):
            log_artifact_metadata(GOT, artifact_name="processed_data")

        assert world.of_artifact(id) == GOT

    def test_points_of_a_series(self, world):
        id = world.artifact("dataset")

        log_artifact_metadata({"drift": 0.1}, "dataset", index=3)

        (entry,) = world.store.history(Target(Kind.ARTIFACT_VERSION, id), "drift")
        assert entry.index == 3

    def test_an_output_with_a_name_of_its_own_is_not_meant_by_another(self, world, refused):
        dated = OutputSpec(name="report_{date}", artifact="report_2026_11_20")
        with world.inside(world.step(outputs=(dated,))), refused(NotFoundError, "not an output"):
            log_artifact_metadata(GOT, artifact_name="repotr")

    @pytest.mark.parametrize("outputs", [("model",), ("model", "report")])
    def test_a_name_that_nothing_has_names_the_outputs(self, world, refused, outputs):
        with (
            world.inside(world.step(outputs=outputs)),
            refused(NotFoundError, "no artifact 'modle'.*not an output of step 'train' either"),
        ):
            log_artifact_metadata(GOT, "modle")

    @pytest.mark.parametrize(
        ("outputs", "problem"), [((), "has no outputs"), (("a", "b"), r"several outputs \(a, b\)")]
    )
    def test_without_a_name_there_must_be_one_output(self, world, refused, outputs, problem):
        with world.inside(world.step(outputs=outputs)), refused(InvalidArgumentError, problem):
            log_artifact_metadata(GOT)

    def test_outside_a_name_is_needed(self, refused):
        with refused(InvalidArgumentError, "Outside of a step, log_artifact_metadata needs"):
            log_artifact_metadata(GOT)

    @pytest.mark.parametrize("inside", [True, False])
    def test_a_version_needs_a_name(self, world, refused, inside):
        step = world.step(outputs=("model",))
        with refused(InvalidArgumentError, "artifact_version='1' needs artifact_name, too"):
            if inside:
                with world.inside(step):
                    log_artifact_metadata(GOT, artifact_version="1")
            log_artifact_metadata(GOT, artifact_version="1")

    def test_values_are_refused_as_ever(self, world, refused):
        world.artifact("dataset")
        with refused(InvalidValueError, "k"):
            log_artifact_metadata({"k": object()}, "dataset")


class TestLogModelMetadata:
    def test_in_a_step_means_its_model_version(self, world):
        step = world.step(model="churn")
        world.model_version("churn")

        with world.inside(step):
            log_model_metadata(GOT)

        assert world.of_model(step.model_version_id) == GOT

    @pytest.mark.parametrize("inside", [True, False])
    def test_name_and_version(self, world, inside):
        first = world.model_version("churn", "first")
        world.model_version("churn")
        step = world.step(model="other")

        if inside:
            with world.inside(step):
                log_model_metadata(GOT, model_name="churn", model_version="first")
        else:
            log_model_metadata(GOT, model_name="churn", model_version="first")

        assert world.of_model(first) == GOT
        assert world.of_model(step.model_version_id) == {}

    def test_a_name_alone_means_the_newest(self, world):
        world.model_version("churn")
        newest = world.model_version("churn")

        log_model_metadata(GOT, "churn")

        assert world.of_model(newest) == GOT

    def test_a_version_alone_is_one_of_the_steps_model(self, world):
        first = world.model_version("churn")
        step = world.step(model="churn")

        with world.inside(step):
            log_model_metadata(GOT, model_version=1)

        assert world.of_model(first) == GOT
        assert world.of_model(step.model_version_id) == {}

    def test_its_oldest_name_is_the_same_function(self):
        assert log_model_version_metadata is log_model_metadata

    def test_a_step_without_a_model_says_how_to_have_one(self, world, refused):
        with (
            world.inside(world.step()),
            refused(InvalidArgumentError, "Neither step 'train' nor its pipeline has a model"),
        ):
            log_model_metadata(GOT)

    def test_outside_a_name_is_needed(self, refused):
        with refused(InvalidArgumentError, "Outside of a step, log_model_metadata needs"):
            log_model_metadata(GOT)

    def test_a_version_alone_needs_a_model(self, world, refused):
        with refused(InvalidArgumentError, "model_version='1' is given without model_name"):
            log_model_metadata(GOT, model_version="1")
        with world.inside(world.step()), refused(InvalidArgumentError, "without model_name"):
            log_model_metadata(GOT, model_version="1")

    def test_what_is_not_there_is_not_made(self, world, refused):
        with refused(NotFoundError, "There is no model 'churn'"):
            log_model_metadata(GOT, "churn")
        world.model_version("churn")
        with refused(NotFoundError, "version of model 'churn' called 'first'"):
            log_model_metadata(GOT, "churn", "first")


class TestLogStepMetadata:
    def test_in_a_step_means_it_and_its_run(self, world):
        step = world.step()

        with world.inside(step):
            log_step_metadata(GOT)

        assert world.of_step(step) == world.of_run(step.run_id) == GOT

    def test_name_and_pipeline_mean_the_newest_run(self, world):
        old = world.step(world.run("one"))
        new = world.step(world.run("two"))

        log_step_metadata(GOT, step_name="train", pipeline_name_id_or_prefix="training")

        assert world.of_step(new) == GOT
        assert world.of_step(old) == world.of_run(new.run_id) == {}

    @pytest.mark.parametrize("spelt", ["id", "text", "name", "beginning", "step run"])
    @pytest.mark.parametrize("pipeline", [None, "training"])
    def test_run_id_is_an_id_a_name_or_a_beginning(self, world, spelt, pipeline):
        run = world.run("training-1")
        step = world.step(run)
        world.step(world.run("later"))
        spellings = {
            "id": run,
            "text": str(run),
            "name": "training-1",
            "beginning": "training-",
            "step run": str(step.step_run_id),
        }

        log_step_metadata(
            GOT,
            step_name="train",
            pipeline_name_id_or_prefix=pipeline,
            run_id=spellings[spelt],
        )

        assert world.of_step(step) == GOT

    def test_the_id_of_an_earlier_attempt_means_that_attempt(self, world):
        run = world.run()
        first, second = world.step(run), world.step(run)

        log_step_metadata(GOT, "train", run_id=first.step_run_id)

        assert world.of_step(first) == GOT
        assert world.of_step(second) == {}

    def test_a_step_run_id_of_another_step_is_a_contradiction(self, world, refused):
        step = world.step(name="load")
        with refused(InvalidArgumentError, "is of step 'load', not of 'train'"):
            log_step_metadata(GOT, "train", run_id=step.step_run_id)

    @pytest.mark.parametrize("by", ["run", "step run"])
    def test_a_run_of_another_pipeline_is_a_contradiction(self, world, refused, by):
        run = world.run("scoring-1", pipeline="scoring")
        step = world.step(run)
        world.run("training-1")
        with refused(
            InvalidArgumentError, "'scoring-1' belongs to pipeline 'scoring', not to 'training'"
        ):
            log_step_metadata(GOT, "train", "training", run if by == "run" else step.step_run_id)

    @pytest.mark.parametrize(
        "given",
        [
            {"step_name": "train"},
            {"run_id": "training-1"},
            {"pipeline_name_id_or_prefix": "training"},
            {"pipeline_name_id_or_prefix": "training", "run_id": "training-1"},
        ],
        ids="+".join,
    )
    @pytest.mark.parametrize("inside", [True, False])
    def test_what_does_not_suffice_says_so(self, world, refused, given, inside):
        step = world.step(world.run("training-1"))
        with refused(InvalidArgumentError, "needs step_name together with run_id or pipeline"):
            if inside:
                with world.inside(step):
                    log_step_metadata(GOT, **given)
            log_step_metadata(GOT, **given)

    def test_outside_of_a_step_says_what_to_give(self, refused):
        with refused(InvalidArgumentError, "Outside of a step, log_step_metadata needs"):
            log_step_metadata(GOT)

    def test_unknown_names(self, world, refused):
        world.step(world.run("training-1"))
        with refused(NotFoundError, "no pipeline 'xtraining'. Did you mean 'training'"):
            log_step_metadata(GOT, "train", "xtraining")
        with refused(NotFoundError, "There is no run"):
            log_step_metadata(GOT, "train", run_id=uuid4())
        with refused(NotFoundError, "step of run 'training-1' called 'trian'. Did you mean"):
            log_step_metadata(GOT, "trian", run_id="training-1")

    def test_a_pipeline_without_runs(self, world, refused):
        world.store.apply(world.session.command(DefinePipeline, name="empty"))
        with refused(NotFoundError, "Pipeline 'empty' has no runs"):
            log_step_metadata(GOT, "train", "empty")
