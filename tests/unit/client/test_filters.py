"""Filter arguments: each operator on each sort of field, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.unit.client.conftest import BEGINNING, World

from tallystick.errors import InvalidQueryError, NotFoundError
from tallystick.records.runs import Status
from tallystick.records.targets import Kind


def names(page) -> list[str]:
    return sorted(item.name for item in page)


class TestRunFields:
    @pytest.fixture(autouse=True)
    def runs(self, world: World):
        self.model = world.model_version("rf")
        self.first = world.run("alpha", tags=("eu", "draft"), model_version_id=self.model)
        self.second = world.run("beta", pipeline="other", status=Status.FAILED, tags=("eu",))
        self.third = world.run("alpine", status=None)

    @pytest.mark.parametrize(
        ("filters", "expected"),
        [
            ({}, ["alpha", "alpine", "beta"]),
            ({"name": "alpha"}, ["alpha"]),
            ({"name": "equals:alpha"}, ["alpha"]),
            ({"name": "notequals:alpha"}, ["alpine", "beta"]),
            ({"name": "contains:lp"}, ["alpha", "alpine"]),
            ({"name": "notcontains:lp"}, ["beta"]),
            ({"name": "startswith:alp"}, ["alpha", "alpine"]),
            ({"name": "endswith:a"}, ["alpha", "beta"]),
            ({"name": 'oneof:["alpha", "beta"]'}, ["alpha", "beta"]),
            ({"name": 'in:["alpha", "beta"]'}, ["alpha", "beta"]),
            ({"name": 'notoneof:["alpha", "beta"]'}, ["alpine"]),
            ({"name": "oneof:[]"}, []),
            ({"name": "gt:alpha"}, ["alpine", "beta"]),
            ({"name": ["contains:lp", "endswith:e"]}, ["alpine"]),
            ({"name": None}, ["alpha", "alpine", "beta"]),
            ({"status": "failed"}, ["beta"]),
            ({"status": "FAILED"}, ["beta"]),
            ({"status": Status.FAILED}, ["beta"]),
            ({"status": "notequals:failed"}, ["alpha", "alpine"]),
            ({"status": 'oneof:["failed", "running"]'}, ["alpine", "beta"]),
            ({"in_progress": True}, ["alpine"]),
            ({"in_progress": False}, ["alpha", "beta"]),
            ({"pipeline": "other"}, ["beta"]),
            ({"pipeline_name": "startswith:train"}, ["alpha", "alpine"]),
            ({"tags": "eu"}, ["alpha", "beta"]),
            ({"tag": "eu"}, ["alpha", "beta"]),
            ({"tags": ["eu", "draft"]}, ["alpha"]),
            ({"tags": "contains:raf"}, ["alpha"]),
            ({"tags": "notequals:draft"}, ["alpine", "beta"]),
            ({"tags": "isnull"}, ["alpine"]),
            ({"end_time": "isnull"}, ["alpine"]),
            ({"end_time": "isnotnull:"}, ["alpha", "beta"]),
            ({"start_time": "lt:2026-01-31 12:00:02"}, ["alpha"]),
            ({"start_time": "gte:2026-01-31 12:00:02"}, ["alpine", "beta"]),
            ({"start_time": ["gt:2026-01-31", "lte:2026-01-31T12:00:03+00:00"]}, ["alpha", "beta"]),
            ({"created": BEGINNING + timedelta(seconds=1)}, ["alpha"]),
            ({"duration": "gte:1"}, ["alpha", "beta"]),
            ({"duration_s": 1}, ["alpha", "beta"]),
            ({"user": "ada"}, ["alpha", "alpine", "beta"]),
            ({"user": "notequals:ada"}, []),
            ({"orchestrator": "local", "status": "running"}, ["alpine"]),
            ({"model": "rf"}, ["alpha"]),
            ({"name": "alpha", "status": "failed"}, []),
            ({"name": "alpha", "status": "failed", "logical_operator": "or"}, ["alpha", "beta"]),
            ({"tags": ["draft", "nothing"], "logical_operator": "or"}, ["alpha"]),
            ({"logical_operator": "or"}, ["alpha", "alpine", "beta"]),
            ({"hydrate": True, "include_full_metadata": True}, ["alpha", "alpine", "beta"]),
        ],
    )
    def test_what_they_find(self, client, filters, expected):
        assert names(client.list_pipeline_runs(**filters)) == expected

    def test_ids(self, client):
        run = client.get_pipeline_run("alpha")

        for filters in (
            {"id": run.id},
            {"id": str(run.id)},
            {"id": f"startswith:{str(run.id)[:35]}"},
            {"pipeline_id": run.pipeline.id, "id": run.id},
            {"pipeline": run.pipeline, "name": "alpha"},
            {"pipeline": str(run.pipeline.id), "name": "alpha"},
            {"model_version_id": self.model},
            {"model": client.get_model("rf")},
        ):
            assert self.first in [found.id for found in client.list_pipeline_runs(**filters)]
        assert names(client.list_pipeline_runs(id=f'oneof:["{self.first}", "{self.second}"]')) == [
            "alpha",
            "beta",
        ]
        assert names(client.list_pipeline_runs(id=uuid4())) == []

    @pytest.mark.parametrize(
        ("filters", "message"),
        [
            ({"id": "not-an-id"}, "id= is compared with an id .*'not-an-id'"),
            ({"status": "complete"}, "'complete' is not a status.*'completed'"),
            ({"status": "oneof:complete"}, "takes a JSON list"),
            ({"name": "oneof:alpha"}, "takes a JSON list"),
            ({"name": 'oneof:"alpha"'}, "takes a JSON list"),
            ({"name": "contians:lp"}, "no operator 'contians'. Did you mean 'contains'"),
            ({"name": object()}, "name= is compared with text"),
            ({"start_time": "gt:yesterday"}, "start_time= is compared with a time such as"),
            ({"start_time": "contains:2026"}, "is for text"),
            ({"duration": "gt:long"}, "duration= is compared with a number; got 'long'"),
            ({"duration": True}, "duration= is compared with a number"),
            ({"in_progress": "maybe"}, "in_progress= is True or False"),
            ({"updated": "gt:2026-01-01"}, "not recorded"),
            ({"stack": "default"}, "cannot be found by stack"),
            ({"templatable": True}, "not recorded"),
            ({"logical_operator": "xor"}, "'and' or 'or'; got 'xor'"),
        ],
    )
    def test_what_cannot_be_understood(self, world, client, filters, message):
        before = world.journal_length()

        with pytest.raises(InvalidQueryError, match=message) as error:
            client.list_pipeline_runs(**filters)
        assert isinstance(error.value, ValueError)
        assert world.journal_length() == before

    def test_a_value_that_begins_like_an_operator_is_said_by_equals(self, world, client):
        world.run("contians:x")

        assert names(client.list_pipeline_runs(name="equals:contians:x")) == ["contians:x"]

    def test_values_with_colons_are_plain(self, world, client):
        world.run("s3://bucket/x")

        assert names(client.list_pipeline_runs(name="s3://bucket/x")) == ["s3://bucket/x"]

    def test_an_unknown_model_is_a_key_error(self, client):
        with pytest.raises(NotFoundError, match="no model 'rff'"):
            client.list_pipeline_runs(model="rff")


LISTS = [
    "list_pipeline_runs",
    "list_run_steps",
    "list_pipelines",
    "list_artifacts",
    "list_artifact_versions",
    "list_models",
    "list_model_versions",
]


@pytest.mark.parametrize("method", LISTS)
class TestEveryList:
    def test_unknown_arguments_are_type_errors_with_close_ones(self, client, method):
        with pytest.raises(TypeError, match=rf"{method}\(\) got .* 'nmae'. Did you mean 'name'"):
            getattr(client, method)(nmae="x")

    def test_an_empty_store_has_an_empty_page(self, client, method):
        page = getattr(client, method)()

        assert len(page) == page.total == 0
        assert page.total_pages == page.index == 1

    def test_every_one_filters_by_metadata_and_sorts_by_created(self, client, method):
        page = getattr(client, method)(
            sort_by="desc:created", run_metadata=["a:1", "b:gt:2"], logical_operator="or"
        )

        assert list(page) == []

    def test_every_one_has_a_project(self, client, method):
        assert list(getattr(client, method)(project="other")) == []


class TestSteps:
    @pytest.fixture(autouse=True)
    def steps(self, world):
        self.model = world.model_version("rf")
        self.run = world.run("training-1", status=None)
        self.load = world.step(self.run, "load")
        world.step(self.run, "train", status=Status.RETRIED)
        self.train = world.step(
            self.run, "train", attempt=2, code_hash="c1", model_version_id=self.model
        )
        world.step(world.run("other-1", pipeline="other"), "load")

    def test_what_they_find(self, client):
        def found(**filters):
            return [step.name for step in client.list_run_steps(**filters)]

        assert found() == ["load", "train", "train", "load"]
        assert found(pipeline_run_id=self.run) == ["load", "train", "train"]
        assert found(pipeline_run_id=str(self.run), exclude_retried=True) == ["load", "train"]
        assert found(exclude_retried=False, name="train") == ["train", "train"]
        assert found(pipeline="other") == ["load"]
        assert found(status="retried") == ["train"]
        assert found(version=2) == ["train"]
        assert found(code_hash="c1") == ["train"]
        assert found(model="rf") == ["train"]
        assert found(model_version_id=self.model) == ["train"]

    def test_tags_are_not_asked_of_steps(self, client):
        with pytest.raises(TypeError, match="'tags'"):
            client.list_run_steps(tags="x")


class TestArtifacts:
    @pytest.fixture(autouse=True)
    def artifacts(self, world):
        self.run = world.run("training-1", status=None)
        world.step(self.run, "load", outputs={"data": [1]})
        world.artifact("training::load::output", tags=["x"])
        world.artifact("data", version="raw")

    def test_what_they_find(self, world, client):
        def found(**filters):
            page = client.list_artifact_versions(**filters)
            return [f"{version.name}:{version.version}" for version in page]

        default = "training::load::output:1"
        assert found() == ["data:1", default, "data:raw"]
        assert found(artifact="data") == ["data:1", "data:raw"]
        assert found(artifact=client.get_artifact("data")) == ["data:1", "data:raw"]
        assert found(artifact_id=client.get_artifact("data").id) == ["data:1", "data:raw"]
        assert found(name="data", version="raw") == ["data:raw"]
        assert found(version_number=1, name="startswith:train") == [default]
        assert found(version_number="isnull") == ["data:raw"]
        assert found(type="DataArtifact", tags="x") == [default]
        assert found(data_type="endswith:list") == ["data:1", default, "data:raw"]
        assert found(uri="startswith:data/") == ["data:1", "data:raw"]
        assert found(uri=client.get_artifact_version("data", 1).uri) == ["data:1"]
        assert found(materializer="contains:nothing") == []
        assert found(pipeline_run="training-1") == ["data:1"]
        assert found(pipeline_run=client.get_pipeline_run(self.run)) == ["data:1"]
        assert found(only_unused=True) == [default, "data:raw"]
        assert found(only_unused=False) == found()
        assert found(has_custom_name=True) == ["data:1", "data:raw"]
        assert found(has_custom_name=False) == [default]
        assert found(safe=True, save_type="manual", size_bytes="gt:0") == found()
        assert names(client.list_artifacts(has_custom_name=True)) == ["data"]
        assert names(client.list_artifacts(name="contains:load")) == ["training::load::output"]

    def test_what_is_read_is_used(self, world, client):
        raw = client.get_artifact_version("data", "raw").id
        world.step(self.run, "train", inputs={"x": (raw,)})

        assert raw not in [v.id for v in client.list_artifact_versions(only_unused=True)]

    def test_all_are_unused_where_nothing_ran(self, world, client):
        client.delete_pipeline_run("training-1")

        assert client.list_artifact_versions(only_unused=True).total == 3

    def test_unknown_types_name_close_ones(self, client):
        with pytest.raises(
            InvalidQueryError, match=r"'ModelArtefact' is not a type.*ModelArtifact"
        ):
            client.list_artifact_versions(type="ModelArtefact")


def test_model_versions(world, client):
    world.model_version("rf", tags=("x",))
    world.model_version("rf", "v-two")
    world.model_version("svm")
    client.update_model_version("rf", 2, stage="production")

    def found(*model, **filters):
        page = client.list_model_versions(*model, **filters)
        return [(version.model.name, version.number) for version in page]

    assert sorted(found()) == [("rf", 1), ("rf", 2), ("svm", 1)]
    assert found("rf") == [("rf", 1), ("rf", 2)]
    assert found(model="rf", sort_by="desc:number") == [("rf", 2), ("rf", 1)]
    assert found(client.get_model("svm")) == [("svm", 1)]
    assert found(model_name_or_id="svm") == [("svm", 1)]
    assert found(stage="production") == [("rf", 2)]
    assert found(name="v-two") == [("rf", 2)]
    assert found(number="gte:2") == [("rf", 2)]
    assert found(tags="x") == [("rf", 1)]
    assert names(client.list_models(name="rf")) == ["rf"]
    assert names(client.list_pipelines()) == []


class TestMetadata:
    @pytest.fixture(autouse=True)
    def runs(self, world):
        self.world = world
        one = world.run(
            "one",
            status=None,
            metadata={
                "accuracy": 0.93,
                "lab": "lab2",
                "done": True,
                "nothing": None,
                "metrics": {"accuracy": 0.93, "learning rate": 0.1},
                "shape": [120, 3],
                "at": BEGINNING,
                "number as text": "3",
                "odd:key": 5,
                "a.b": 1,
                "took": timedelta(seconds=90),
            },
        )
        world.step(one, "train", metadata={"loss": 0.1, "nested": {"loss": 0.2}})
        two = world.run(
            "two", metadata={"accuracy": 0.5, "lab": "lab10", "done": False, "a": {"b": 1}}
        )
        world.step(two, "train", metadata={"loss": 0.9})
        world.log(Kind.RUN, two, {"accuracy": 0.4})
        world.run("three", metadata={"accuracy": "high", "number as text": 3})

    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ("accuracy:0.93", ["one"]),
            ("accuracy:equals:0.93", ["one"]),
            ("accuracy:gt:0.9", ["one"]),
            ("accuracy:gte:0.93", ["one"]),
            ("accuracy:lt:0.93", ["two"]),
            ("accuracy:lte:0.4", ["two"]),
            ("accuracy:0.5", []),
            ("accuracy:gt:0.45", ["one"]),
            ("accuracy:high", ["three"]),
            ("accuracy:notequals:0.93", ["three", "two"]),
            ("accuracy:isnotnull", ["one", "three", "two"]),
            ("accuracy:isnull:", []),
            ("lab:lab2", ["one"]),
            ('lab:"lab2"', ["one"]),
            ("lab:contains:lab", ["one", "two"]),
            ("lab:notcontains:10", ["one"]),
            ("lab:startswith:lab1", ["two"]),
            ("lab:endswith:2", ["one"]),
            ("lab:isnull", ["three"]),
            ("nothing:isnull", ["one", "three", "two"]),
            ("nothing:null", ["one"]),
            ("done:true", ["one"]),
            ("done:false", ["two"]),
            ("done:True", []),
            ("number as text:3", ["one", "three"]),
            ('number as text:"3"', ["one"]),
            ('lab:oneof:["lab2", "lab10"]', ["one", "two"]),
            ("accuracy:oneof:[0.93, 0.4]", ["one", "two"]),
            ('accuracy:in:["0.93"]', ["one"]),
            ('lab:notoneof:["lab2"]', ["two"]),
            ("metrics.accuracy:gt:0.9", ["one"]),
            ("metrics.learning rate:0.1", ["one"]),
            ('metrics."learning rate":0.1', ["one"]),
            ('"metrics"."learning rate":gt:0.05', ["one"]),
            ('metrics:{"accuracy": 0.93, "learning rate": 0.1}', ["one"]),
            ('metrics:{"accuracy": 0.93}', []),
            ("metrics:contains:learning", ["one"]),
            ("metrics:isnotnull", ["one"]),
            ("shape:[120, 3]", ["one"]),
            ("shape:contains:120", ["one"]),
            ('"odd:key":gt:4', ["one"]),
            ("a.b:1", ["one", "two"]),
            ("at:lt:2026-02-01 00:00:00", ["one"]),
            ("at:2026-01-31 12:00:00", ["one"]),
            ("took:gt:60", ["one"]),
            ("train::loss:lt:0.5", ["one"]),
            ("train::nested.loss:0.2", ["one"]),
            ("train::loss:notequals:0.1", ["two"]),
            ("predict::loss:isnull", ["one", "three", "two"]),
            (["accuracy:gt:0.3", "lab:lab10"], ["two"]),
            ({"lab": "lab2"}, ["one"]),
            ({"done": True}, ["one"]),
            ({"accuracy": "gt:0.9"}, ["one"]),
            ([], ["one", "three", "two"]),
        ],
    )
    def test_what_they_find(self, client, given, expected):
        assert names(client.list_pipeline_runs(run_metadata=given)) == expected

    def test_alternatives(self, client):
        page = client.list_pipeline_runs(
            run_metadata=["accuracy:gt:0.9", "lab:lab10"], name="three", logical_operator="or"
        )

        assert names(page) == ["one", "three", "two"]

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ("accuracy", "no key and value with a colon between them; write 'key:value'"),
            (":3", "no key and value"),
            ("", "no key and value"),
            ("::loss:3", "no key and value"),
            ("train::loss", "no key and value"),
            ("accuracy:gt:high", "run_metadata, accuracy: 'gt' compares with a number or a time"),
            ("accuracy:gt:nan", "compares with a number or a time"),
            ("accuracy:oneof:0.9", "takes a JSON list"),
            ("accuracy:contians:x", "Did you mean 'contains'"),
            ('"odd:key', "quotes are not closed"),
            ('"metrics"."accuracy":[1]', "compared as a whole"),
            (3, "is of type int"),
        ],
    )
    def test_what_cannot_be_understood(self, client, given, message):
        with pytest.raises(InvalidQueryError, match=message):
            client.list_pipeline_runs(run_metadata=given)

    def test_only_runs_have_steps(self, client):
        with pytest.raises(InvalidQueryError, match="names a step, which only runs have"):
            client.list_run_steps(run_metadata="train::loss:3")
        assert client.list_run_steps(run_metadata="loss:gt:0.5").total == 1
