"""The step context."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from msgspec import Raw

from tallystick.artifacts import BaseMaterializer, find_materializer
from tallystick.errors import (
    InvalidArgumentError,
    InvalidValueError,
    NoContextError,
    StepContextError,
)
from tallystick.plan.plan import OutputSpec
from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.commands import StartStep
from tallystick.records.ids import new_id
from tallystick.records.metadata import NewEntry
from tallystick.records.references import Ref
from tallystick.records.runs import Status
from tallystick.tracking.current import RunningStep
from tallystick.tracking.logging import log_metadata
from tallystick.tracking.step_context import StepContext, get_step_context
from tallystick.tracking.tags import Tag
from tallystick.values import encode

CONFIGURED = OutputSpec(
    name="model",
    artifact="churn_model",
    tags=("configured",),
    metadata=(NewEntry("origin", Raw(encode("configured"))),),
)


class TextMaterializer(BaseMaterializer):
    ASSOCIATED_TYPES = (str,)
    SKIP_REGISTRATION = True


def test_there_is_none_outside_of_a_step():
    with pytest.raises(NoContextError, match="only while a step is running") as raised:
        get_step_context()
    assert isinstance(raised.value, RuntimeError)


def test_it_is_there_in_threads(world):
    with world.inside(world.step(name="train")), ThreadPoolExecutor(1) as pool:
        assert pool.submit(get_step_context).result().step_name == "train"


class TestReading:
    def test_where_the_step_belongs(self, world):
        run = world.run("training-1")
        step = world.step(run, "train_2")

        with world.inside(step):
            context = get_step_context()

        assert context.step_name == context.step_run.name == "train_2"
        assert context.step_run.id == step.step_run_id
        assert context.step_run.status == Status.RUNNING
        assert (context.pipeline_run.id, context.pipeline_run.name) == (run, "training-1")
        assert context.pipeline.name == "training"
        assert "train_2" in repr(context)

    def test_is_as_it_was_when_first_asked_for(self, world):
        with world.inside(world.step()):
            context = get_step_context()
            before = dict(context.step_run.run_metadata)
            log_metadata({"k": 1})

            assert context.step_run.run_metadata == before == {}
            assert get_step_context().step_run.run_metadata == {"k": 1}
            assert get_step_context().pipeline_run.run_metadata["k"] == 1

    def test_inputs(self, world):
        run, dataset = world.run(), world.artifact("dataset", [1, 2])
        id = new_id()
        command = world.session.command(
            StartStep,
            step_run_id=id,
            run_id=run,
            name="train",
            step="train",
            inputs={"data": (dataset,)},
        )
        world.store.apply(command)
        step = RunningStep(
            session=world.session,
            pipeline="training",
            run_id=run,
            step_run_id=id,
            name="train",
            outputs=(),
            input_ids=command.inputs,
            model=None,
            model_version_id=None,
        )

        inputs = StepContext(step).inputs

        assert list(inputs) == ["data"]
        assert inputs["data"][0].id == inputs["data"].id == dataset
        assert inputs["data"][0].load() == [1, 2]

    def test_state_is_shared(self, world):
        with world.inside(world.step()):
            get_step_context().pipeline_state["seen"] = 1

            assert get_step_context().pipeline_state == {"seen": 1}


class TestModel:
    def test_is_at_the_version_of_the_step(self, world):
        step = world.step(model="churn")
        world.model_version("churn")

        with world.inside(step):
            context = get_step_context()
            context.model.log_metadata({"k": 1})

        assert (context.model.name, context.model.number) == ("churn", 1)
        assert context.model.version == "1"
        assert context.model.id == context.model_version.id == step.model_version_id
        assert world.of_model(step.model_version_id) == {"k": 1}

    def test_without_one(self, world):
        with world.inside(world.step(name="train")):
            context = get_step_context()

        assert context.model_version is None
        with pytest.raises(StepContextError, match="Neither step 'train' nor its pipeline has"):
            _ = context.model


class TestOutputs:
    def test_metadata_is_stored_at_once_and_becomes_the_outputs(self, world):
        step = world.step(outputs=(CONFIGURED, "report"))
        with world.inside(step):
            context = get_step_context()
            context.add_output_metadata({"rows": 1, "d": {"a": 1}}, "model")
            log_metadata({"d": {"b": 2}}, infer_artifact=True, artifact_name="model")

        assert context.get_output_metadata("model") == {
            "origin": "configured",
            "rows": 1,
            "d": {"b": 2},
        }
        assert context.get_output_metadata("report") == {}
        id = world.finish(step, model=1, report=2)["model"]
        assert world.of_artifact(id) == {"rows": 1, "d": {"b": 2}}

    def test_metadata_that_cannot_be_is_refused_at_once(self, world, refused):
        with world.inside(world.step(outputs=("model",))):
            context = get_step_context()
            with refused(InvalidValueError, "k"):
                context.add_output_metadata({"k": object()})
        assert context.get_output_metadata() == {}

    def test_tags(self, world):
        step = world.step(outputs=(CONFIGURED,))
        context = StepContext(step)

        assert context.get_output_tags() == ["configured"]
        context.add_output_tags(["a", Tag("b"), "a"])
        context.add_output_tags("c", output_name="model")
        context.remove_output_tags(["configured", "b", "never"])

        assert context.get_output_tags("model") == ["a", "c"]
        id = world.finish(step, model=1)["model"]
        assert world.store.get(ArtifactVersion, Ref.to(id)).record.tags == ("a", "c")

    @pytest.mark.parametrize("tag", ["", "t" * 256, "a\0b"], ids=["empty", "long", "NUL"])
    def test_what_cannot_be_a_tag_is_refused_at_once(self, world, tag):
        context = StepContext(world.step(outputs=("model",)))

        with pytest.raises(InvalidArgumentError, match="tag"):
            context.add_output_tags(["a", tag])
        assert context.get_output_tags() == []

    def test_the_uri_is_where_the_output_will_be(self, world):
        step = world.step(outputs=(CONFIGURED, "report"))
        context = StepContext(step)

        uri = Path(context.get_output_artifact_uri("model"))

        assert not uri.exists()
        world.finish(step, model=1, report=2)
        assert uri.is_dir()
        assert uri == Path(StepContext(step).get_output_artifact_uri("model"))
        assert uri != Path(context.get_output_artifact_uri("report"))

    @pytest.mark.parametrize(
        "call",
        [
            lambda context, *name: context.add_output_metadata({"k": 1}, *name),
            lambda context, *name: context.get_output_metadata(*name),
            lambda context, *name: context.add_output_tags(["a"], *name),
            lambda context, *name: context.get_output_tags(*name),
            lambda context, *name: context.remove_output_tags(["a"], *name),
            lambda context, *name: context.get_output_artifact_uri(*name),
            lambda context, *name: context.get_output_materializer(*name, data_type=int),
        ],
        ids=["metadata", "get metadata", "tags", "get tags", "remove tags", "uri", "materializer"],
    )
    @pytest.mark.parametrize(
        ("outputs", "name", "problem"),
        [
            ((), (), "Step 'train' has no outputs"),
            ((), ("model",), "Step 'train' has no outputs"),
            (("a", "b"), (), r"several outputs \(a, b\)"),
            (("model",), ("modle",), "called 'modle'. Did you mean 'model'"),
        ],
        ids=["none", "named none", "several", "misspelt"],
    )
    def test_the_output_meant_must_be_clear(self, world, refused, call, outputs, name, problem):
        context = StepContext(world.step(name="train", outputs=outputs))
        with refused(StepContextError, problem) as raised:
            call(context, *name)
        assert not isinstance(raised.value, ValueError)


class TestMaterializers:
    def test_the_one_configured_for_the_output(self, world):
        dotted = f"{TextMaterializer.__module__}.{TextMaterializer.__qualname__}"
        context = StepContext(
            world.step(outputs=(OutputSpec(name="a", artifact="a", materializers=(dotted,)),))
        )

        found = context.get_output_materializer()

        assert type(found).__name__ == "TextMaterializer"
        assert found.uri == context.get_output_artifact_uri()

    def test_the_one_given(self, world):
        context = StepContext(world.step(outputs=("a", "b")))

        found = context.get_output_materializer("b", custom_materializer_class=TextMaterializer)

        assert isinstance(found, TextMaterializer)
        assert found.uri == context.get_output_artifact_uri("b")

    def test_the_one_for_a_type(self, world):
        context = StepContext(world.step(outputs=("a",)))

        found = context.get_output_materializer(data_type=list)

        assert type(found) is find_materializer(list)

    def test_without_any_of_these(self, world):
        context = StepContext(world.step(outputs=("a",)))

        with pytest.raises(StepContextError, match=r"What output 'a' will hold.*pass data_type"):
            context.get_output_materializer()
