"""Attributes that are not there name those that may have been meant."""

from __future__ import annotations

import copy

import pytest

from tallystick.client.handles import PipelineRunResponse


@pytest.fixture
def run(world, client):
    id = world.run("training-1", metadata={"accuracy": 0.9})
    world.step(id, outputs={"model": [1]})
    return client.get_pipeline_run(id)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("metadata", "A run has no attribute 'metadata'. Did you mean 'run_metadata'?"),
        ("metrics", "A run has no attribute 'metrics'. Did you mean 'run_metadata'?"),
        ("paramters", "A run has no attribute 'paramters'. Did you mean 'parameters'?"),
        ("xyz", "A run has no attribute 'xyz'."),
        ("_private", "_private"),
    ],
)
def test_on_a_handle(run, name, said):
    with pytest.raises(AttributeError) as raised:
        getattr(run, name)

    assert str(raised.value) == said
    assert raised.value.name == name
    assert raised.value.obj is run


def test_on_handles_of_other_kinds(client, run):
    version = client.get_artifact_version("model")

    with pytest.raises(AttributeError, match=r"An artifact version .*'run_metadata'"):
        version.metadata  # noqa: B018  the access is the point
    with pytest.raises(AttributeError, match=r"A pipeline .*'last_run'"):
        run.pipeline.lastrun  # noqa: B018  as above


def test_on_clients_and_collections(client):
    with pytest.raises(AttributeError, match=r"A client has no attribute 'run'.*'runs'"):
        client.run  # noqa: B018  as above
    with pytest.raises(AttributeError, match="Did you mean 'find'"):
        client.runs.list()


def test_on_metadata(run):
    with pytest.raises(AttributeError, match=r"is a key: write run_metadata\['accuracy'\]"):
        run.run_metadata.accuracy  # noqa: B018  as above
    with pytest.raises(AttributeError, match="Did you mean 'history'"):
        run.run_metadata.hstory  # noqa: B018  as above


def test_what_is_not_there_can_be_asked_for(run):
    assert not hasattr(run, "metadata")
    assert getattr(run, "metadata", 3) == 3
    assert copy.copy(run) == run


def test_an_attribute_that_fails_says_why_itself(run, monkeypatch):
    def fail(_: object) -> None:
        raise AttributeError("no such thing within")

    monkeypatch.setattr(PipelineRunResponse, "graph", property(fail))

    with pytest.raises(AttributeError, match="no such thing within"):
        run.graph  # noqa: B018  as above


class TestCompletion:
    def test_of_attributes(self, run):
        assert {"run_metadata", "steps", "refresh"} <= set(dir(run))
        assert {"enable_cache", "parameters"} <= set(dir(run.config))

    def test_of_the_only_version_in_a_list(self, run):
        versions = run.steps["train"].outputs["model"]

        assert {"load", "uri", "append"} <= set(dir(versions))

    def test_of_keys(self, run):
        assert run.steps._ipython_key_completions_() == ["train"]
        assert run.run_metadata._ipython_key_completions_() == ["accuracy"]
        assert "parameters" in run.config._ipython_key_completions_()
