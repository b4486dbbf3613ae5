"""Builders of commands say what was given and invent the rest."""

from __future__ import annotations

from uuid import UUID

from tallystick.records.commands import FinishRun, FinishStep, encode_command
from tallystick.records.reading import target_of
from tallystick.records.runs import Status
from tallystick.store.memory import MemoryStore
from tallystick.testing.commands import (
    a_model,
    a_model_version,
    a_pipeline,
    a_run,
    a_step,
    an_artifact,
    artifact_of,
    delete,
    fail,
    finish,
    link,
    log,
    moment,
    promote,
    reuse,
    tag,
    target,
    update,
)
from tallystick.testing.reading import find
from tallystick.testing.store_contract.journal import a_history_of_everything


def test_commands_follow_each_other_in_time():
    times = [a_pipeline().at, a_run().at, log(a_run(), {"a": 1}).at]

    assert times == sorted(set(times))


def test_every_field_can_be_given():
    command = a_run("name", id=UUID(int=1), at=moment(5), author="ada", project="p", tags=("a",))

    assert command.id == UUID(int=1)
    assert (command.at, command.author, command.project) == (moment(5), "ada", "p")
    assert (command.name, command.tags) == ("name", ("a",))


def test_runs_without_a_name_have_different_ones():
    assert a_run().name != a_run().name


def test_what_is_built_upon_a_thing_is_in_its_project():
    run = a_run(project="other")
    step = a_step(run)

    built = [
        step,
        finish(run),
        fail(step),
        reuse(step, a_step(run)),
        an_artifact(by=step),
        log((target(run), run), {"a": 1}),
        tag(run, "a"),
        update(step, name="a"),
        delete(run),
    ]

    assert {command.project for command in built} == {"other"}


def test_what_is_built_upon_a_model_version_is_in_its_project():
    version = a_model_version(project="other")

    assert link(version).project == promote(version, "staging").project == "other"


def test_targets_are_those_of_the_records():
    store, run = MemoryStore(), a_run()
    version = an_artifact()
    made = [a_pipeline(), run, a_step(run), version, a_model(), a_model_version()]
    store.apply(*made)

    for thing in [*made, artifact_of(version)]:
        (record,) = find(store, target(thing).kind)
        assert target_of(record) == target(thing)


def test_outputs_may_be_commands_or_ids():
    run = a_run()
    step, model = a_step(run), an_artifact()
    id = model.artifact_version_id

    for given in (model, (model,), id, (id,)):
        assert finish(step, outputs={"model": given}).outputs == {"model": (id,)}


def test_runs_and_steps_end():
    run = a_run()

    assert isinstance(finish(run), FinishRun)
    assert isinstance(finish(a_step(run)), FinishStep)
    assert finish(run).status is Status.COMPLETED
    assert fail(run).status is Status.FAILED
    assert fail(run).failure.type == "ValueError"


def test_the_history_of_everything_can_be_written_and_applied():
    commands = a_history_of_everything()

    assert all(map(encode_command, commands))
    assert len(MemoryStore().apply(*commands)) == len(commands)
