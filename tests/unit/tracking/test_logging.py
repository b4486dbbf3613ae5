"""`log_metadata`: what each form attaches to, and what each wrong one says."""

from __future__ import annotations

import inspect
from uuid import UUID, uuid4

import pytest

from tallystick.errors import InvalidArgumentError
from tallystick.records.commands import PromoteModel
from tallystick.records.models import Stage
from tallystick.records.runs import Status
from tallystick.records.targets import Kind, Target
from tallystick.tracking.logging import log_metadata

GOT = {"k": 1}


class TestBare:
    def test_attaches_to_the_step_and_its_run(self, world):
        step = world.step()

        with world.inside(step):
            assert log_metadata({"accuracy": 0.9}) is None

        assert world.of_step(step) == {"accuracy": 0.9}
        assert world.of_run(step.run_id) == {"accuracy": 0.9}

    def test_is_one_command_and_one_entry(self, world):
        step = world.step()
        before = world.changes()

        with world.inside(step):
            log_metadata({"a": 1, "b": 2})

        assert world.changes() == before + 1
        of_run = world.store.history(Target(Kind.RUN, step.run_id), "a")
        assert of_run == world.store.history(step.step_target[0], "a")

    def test_leaves_the_model_version_alone(self, world):
        step = world.step(model="churn")

        with world.inside(step):
            log_metadata(GOT)

        assert world.of_model(step.model_version_id) == {}

    def test_without_related_entities_leaves_the_run_out(self, world):
        step = world.step()

        with world.inside(step):
            log_metadata(GOT, log_related_entities=False)

        assert world.of_step(step) == GOT
        assert world.of_run(step.run_id) == {}

    def test_outside_of_a_step_lists_the_forms(self, refused):
        with refused(InvalidArgumentError, "No step is running here") as raised:
            log_metadata(GOT)
        for argument in inspect.signature(log_metadata).parameters:
            if argument not in ("index", "log_related_entities"):
                assert argument in str(raised.value)

    def test_false_flags_are_no_arguments(self, world):
        step = world.step()

        with world.inside(step):
            log_metadata(GOT, infer_artifact=False, infer_model=False)

        assert world.of_step(step) == GOT

    def test_published_by_the_step(self, world):
        step = world.step()

        with world.inside(step):
            log_metadata(GOT)

        (entry,) = world.store.history(step.step_target[0], "k")
        assert entry.publisher == step.step_run_id
        assert entry.author == world.session.author

    def test_after_the_step_has_ended_still_finds_it(self, world):
        step = world.step()
        world.finish(step)

        with world.inside(step):
            log_metadata(GOT)

        assert world.of_step(step) == GOT

    def test_survives_the_failure_of_the_step(self, world):
        step = world.step()
        with world.inside(step):
            log_metadata(GOT)

        world.finish(step, Status.FAILED)

        assert world.of_step(step) == GOT
        assert world.of_run(step.run_id) == GOT


