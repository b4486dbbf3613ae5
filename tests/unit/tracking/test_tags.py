"""Tags."""

from __future__ import annotations

import pytest

from tallystick.client.client import Client
from tallystick.errors import InvalidArgumentError, InvalidValueError, NotFoundError
from tallystick.plan.plan import OutputSpec
from tallystick.records.artifacts import Artifact, ArtifactVersion
from tallystick.records.pipelines import Pipeline
from tallystick.records.references import Ref
from tallystick.records.runs import Run
from tallystick.tracking.tags import Tag, add_tags, checked_tags, remove_tags


class Text(str):
    """Tags as the client hands them out are of a class of their own."""

    __slots__ = ()


def tags(world, kind, name, version=None):
    return world.store.get(kind, Ref(str(name), version=version)).record.tags


class TestTag:
    def test_shows_its_name(self):
        assert str(Tag("best", color="blue")) == "best"

    @pytest.mark.parametrize(
        "given",
        ["a", Tag("a"), ["a"], ("a", Tag("a")), {"a"}, [Text("a")]],
        ids=["text", "Tag", "list", "tuple with both", "set", "subclass"],
    )
    def test_tags_are_one_or_several_texts(self, given):
        (tag,) = checked_tags(given)

        assert tag == Tag("a")
        assert type(tag.name) is str

    @pytest.mark.parametrize("given", [7, [7], [None], [["a"]], b"a"], ids=repr)
    def test_anything_else_is_refused(self, given):
        with pytest.raises(InvalidValueError, match=r"a list of texts and Tags|a text or a Tag"):
            checked_tags(given)

    def test_an_empty_one_is_refused(self):
        with pytest.raises(InvalidArgumentError, match="A tag is empty"):
            checked_tags(["a", ""])

    def test_a_name_is_text(self):
        with pytest.raises(InvalidValueError, match="A tag's name is text; got int"):
            Tag(7)


class TestTargets:
    @pytest.mark.parametrize(
        ("kind", "name", "given"),
        [
            (Pipeline, "training", {"pipeline": "training"}),
            (Run, "training-1", {"run": "training-1"}),
            (Run, "training-1", {"run": "training-"}),
            (Artifact, "dataset", {"artifact": "dataset"}),
            (ArtifactVersion, "dataset", {"artifact_name": "dataset", "artifact_version": "1"}),
            (ArtifactVersion, "dataset", {"artifact_name": "dataset", "artifact_version": 1}),
        ],
        ids=str,
    )
    @pytest.mark.parametrize("inside", [True, False])
    def test_by_name(self, world, kind, name, given, inside):
        world.run("training-1")
        world.artifact("dataset")
        step = world.step(world.run("other", pipeline="other"))

        if inside:
            with world.inside(step):
                add_tags(["a", Tag("b"), "a"], **given)
        else:
            add_tags(["a", Tag("b"), "a"], **given)
        assert tags(world, kind, name) == ("a", "b")

        remove_tags(["a", "never"], **given)
        assert tags(world, kind, name) == ("b",)

    def test_by_id(self, world):
        run, version = world.run(), world.artifact()

        add_tags("a", run=run)
        add_tags("b", artifact_version_id=version)

        assert tags(world, Run, run) == ("a",)
        assert tags(world, ArtifactVersion, version) == ("b",)

    def test_in_a_step_the_run_is_meant(self, world):
        step = world.step()

        with world.inside(step):
            add_tags(["a", "b"])
            remove_tags("b")

        assert tags(world, Run, step.run_id) == ("a",)

    def test_outputs_have_them_when_they_are_recorded(self, world):
        configured = OutputSpec(name="model", artifact="model", tags=("configured", "other"))
        step = world.step(outputs=(configured, "report"))

        with world.inside(step):
            add_tags(["a", "b"], infer_artifact=True, artifact_name="model")
            remove_tags(["b", "other"], infer_artifact=True, artifact_name="model")
            add_tags("r", artifact_name="report", infer_artifact=True)

        ids = world.finish(step, model=1, report=2)
        assert tags(world, ArtifactVersion, ids["model"]) == ("configured", "a")
        assert tags(world, ArtifactVersion, ids["report"]) == ("r",)
        assert tags(world, Run, step.run_id) == ()

    def test_no_tags_change_nothing(self, world):
        run = world.run()
        before = world.changes()

        add_tags([], run=run)
        remove_tags([], run=run)

        assert world.changes() == before


