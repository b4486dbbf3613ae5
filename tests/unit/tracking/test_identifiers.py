"""Identifiers: their shapes, and what they find."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tallystick.errors import (
    AmbiguousReferenceError,
    InvalidArgumentError,
    InvalidValueError,
    NotFoundError,
)
from tallystick.records.targets import Kind, Target
from tallystick.tracking.identifiers import (
    ArtifactVersionIdentifier,
    ModelVersionIdentifier,
    PipelineRunIdentifier,
    StepRunIdentifier,
)

ID = "0198c0de-0000-7000-8000-000000000000"
RUN = PipelineRunIdentifier(id=ID)
WRONG = [
    (PipelineRunIdentifier, {}, "takes id, or name, or prefix; got nothing"),
    (PipelineRunIdentifier, {"id": ID, "name": "a"}, "got id and name"),
    (PipelineRunIdentifier, {"name": "a", "prefix": "a"}, "got name and prefix"),
    (StepRunIdentifier, {}, "takes id, or name and run; got nothing"),
    (StepRunIdentifier, {"name": "train"}, "got name"),
    (StepRunIdentifier, {"run": RUN}, "got run"),
    (StepRunIdentifier, {"id": ID, "name": "train", "run": RUN}, "got id and name and run"),
    (ArtifactVersionIdentifier, {}, "takes id, or name and version; got nothing"),
    (ArtifactVersionIdentifier, {"name": "a"}, "got name"),
    (ArtifactVersionIdentifier, {"version": "1"}, "got version"),
    (ArtifactVersionIdentifier, {"id": ID, "version": "1"}, "got id and version"),
    (ModelVersionIdentifier, {}, "takes id, or name and version; got nothing"),
    (ModelVersionIdentifier, {"name": "a"}, "got name"),
    (ModelVersionIdentifier, {"id": ID, "name": "a", "version": 1}, "got id and name and version"),
]


@pytest.mark.parametrize(
    ("kind", "given", "problem"), WRONG, ids=[f"{k.__name__}-{'-'.join(g)}" for k, g, _ in WRONG]
)
def test_another_shape_is_refused(kind, given, problem):
    with pytest.raises(InvalidArgumentError, match=f"^{kind.__name__} .*{problem}") as raised:
        kind(**given)
    assert isinstance(raised.value, ValueError)


def test_the_run_of_a_step_is_an_identifier():
    with pytest.raises(InvalidValueError, match=r"StepRunIdentifier\(run=...\) is a Pipeline"):
        StepRunIdentifier(name="train", run="training-1")


def test_identifiers_are_compared_by_what_they_say():
    assert PipelineRunIdentifier(name="a") == PipelineRunIdentifier(name="a")
    assert len({PipelineRunIdentifier(name="a"), PipelineRunIdentifier(prefix="a")}) == 2


@pytest.mark.parametrize("by", ["id", "text", "name", "prefix", "prefix of the id"])
def test_runs(world, session, by):
    id = world.run("training-1")
    identifier = {
        "id": PipelineRunIdentifier(id=id),
        "text": PipelineRunIdentifier(id=str(id)),
        "name": PipelineRunIdentifier(name="training-1"),
        "prefix": PipelineRunIdentifier(prefix="train"),
        "prefix of the id": PipelineRunIdentifier(prefix=str(id)[:-3]),
    }[by]

    assert identifier.target(session) == Target(Kind.RUN, id)


def test_a_name_is_the_whole_name(world, session):
    id = world.run("training-1")

    for text in ("training", str(id), str(id)[:8]):
        with pytest.raises(NotFoundError, match="There is no run"):
            PipelineRunIdentifier(name=text).target(session)


def test_a_prefix_may_be_ambiguous(world, session):
    world.run("training-1"), world.run("training-2")

    with pytest.raises(AmbiguousReferenceError):
        PipelineRunIdentifier(prefix="training").target(session)


def test_steps(world, session):
    step = world.step(world.run("training-1"))

    by_id = StepRunIdentifier(id=step.step_run_id)
    by_name = StepRunIdentifier(name="train", run=PipelineRunIdentifier(name="training-1"))

    assert by_id.target(session) == by_name.target(session) == step.step_target[0]


@pytest.mark.parametrize(
    ("identifier", "make", "kind"),
    [
        (ArtifactVersionIdentifier, "artifact", Kind.ARTIFACT_VERSION),
        (ModelVersionIdentifier, "model_version", Kind.MODEL_VERSION),
    ],
)
def test_versions(world, session, identifier, make, kind):
    id = getattr(world, make)("thing")
    getattr(world, make)("thing")

    assert identifier(id=str(id)).target(session) == Target(kind, id)
    assert identifier(name="thing", version="1").target(session) == Target(kind, id)
    assert identifier(name="thing", version=1).target(session) == Target(kind, id)


def test_a_stage_is_a_version(world, session):
    world.model_version("churn")
    id = world.model_version("churn")

    found = ModelVersionIdentifier(name="churn", version="latest").target(session)

    assert found == Target(Kind.MODEL_VERSION, id)


@pytest.mark.parametrize(
    "kind",
    [
        PipelineRunIdentifier,
        StepRunIdentifier,
        ArtifactVersionIdentifier,
        ModelVersionIdentifier,
    ],
)
def test_a_malformed_id_is_refused_when_looked_up(session, kind):
    with pytest.raises(InvalidArgumentError, match=rf"{kind.__name__}\(id=...\) is a UUID"):
        kind(id="0198").target(session)


def test_what_is_not_there(session):
    with pytest.raises(NotFoundError):
        ArtifactVersionIdentifier(name="dataset", version=1).target(session)
    with pytest.raises(NotFoundError):
        ModelVersionIdentifier(name="churn", version="1").target(session)
    with pytest.raises(NotFoundError):
        StepRunIdentifier(name="train", run=PipelineRunIdentifier(id=uuid4())).target(session)
