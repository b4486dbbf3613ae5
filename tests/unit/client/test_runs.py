"""Runs and their steps as handles."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.client.conftest import BEGINNING, World

from tallystick.client.handles import PipelineRunResponse, StepRunResponse
from tallystick.errors import InvalidArgumentError, NoRunError, NotFoundError, StoreCorruptError
from tallystick.records.commands import Delete
from tallystick.records.runs import Failure, Status
from tallystick.records.steps import CacheKey
from tallystick.records.targets import Kind, Target

PLAN = (
    ("load", ()),
    ("train", ("load",)),
    ("evaluate", ("train",)),
    ("profile", ("load",)),
)


@pytest.mark.parametrize(
    ("status", "steps", "asked", "said"),
    [
        (
            Status.FAILED,
            {"load": Status.COMPLETED, "train": Status.FAILED},
            "evaluate",
            "has not run: step 'train', which it depends on, failed.",
        ),
        (
            Status.FAILED,
            {"load": Status.COMPLETED, "train": Status.FAILED},
            "profile",
            "has not run: step 'train' failed, and the run ended before it began.",
        ),
        (Status.STOPPED, {}, "load", "has not run: the run was stopped before it began."),
        (
            None,
            {"load": Status.COMPLETED},
            "evaluate",
            "has not run yet: it waits for 'train'.",
        ),
        (None, {"load": Status.COMPLETED}, "profile", "has not run yet."),
    ],
)
def test_steps_that_have_not_run_say_why(world: World, client, status, steps, asked, said):
    id = world.run("training-1", graph=PLAN, status=None)
    for name, ended in steps.items():
        world.step(id, name, status=ended)
    if status is not None:
        world.finish(id, status)
    run = client.get_pipeline_run(id)

    with pytest.raises(NotFoundError) as of_the_run:
        run.steps[asked]
    with pytest.raises(NotFoundError) as of_the_client:
        client.steps.get(asked, run=run)

    assert str(of_the_run.value) == f"Step {asked!r} of run 'training-1' {said}"
    assert str(of_the_client.value) == str(of_the_run.value)
    with pytest.raises(NotFoundError, match="no step of run 'training-1' called 'trian'"):
        run.steps["trian"]


def test_a_run_answers_what_is_known_about_it(world: World, client):
    environment = world.document('{"python": "3.11.7", "packages": {"numpy": "2.0"}}')
    model = world.model_version("rf")
    id = world.run(
        "training-1",
        parameters={"depth": 3, "names": ("a", "b")},
        config={"enable_cache": False, "settings": {"docker": {}}},
        environment=environment,
        code={"commit": "abc", "dirty": True},
        graph=(("load", ()), ("train", ("load",))),
        tags=("nightly", "eu"),
        model_version_id=model,
        status=None,
    )
    world.finish(id)

    run = client.get_pipeline_run("training-1")

    assert isinstance(run, PipelineRunResponse)
    assert run.id == id
    assert run.name == "training-1"
    assert run.status == "completed"
    assert run.status is Status.COMPLETED
    assert run.start_time == run.started_at == run.created == run.created_at
    assert run.start_time > BEGINNING
    assert run.end_time == run.ended_at
    assert run.duration_s == 1.0
    assert run.pipeline.name == "training"
    assert run.pipeline_id == run.pipeline.id
    assert run.parameters == {"depth": 3, "names": ("a", "b")}
    assert run.config.parameters == {"depth": 3, "names": ("a", "b")}
    assert run.config.enable_cache is False
    assert run.config["enable_cache"] is False
    assert run.config.experiment_tracker is None
    assert run.environment["python"] == "3.11.7"
    assert run.client_environment == run.environment
    assert run.code == {"commit": "abc", "dirty": True}
    assert run.graph == {"load": (), "train": ("load",)}
    assert run.tags == ["nightly", "eu"]
    assert [tag.name for tag in run.tags] == ["nightly", "eu"]
    assert run.user.name == run.author == "ada"
    assert run.model_version.id == model
    assert run.model_version_id == model
    assert run.stack.orchestrator.name == "local"
    assert run.orchestrator_run_id == str(id)
    assert run.failure is None
    assert run.steps == {}
    assert run.artifact_versions == []


def test_what_was_not_recorded_is_empty(world, client):
    world.run(status=None)
    run = client.get_pipeline_run("training-1")

    assert run.environment == {}
    assert run.model_version is None
    assert run.end_time is None
    assert run.duration_s is None
    assert run.status == "running"


def test_unknown_settings_name_close_ones(world, client):
    world.run()
    config = client.get_pipeline_run("training-1").config

    with pytest.raises(AttributeError, match="Did you mean enable_cache"):
        _ = config.enable_cahce


def test_handles_are_equal_by_what_they_are_of(world, client):
    id = world.run()
    run = client.get_pipeline_run(id)

    assert run == run.refresh()
    assert run is not run.refresh()
    assert len({run, run.refresh()}) == 1
    assert run != run.pipeline
    assert run != id


def test_refresh_of_a_deleted_run_raises(world, client):
    run = client.get_pipeline_run(world.run())
    client.delete_pipeline_run(run.id)

    with pytest.raises(NotFoundError):
        run.refresh()


class TestSteps:
    def test_they_are_by_name_in_order_and_the_last_attempt(self, world, client):
        id = world.run(status=None)
        world.step(id, "load")
        world.step(id, "train", status=Status.RETRIED)
        last = world.step(id, "train", attempt=2)
        world.step(id, "train_2")

        run = client.get_pipeline_run(id)

        assert list(run.steps) == ["load", "train", "train_2"]
        assert run.steps["train"].id == last
        assert run.steps["train"].attempt == run.steps["train"].version == 2
        assert [step.attempt for step in run.step_runs] == [1, 1, 2, 1]
        assert run.steps["train"] in run.step_runs

    def test_an_unknown_name_is_a_key_error_with_close_ones(self, world, client):
        world.step(world.run(status=None), "train")
        run = client.get_pipeline_run("training-1")

        with pytest.raises(
            NotFoundError, match=r"step of run 'training-1' called 'trian'.*'train'"
        ):
            run.steps["trian"]
        with pytest.raises(KeyError):
            run.steps["nothing"]
        assert run.steps.get("trian") is None

    def test_a_step_answers_what_is_known_about_it(self, world, client):
        source = world.document("def train(): ...")
        model = world.model_version("rf")
        run = world.run(status=None)
        before = world.step(run, "load")
        id = world.step(
            run,
            "train",
            parameters={"depth": 3},
            config={"enable_cache": True, "experiment_tracker": "mlflow"},
            upstream=("load",),
            cache_key=CacheKey(digest="d1", parts={"code": "c1"}),
            cache_explanation="Executed: the code changed.",
            code_hash="c1",
            source=source,
            docstring="Trains.",
            model_version_id=model,
            finish={"usage": {"peak_memory_bytes": 5.0}},
        )

        step = client.get_run_step(id)

        assert isinstance(step, StepRunResponse)
        assert step.name == step.step_name == "train"
        assert step.status == "completed"
        assert step.end_time > step.start_time
        assert step.duration == step.duration_s == 1.0
        assert step.created == step.started_at
        assert step.run.id == step.run_id == step.pipeline_run_id == run
        assert step.config.parameters == step.parameters == {"depth": 3}
        assert step.config.experiment_tracker == "mlflow"
        assert step.upstream == ("load",)
        assert step.cache_key == "d1"
        assert step.cache_key_parts.parts == {"code": "c1"}
        assert step.cache_explanation == "Executed: the code changed."
        assert step.code_hash == "c1"
        assert step.source_code == "def train(): ..."
        assert step.docstring == "Trains."
        assert step.original_step_run_id is None
        assert step.model_version.id == step.model_version_id == model
        assert step.usage == {"peak_memory_bytes": 5.0}
        assert step.tags == []
        other = client.get_run_step(before)
        assert other.cache_key is None
        assert other.source_code == ""
        assert other.model_version is None

    def test_a_failed_step_says_why(self, world, client):
        failure = Failure(type="ValueError", message="bad", traceback="...")
        step = world.step(world.run(status=None), status=Status.FAILED, finish={"failure": failure})

        assert client.get_run_step(step).failure.message == "bad"
        assert "failed with ValueError: bad" in repr(client.get_run_step(step))

    def test_logs_are_what_was_printed(self, world, client, home: Path):
        run = world.run(status=None)
        step = world.step(run, finish={"logs": "a/b.log"})
        silent = world.step(run, "load")
        file = Path(world.session.settings.logs, "a/b.log")

        assert client.get_run_step(step).logs == ""
        file.parent.mkdir(parents=True)
        file.write_text("printed\n")

        assert client.get_run_step(step).logs == "printed\n"
        assert client.get_run_step(silent).logs == ""


class TestLogs:
    def log(self, world, path="a/b.log"):
        file = Path(world.session.settings.logs, path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("printed\n")
        return file

    def test_they_go_with_their_run(self, world, client):
        file = self.log(world)
        run = world.run(status=None)
        world.step(run, finish={"logs": "a/b.log"})

        client.delete_pipeline_run(run)

        assert not file.parent.exists()

    def test_they_go_with_their_pipeline(self, world, client):
        file = self.log(world)
        original = world.step(world.run(status=None), finish={"logs": "a/b.log"})
        world.step(
            world.run("training-2", status=None),
            status=Status.CACHED,
            finish={"logs": "a/b.log", "original_step_run_id": original},
        )

        client.delete_pipeline("training")

        assert not file.exists()
        with pytest.raises(NotFoundError):
            client.get_pipeline_run("training-1")

    @pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
    def test_those_of_a_cached_step_stay_until_both_are_gone(self, world, client, order):
        file = self.log(world)
        first, second = world.run("a", status=None), world.run("b", status=None)
        original = world.step(first, finish={"logs": "a/b.log"})
        cached = world.step(
            second,
            status=Status.CACHED,
            finish={"logs": "a/b.log", "original_step_run_id": original},
        )

        client.delete_pipeline_run(order[0])
        assert client.get_run_step(cached if order[0] == "a" else original).logs == "printed\n"

        client.delete_pipeline_run(order[1])
        assert not file.exists()

    @pytest.mark.parametrize("path", ["../mine", "/etc/hostname", "a/../../mine", "."])
    def test_a_record_cannot_name_other_files(self, world, client, path):
        mine = self.log(world, "../mine")
        run = world.run(status=None)
        step = world.step(run, finish={"logs": path})

        with pytest.raises(StoreCorruptError, match="which is not below"):
            _ = client.get_run_step(step).logs
        client.delete_pipeline_run(run)

        assert mine.exists()


class TestOutputs:
    @pytest.fixture
    def step(self, world, client):
        run = world.run(status=None)
        loading = world.step(run, "load", outputs={"data": [1, 2]})
        data = client.get_run_step(loading).output.id
        return client.get_run_step(
            world.step(run, "train", outputs={"model": {"a": 1}, "score": 3}, inputs={"x": (data,)})
        )

    def test_they_are_lists_by_name(self, step):
        assert list(step.outputs) == ["model", "score"]
        assert [version.name for version in step.outputs["model"]] == ["model"]
        assert step.outputs["model"][0].load() == {"a": 1}
        assert step.inputs["x"][0].load() == [1, 2]
        assert step.missing_outputs == {}

    def test_the_only_version_answers_for_its_list(self, step):
        assert step.outputs["score"].load() == 3
        assert step.inputs["x"].version == "1"
        with pytest.raises(AttributeError, match="2 artifact versions"):
            _ = type(step.outputs["model"])([*step.outputs["model"], *step.outputs["score"]]).uri

    def test_the_only_output_is_output(self, step):
        assert step.inputs["x"][0].step.output.load() == [1, 2]
        with pytest.raises(
            InvalidArgumentError, match=r"'train' has 2 outputs \('model', 'score'\)"
        ):
            _ = step.output
        with pytest.raises(ValueError, match="not one"):
            _ = step.output

    def test_unknown_names_are_key_errors_with_close_ones(self, step):
        with pytest.raises(NotFoundError, match=r"output of step 'train' called 'modle'.*'model'"):
            step.outputs["modle"]
        with pytest.raises(NotFoundError, match="input of step 'train' called 'y'"):
            step.inputs["y"]

    def test_deleted_ones_are_left_out_and_listed(self, step, client, world):
        gone = step.outputs["model"][0].id
        client.artifacts.delete("model")
        step = step.refresh()

        assert list(step.outputs) == ["score"]
        assert step.missing_outputs == {"model": (gone,)}
        assert step.output.load() == 3

    def test_a_run_has_the_outputs_of_all_its_steps(self, step):
        assert {v.name for v in step.run.artifact_versions} == {"data", "model", "score"}


class TestPipelines:
    def test_they_list_their_runs_newest_first(self, world, client):
        first = world.run("a")
        second = world.run("b", status=Status.FAILED)
        world.run("other", pipeline="other")

        pipeline = client.get_pipeline("training")

        assert [run.id for run in pipeline.runs] == [second, first]
        assert pipeline.last_run.id == second
        assert pipeline.last_successful_run.id == first
        assert [run.id for run in pipeline.get_runs(status="failed")] == [second]
        assert [run.id for run in pipeline.get_runs(limit=1, offset=1)] == [first]
        assert pipeline.num_runs == 2
        assert pipeline.description == ""

    def test_without_runs_there_is_no_last_one(self, world, client):
        world.run("a", status=Status.FAILED)
        pipeline = client.get_pipeline("training")

        with pytest.raises(NoRunError, match="'training' has no completed run yet"):
            _ = pipeline.last_successful_run
        with pytest.raises(RuntimeError):
            _ = pipeline.last_successful_run
        client.delete_pipeline_run("a")
        with pytest.raises(RuntimeError, match="no run yet"):
            _ = pipeline.last_run

    def test_an_unknown_status_names_close_ones(self, world, client):
        world.run()

        with pytest.raises(InvalidArgumentError, match=r"'complete' is not a status.*'completed'"):
            client.get_pipeline("training").get_runs(status="complete")


def test_following_to_what_was_deleted_raises(world, client):
    run = world.run(status=None)
    version = client.get_artifact_version(
        client.get_run_step(world.step(run, outputs={"data": 1})).output.id
    )
    world.apply(Delete, target=Target(Kind.RUN, run))

    with pytest.raises(NotFoundError, match="no run"):
        _ = version.run
    with pytest.raises(NotFoundError):
        _ = version.step


def test_the_repr_is_one_line_with_the_facts(world, client):
    id = world.run("training-1", metadata={"a": 1}, tags=("x",))

    text = repr(client.get_pipeline_run(id))

    assert text == (
        "<PipelineRunResponse 'training-1', completed, took 2 s, pipeline training, "
        f"started 2026-01-31 12:00:00 UTC, by ada, tags x, id {id}, 1 metadata key>"
    )