class TestExclusive:
    def test_of_the_runs_of_a_pipeline_one_has_it(self, world):
        first, second = world.run("one"), world.run("two")
        other = world.run("three", pipeline="other")
        best = Tag("best", exclusive=True)
        for run in (first, other, second):
            add_tags([best, "plain"], run=run)

        assert tags(world, Run, first) == ("plain",)
        assert tags(world, Run, second) == tags(world, Run, other) == ("best", "plain")

    def test_of_the_versions_of_an_artifact_one_has_it(self, world):
        first, second, other = (world.artifact(name) for name in ("a", "a", "b"))
        for version in (first, other, second):
            add_tags(Tag("best", exclusive=True), artifact_version_id=version)

        assert tags(world, ArtifactVersion, first) == ()
        assert tags(world, ArtifactVersion, second) == ("best",)
        assert tags(world, ArtifactVersion, other) == ("best",)

    def test_things_that_have_no_others_beside_them_all_have_it(self, world):
        world.artifact("a"), world.artifact("b")
        for name in ("a", "b"):
            add_tags(Tag("best", exclusive=True), artifact=name)

        assert tags(world, Artifact, "a") == tags(world, Artifact, "b") == ("best",)

    def test_it_is_remembered(self, world):
        first, second = world.run("one"), world.run("two")
        add_tags(Tag("best", exclusive=True, color="blue"), run=first)

        add_tags("best", run=second)

        assert tags(world, Run, first) == ()
        assert tags(world, Run, second) == ("best",)
        known = Client(world.session).get_tag("best")
        assert (known.exclusive, known.color) == (True, "blue")

    def test_one_made_by_a_client_is(self, world):
        first, second = world.run("one"), world.run("two")
        Client(world.session).create_tag("best", exclusive=True)

        for run in (first, second):
            add_tags("best", run=run)

        assert tags(world, Run, first) == ()

    def test_said_again_it_stays(self, world):
        run = world.run()
        for _ in range(2):
            add_tags(Tag("best", exclusive=True), run=run)

        assert tags(world, Run, run) == ("best",)

    def test_an_output_cannot_have_it_yet(self, world, refused):
        step = world.step(outputs=("model",))
        with world.inside(step), refused(InvalidArgumentError, "'best' cannot be put on an output"):
            add_tags(["a", Tag("best", exclusive=True)], infer_artifact=True)
        assert step.output_tags == {}


def test_a_cascading_tag_of_a_run_is_on_what_it_has_made(world):
    step = world.step(outputs=("model",))
    made = world.finish(step, model=1)["model"]
    other = world.artifact()

    add_tags([Tag("gold", cascade=True), "plain"], run=step.run_id)

    assert tags(world, Run, step.run_id) == ("gold", "plain")
    assert tags(world, ArtifactVersion, made) == ("gold",)
    assert tags(world, ArtifactVersion, other) == ()


@pytest.mark.parametrize("call", [add_tags, remove_tags])
class TestRefusals:
    def test_outside_of_a_step_something_is_to_be_named(self, refused, call):
        with refused(InvalidArgumentError, "No step is running here") as raised:
            call("a")
        assert "artifact_version_id" in str(raised.value)

    @pytest.mark.parametrize(
        "given",
        [
            {"run": "training-1", "pipeline": "training"},
            {"artifact_name": "dataset"},
            {"artifact_version": "1"},
            {"artifact": "dataset", "artifact_version": "1"},
            {"run": "training-1", "infer_artifact": True},
            {"artifact_version_id": "x", "infer_artifact": True},
        ],
        ids="+".join,
    )
    @pytest.mark.parametrize("inside", [True, False])
    def test_contradictions_are_named(self, world, refused, call, given, inside):
        step = world.step(world.run("training-1"), outputs=("dataset",))
        with refused(InvalidArgumentError, "do not say together what the tags are for") as raised:
            if inside:
                with world.inside(step):
                    call("a", **given)
            call("a", **given)
        assert set(raised.value.given) == set(given)

    def test_inferring_outside_of_a_step(self, refused, call):
        with refused(InvalidArgumentError, "infer_artifact works only while a step is running"):
            call("a", infer_artifact=True)

    def test_an_unknown_output(self, world, refused, call):
        with world.inside(world.step(outputs=("model",))), refused(InvalidArgumentError, "'modle'"):
            call("a", infer_artifact=True, artifact_name="modle")

    @pytest.mark.parametrize("argument", ["pipeline", "run", "artifact"])
    def test_what_is_not_there(self, refused, call, argument):
        with refused(NotFoundError, f"There is no {argument} 'nothing'"):
            call("a", **{argument: "nothing"})

    def test_wrong_types(self, refused, call):
        with refused(InvalidValueError, "run is an id or a name"):
            call("a", run=7)
        with refused(InvalidValueError, "tags is a list"):
            call(7)
