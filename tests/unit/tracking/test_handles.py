"""A handle of the client names a thing wherever its name or id does."""

from __future__ import annotations

import pytest

from tallystick.client.client import Client
from tallystick.errors import InvalidValueError
from tallystick.tracking.artifacts import link_artifact_to_model, load_artifact
from tallystick.tracking.bulk import bulk_log_metadata
from tallystick.tracking.logging import log_metadata
from tallystick.tracking.model import Model
from tallystick.tracking.older import (
    log_artifact_metadata,
    log_model_metadata,
    log_step_metadata,
)
from tallystick.tracking.tags import add_tags, remove_tags


class Handles:
    """One of each."""

    def __init__(self, world):
        client = Client(world.session)
        step = world.step(world.run("training-1"), "train")
        self.run = client.get_pipeline_run("training-1")
        self.step = client.get_run_step(step.step_run_id)
        self.version = client.get_artifact_version(world.artifact("dataset"))
        self.model_version = client.get_model_version(world.model_version("churn"))
        self.pipeline = self.run.pipeline
        self.artifact = self.version.artifact
        self.model = self.model_version.model


@pytest.fixture
def handles(world):
    return Handles(world)


LOGGING = {
    "run": lambda h: log_metadata({"k": 1}, run_id_name_or_prefix=h.run),
    "step": lambda h: log_metadata({"k": 1}, step_id=h.step),
    "step by name": lambda h: log_metadata(
        {"k": 1}, step_name="train", run_id_name_or_prefix=h.run
    ),
    "step by handles": lambda h: log_metadata(
        {"k": 1}, step_name=h.step, run_id_name_or_prefix=h.run
    ),
    "version": lambda h: log_metadata({"k": 1}, artifact_version_id=h.version),
    "version by artifact": lambda h: log_metadata(
        {"k": 1}, artifact_name=h.artifact, artifact_version=h.version
    ),
    "model_version": lambda h: log_metadata({"k": 1}, model_version_id=h.model_version),
    "model_version by model": lambda h: log_metadata(
        {"k": 1}, model_name=h.model, model_version=h.model_version
    ),
    "version by older call": lambda h: log_artifact_metadata({"k": 1}, h.artifact),
    "model_version by older call": lambda h: log_model_metadata({"k": 1}, h.model, h.model_version),
    "step by older call": lambda h: log_step_metadata({"k": 1}, "train", run_id=h.run),
    "step by pipeline": lambda h: log_step_metadata({"k": 1}, "train", h.pipeline),
    "run in bulk": lambda h: bulk_log_metadata({"k": 1}, pipeline_runs=[h.run]),
    "step in bulk": lambda h: bulk_log_metadata({"k": 1}, step_runs=[h.step]),
    "version in bulk": lambda h: bulk_log_metadata({"k": 1}, artifact_versions=[h.version]),
    "model_version in bulk": lambda h: bulk_log_metadata(
        {"k": 1}, model_versions=[h.model_version]
    ),
}


@pytest.mark.parametrize("about", LOGGING)
def test_of_metadata(handles, about):
    LOGGING[about](handles)

    handle = getattr(handles, about.split()[0])
    assert handle.refresh().run_metadata["k"] == 1


def test_pages_in_bulk(handles, world):
    client = Client(world.session)

    bulk_log_metadata({"k": 1}, pipeline_runs=client.list_pipeline_runs())

    assert handles.run.refresh().run_metadata["k"] == 1


@pytest.mark.parametrize("argument", ["run", "artifact", "pipeline"])
def test_of_tags(handles, argument):
    handle = getattr(handles, argument)

    add_tags(["a", "b"], **{argument: handle})
    remove_tags(["b"], **{argument: handle})

    assert handle.refresh().tags == ["a"]


def test_of_artifacts(handles, world):
    assert load_artifact(handles.version) == 1
    assert load_artifact(handles.artifact) == 1
    assert load_artifact("dataset", handles.version) == 1
    link_artifact_to_model(handles.version, Model(name="churn", version=1))
    assert handles.model_version.refresh().artifact_versions == [handles.version]


@pytest.mark.parametrize(
    ("argument", "wrong", "said"),
    [
        ("run_id_name_or_prefix", "step", "is of a run; got a handle of a step run"),
        ("step_id", "run", "is of a step run; got a handle of a run"),
        ("artifact_version_id", "artifact", "is of an artifact version; got a handle of an art"),
        ("model_version_id", "version", "is of a model version; got a handle of an artifact v"),
    ],
)
def test_of_other_kinds_are_refused(handles, refused, argument, wrong, said):
    with refused(InvalidValueError, said):
        log_metadata({"k": 1}, **{argument: getattr(handles, wrong)})


def test_of_other_kinds_are_refused_in_bulk(handles, refused):
    with refused(InvalidValueError, r"pipeline_runs\[0\] is of a run; got a handle of a step run"):
        bulk_log_metadata({"k": 1}, pipeline_runs=[handles.step])
