"""`bulk_log_metadata`: many targets, one transaction."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tallystick.errors import InvalidArgumentError, InvalidValueError, NotFoundError
from tallystick.records.targets import Kind, Target
from tallystick.tracking.bulk import bulk_log_metadata
from tallystick.tracking.identifiers import (
    ArtifactVersionIdentifier,
    ModelVersionIdentifier,
    PipelineRunIdentifier,
    StepRunIdentifier,
)

GOT = {"k": 1}


def test_everything_named_gets_the_entries_in_one_command(world):
    run = world.run("training-1")
    step = world.step(run)
    artifact, model = world.artifact("dataset"), world.model_version("churn")
    before = world.changes()

    bulk_log_metadata(
        {"k": 1, "l": 2},
        pipeline_runs=[PipelineRunIdentifier(name="training-1")],
        step_runs=[StepRunIdentifier(id=step.step_run_id)],
        artifact_versions=[ArtifactVersionIdentifier(name="dataset", version=1)],
        model_versions=[ModelVersionIdentifier(name="churn", version="latest")],
    )

    assert world.changes() == before + 1
    for found in (
        world.of_run(run),
        world.of_step(step),
        world.of_artifact(artifact),
        world.of_model(model),
    ):
        assert found == {"k": 1, "l": 2}
    assert world.store.history(Target(Kind.RUN, run), "k") == world.store.history(
        step.step_target[0], "k"
    )


def test_what_is_named_twice_gets_them_once(world):
    run = world.run("training-1")

    bulk_log_metadata(
        GOT, [PipelineRunIdentifier(name="training-1"), PipelineRunIdentifier(id=run)]
    )

    assert world.history(Kind.RUN, run, "k") == [1]


def test_in_a_step_its_model_and_all_of_its_outputs_can_be_meant(world):
    run = world.run("training-1")
    step = world.step(run, outputs=("model", "report"), model="churn")
    before = world.changes()

    with world.inside(step):
        bulk_log_metadata(
            GOT,
            pipeline_runs=(PipelineRunIdentifier(id=run),),
            infer_models=True,
            infer_artifacts=True,
            index=3,
        )

    changes = list(world.store.changes(after=before))
    assert len(changes) == 3
    assert {change.command.index for change in changes} == {3}
    assert {change.command.publisher for change in changes} == {step.step_run_id}
    ids = world.finish(step, model=1, report=2)
    assert world.of_run(run) == world.of_model(step.model_version_id) == GOT
    assert world.of_artifact(ids["model"]) == world.of_artifact(ids["report"]) == GOT
    assert world.of_step(step) == {}


def test_outputs_alone(world):
    step = world.step(outputs=("model",))

    with world.inside(step):
        bulk_log_metadata(GOT, infer_artifacts=True)

    assert world.of_artifact(world.finish(step, model=1)["model"]) == GOT


class TestRefusals:
    @pytest.mark.parametrize("given", [{}, {"pipeline_runs": []}, {"step_runs": ()}])
    def test_nothing_to_attach_it_to(self, refused, given):
        with refused(InvalidArgumentError, "nothing to attach the metadata to: give pipeline_runs"):
            bulk_log_metadata(GOT, **given)

    def test_nothing_to_log(self, world, refused):
        run = world.run()
        with refused(InvalidArgumentError, "no metadata to log"):
            bulk_log_metadata({}, [PipelineRunIdentifier(id=run)])

    @pytest.mark.parametrize("flag", ["infer_models", "infer_artifacts"])
    def test_inferring_outside_of_a_step(self, world, refused, flag):
        run = world.run()
        with refused(InvalidArgumentError, f"{flag} works only while a step is running"):
            bulk_log_metadata(GOT, [PipelineRunIdentifier(id=run)], **{flag: True})

    def test_inferring_what_the_step_does_not_have(self, world, refused):
        with world.inside(world.step()):
            with refused(InvalidArgumentError, "Neither step 'train' nor its pipeline"):
                bulk_log_metadata(GOT, infer_models=True)
            with refused(InvalidArgumentError, "Step 'train' has no outputs"):
                bulk_log_metadata(GOT, infer_artifacts=True)

    def test_one_unknown_target_stores_nothing_on_the_others(self, world, refused):
        run = world.run()
        step = world.step(outputs=("model",))
        with world.inside(step), refused(NotFoundError, "no artifact version with id"):
            bulk_log_metadata(
                GOT,
                pipeline_runs=[PipelineRunIdentifier(id=run)],
                artifact_versions=[ArtifactVersionIdentifier(id=uuid4())],
                infer_artifacts=True,
            )
        assert step.output_metadata == {}

    def test_a_value_that_cannot_be_metadata(self, world, refused):
        run = world.run()
        with refused(InvalidValueError, "'k'|k"):
            bulk_log_metadata({"k": object()}, [PipelineRunIdentifier(id=run)])

    @pytest.mark.parametrize(
        "given", ["training-1", PipelineRunIdentifier(name="training-1"), 7], ids=repr
    )
    def test_targets_that_are_no_list(self, world, refused, given):
        world.run("training-1")
        with refused(InvalidValueError, "pipeline_runs is a list of PipelineRunIdentifier"):
            bulk_log_metadata(GOT, given)

    def test_targets_of_another_kind(self, world, refused):
        run = world.run("training-1")
        with refused(InvalidValueError, r"step_runs\[1\] is a StepRunIdentifier") as raised:
            bulk_log_metadata(
                GOT, step_runs=[StepRunIdentifier(id=uuid4()), PipelineRunIdentifier(id=run)]
            )
        assert raised.value.path == "step_runs[1]"