class TestByIdentifiers:
    """Every form works out of steps and in a step that it is not about."""

    @pytest.fixture(params=["outside", "inside"])
    def anywhere(self, request, world):
        if request.param == "outside":
            yield None
            return
        other = world.step(outputs=("other",), model="other")
        with world.inside(other):
            yield other
        assert world.of_step(other) == {}
        assert world.of_run(other.run_id) == {}

    @pytest.mark.parametrize("spelt", [UUID, str, lambda id: str(id).upper()])
    def test_step_id(self, world, anywhere, spelt):
        step = world.step()

        log_metadata(GOT, step_id=spelt(str(step.step_run_id)))

        assert world.of_step(step) == GOT
        assert world.of_run(step.run_id) == {}

    def test_step_name_and_run(self, world, anywhere):
        run = world.run("training-1")
        step = world.step(run, "train")
        repeated = world.step(run, "train_2")

        log_metadata(GOT, step_name="train_2", run_id_name_or_prefix="training-1")

        assert world.of_step(repeated) == GOT
        assert world.of_step(step) == {}
        assert world.of_run(run) == {}

    def test_step_name_means_the_last_attempt(self, world, anywhere):
        run = world.run("training-1")
        first, second = world.step(run), world.step(run)

        log_metadata(GOT, step_name="train", run_id_name_or_prefix=run)

        assert world.of_step(first) == {}
        assert world.of_step(second) == GOT

    @pytest.mark.parametrize(
        "spelt",
        [
            lambda id: id,
            str,
            lambda id: str(id)[:-2],
            lambda id: "training-1",
            lambda id: "train",
        ],
        ids=["uuid", "text", "beginning of the id", "name", "beginning of the name"],
    )
    def test_run(self, world, anywhere, spelt):
        run = world.run("training-1")

        log_metadata(GOT, run_id_name_or_prefix=spelt(run))

        assert world.of_run(run) == GOT

    def test_an_exact_name_beats_beginnings(self, world, anywhere):
        world.run("training-1")
        run = world.run("training")

        log_metadata(GOT, run_id_name_or_prefix="training")

        assert world.of_run(run) == GOT

    def test_a_run_named_like_an_id_is_found_by_its_name(self, world, anywhere):
        name = str(uuid4())
        run = world.run(name)

        log_metadata(GOT, run_id_name_or_prefix=name)

        assert world.of_run(run) == GOT

    @pytest.mark.parametrize("spelt", [UUID, str])
    def test_artifact_version_id(self, world, anywhere, spelt):
        id = world.artifact()

        log_metadata(GOT, artifact_version_id=spelt(str(id)))

        assert world.of_artifact(id) == GOT

    @pytest.mark.parametrize("version", ["1", 1, "2", 2], ids=repr)
    def test_artifact_name_and_version(self, world, anywhere, version):
        ids = {str(n): world.artifact("dataset") for n in (1, 2)}

        log_metadata(GOT, artifact_name="dataset", artifact_version=version)

        for number, id in ids.items():
            assert world.of_artifact(id) == (GOT if number == str(version) else {})

    def test_artifact_version_with_a_chosen_name(self, world, anywhere):
        id = world.artifact("dataset", version="golden")

        log_metadata(GOT, artifact_name="dataset", artifact_version="golden")

        assert world.of_artifact(id) == GOT

    @pytest.mark.parametrize("spelt", [UUID, str])
    def test_model_version_id(self, world, anywhere, spelt):
        id = world.model_version()

        log_metadata(GOT, model_version_id=spelt(str(id)))

        assert world.of_model(id) == GOT

    @pytest.mark.parametrize(
        "version", ["1", 1, "first", "production", Stage.PRODUCTION, "the id"], ids=repr
    )
    def test_model_name_and_version(self, world, anywhere, version):
        id = world.model_version("churn", "first")
        world.model_version("churn", "second")
        promote = world.session.command(PromoteModel, model_version_id=id, stage=Stage.PRODUCTION)
        world.store.apply(promote)

        version = str(id) if version == "the id" else version
        log_metadata(GOT, model_name="churn", model_version=version)

        assert world.of_model(id) == GOT

    @pytest.mark.parametrize("version", ["latest", Stage.LATEST, 2, "second"], ids=repr)
    def test_the_newest_model_version(self, world, anywhere, version):
        world.model_version("churn", "first")
        id = world.model_version("churn", "second")

        log_metadata(GOT, model_name="churn", model_version=version)

        assert world.of_model(id) == GOT

    def test_the_running_step_publishes_what_it_says_about_others(self, world, anywhere):
        run = world.run("training-1")

        log_metadata(GOT, run_id_name_or_prefix=run)

        (entry,) = world.store.history(Target(Kind.RUN, run), "k")
        assert entry.publisher == (anywhere.step_run_id if anywhere else None)

    def test_finished_and_failed_steps_take_more(self, world, anywhere):
        done, failed = world.step(), world.step()
        world.finish(done)
        world.finish(failed, Status.FAILED)

        for step in (done, failed):
            log_metadata(GOT, step_id=step.step_run_id)

        assert world.of_step(done) == world.of_step(failed) == GOT


def test_arguments_may_be_positional(world):
    step = world.step()
    run = world.run("training-1")
    artifact, model = world.artifact("dataset"), world.model_version("churn")

    log_metadata({"a": 1}, step.step_run_id)
    log_metadata({"b": 1}, None, None, run)
    log_metadata({"c": 1}, None, None, None, artifact)
    log_metadata({"d": 1}, None, None, None, None, "dataset", "1")
    log_metadata({"e": 1}, None, None, None, None, None, None, False, model)
    log_metadata({"f": 1}, None, None, None, None, None, None, False, None, "churn", 1)

    assert world.of_step(step) == {"a": 1}
    assert world.of_run(run) == {"b": 1}
    assert world.of_artifact(artifact) == {"c": 1, "d": 1}
    assert world.of_model(model) == {"e": 1, "f": 1}


class TestSeries:
    def test_every_point_is_kept_with_its_index(self, world):
        step = world.step()

        with world.inside(step):
            for epoch in range(5):
                log_metadata({"loss": 1 / (epoch + 1)}, index=epoch)

        entries = world.store.history(step.step_target[0], "loss")
        assert [entry.index for entry in entries] == [0, 1, 2, 3, 4]
        assert world.of_step(step) == {"loss": 0.2}
        assert world.of_run(step.run_id) == {"loss": 0.2}

    @pytest.mark.parametrize("index", [3, 3.0, 0, -1, 0.5], ids=repr)
    def test_any_finite_number_is_an_index(self, world, index):
        step = world.step()

        with world.inside(step):
            log_metadata({"loss": 1}, index=index)

        assert world.store.history(step.step_target[0], "loss")[0].index == index

    def test_a_later_dict_replaces_an_earlier_one(self, world):
        step = world.step()

        with world.inside(step):
            log_metadata({"d": {"a": 1}})
            log_metadata({"d": {"b": 2}})
            log_metadata({"d": "text"})

        assert world.history(Kind.STEP_RUN, step.step_run_id, "d") == [{"a": 1}, {"b": 2}, "text"]
        assert world.of_step(step) == {"d": "text"}
