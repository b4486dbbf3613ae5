"""What people read of the state as it was recorded once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tallystick.client.session import Session
from tallystick.errors import InvalidArgumentError, InvalidValueError, NotFoundError
from tallystick.records.commands import ChangeTags, PromoteModel
from tallystick.records.models import Stage
from tallystick.records.runs import Status
from tallystick.records.targets import Kind


@pytest.fixture
def newest(world):
    """The number of the newest command, when called."""
    return lambda: sum(1 for _ in world.store.changes())


def test_a_run_is_as_it_was(world, client, newest):
    id = world.run("nightly", status=None, metadata={"accuracy": 0.5})
    then = newest()
    world.log(Kind.RUN, id, {"accuracy": 0.9, "late": 1})
    world.finish(id)

    run = client.runs.get("nightly", as_of=then)

    assert (run.status, run.ended_at) == (Status.RUNNING, None)
    assert run.run_metadata == {"accuracy": 0.5}
    assert [entry.value for entry in run.run_metadata.history("accuracy")] == [0.5]
    assert client.runs.get("nightly").run_metadata["accuracy"] == 0.9
    assert run.refresh().status is Status.RUNNING


def test_what_a_handle_of_the_past_leads_to_is_of_the_past(world, client, newest):
    run = world.run(status=None)
    step = world.step(run, status=None, metadata={"loss": 1})
    then = newest()
    world.log(Kind.STEP_RUN, step, {"loss": 2})
    world.step(run, "evaluate")

    past = client.runs.get(run, as_of=then)

    assert list(past.steps) == ["train"]
    assert past.steps["train"].run_metadata == {"loss": 1}
    assert past.run_metadata["train::loss"] == 1
    assert past.steps["train"].run.run_metadata == {}
    assert list(client.runs.get(run).steps) == ["train", "evaluate"]


def test_runs_are_found_by_what_was(world, client, newest):
    for name, accuracy in (("low", 0.5), ("high", 0.9)):
        world.run(name, metadata={"accuracy": accuracy})
    then = newest()
    world.log(Kind.RUN, client.runs.get("low").id, {"accuracy": 0.95})
    world.run("later", metadata={"accuracy": 0.99})

    page = client.runs.find("accuracy > 0.4", sort="accuracy desc", as_of=then)

    assert [run.name for run in page] == ["high", "low"]
    assert page[1].run_metadata["accuracy"] == 0.5
    assert [run.name for run in client.runs.find(sort="accuracy desc")] == ["later", "low", "high"]


def test_every_collection_has_a_past(world, client, newest):
    run = world.run(pipeline="training")
    step = world.step(run)
    artifact = world.artifact("data")
    version = world.model_version("rf")
    world.apply(PromoteModel, model_version_id=version, stage=Stage.STAGING)
    then = newest()
    second = world.model_version("rf")
    world.artifact("data")
    world.apply(PromoteModel, model_version_id=second, stage=Stage.STAGING, force=True)

    assert client.pipelines.get("training", as_of=then).id == client.pipelines.get("training").id
    assert client.steps.get(step, as_of=then).id == step
    assert client.artifacts.get("data", as_of=then).latest_version_name == "1"
    assert client.artifact_versions.get("data", as_of=then).id == artifact
    assert client.models.get("rf", as_of=then).latest_version_name == "1"
    assert client.model_versions.get("rf", "staging", as_of=then).id == version
    assert client.model_versions.get("rf", "staging").id == second
    assert [len(client.model_versions.find(as_of=each)) for each in (then, None)] == [1, 2]
    assert len(client.model_versions.find(model="rf", as_of=then)) == 1


def test_a_history_as_of_then(world, client, newest):
    id = world.run(metadata={"loss": 3})
    then = newest()
    world.log(Kind.RUN, id, {"loss": 2})
    world.log(Kind.RUN, id, {"late": 1})
    metadata = client.runs.get(id).run_metadata

    assert [entry.value for entry in metadata.history("loss", as_of=then)] == [3]
    assert [entry.value for entry in metadata.history("loss")] == [3, 2]
    with pytest.raises(NotFoundError, match="late"):
        metadata.history("late", as_of=then)


def test_a_time_without_a_zone_is_in_utc(world, client):
    id = world.run(metadata={"loss": 3})
    now = datetime.now(UTC)

    assert client.runs.get(id, as_of=now).run_metadata == {"loss": 3}
    assert client.runs.get(id, as_of=now.replace(tzinfo=None)).run_metadata == {"loss": 3}
    with pytest.raises(NotFoundError):
        client.runs.get(id, as_of=datetime(2026, 1, 31))  # noqa: DTZ001  # that is the point


def test_the_past_cannot_be_changed(world, client, newest):
    world.model_version("rf")
    then = newest()
    past = client.model_versions.get("rf", as_of=then)

    for change in (past.delete, lambda: past.set_stage("production")):
        with pytest.raises(InvalidArgumentError, match="the past cannot be changed"):
            change()

    assert newest() == then


def test_looking_at_the_past_ends_no_lost_run(world, client, newest, monkeypatch):
    """Runs go on there although their process is gone by now."""
    world.run("nightly", status=None)
    monkeypatch.setattr("tallystick.client.recovery.finish_lost_runs", pytest.fail)

    assert client.runs.get("nightly", as_of=newest()).status is Status.RUNNING
    assert client.runs.find(as_of=newest()).total == 1


@pytest.mark.parametrize("as_of", [0, 99, True, "yesterday", 1.5, datetime(9000, 1, 1, tzinfo=UTC)])
def test_what_is_no_number_or_time_is_refused(world, client, newest, as_of):
    world.run("nightly")

    for question in (
        lambda: client.runs.get("nightly", as_of=as_of),
        lambda: client.runs.find(as_of=as_of),
        lambda: client.runs.get("nightly").run_metadata.history("loss", as_of=as_of),
    ):
        with pytest.raises((InvalidArgumentError, InvalidValueError), match="as_of"):
            question()


def test_a_session_in_another_project_is_of_the_same_past(world, newest):
    world.run("nightly")
    then = newest()
    world.apply(ChangeTags, targets=(world.client.runs.get("nightly").target,), add=("x",))

    session: Session = world.session.at(then).in_project("other").in_project("default")

    assert session.is_past
    assert not world.session.is_past
    assert type(world.client)(session).runs.get("nightly").tags == []
