"""Runs whose process died: who looks sees it, and when they were last heard of."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.unit.client.conftest import BEGINNING, World

from tallystick.client import recovery
from tallystick.client.client import Client
from tallystick.client.logs import log_path
from tallystick.client.processes import this_process
from tallystick.client.session import Session
from tallystick.errors import StoreBusyError, StoreUnwritableError
from tallystick.records.commands import FinishRun, FinishStep
from tallystick.records.runs import Process, Status
from tallystick.records.targets import Kind


def dead() -> Process:
    """A process of this machine whose number another one has by now."""
    return replace(this_process(), started_at_ticks=1)


def second(number: int) -> datetime:
    """When the command of this number happened, from 0."""
    return BEGINNING + timedelta(seconds=number)


@pytest.fixture
def lost(world: World) -> UUID:
    """A run that was killed in its second step. Commands 0 to 3."""
    run = world.run("lost", status=None, process=dead())
    world.step(run, "load")
    world.step(run, "train", status=None)
    return run


def looked(world: World) -> Client:
    """A client of a program that looks for the first time."""
    session = world.session
    return Client(Session(session.settings, store=session.store, storage=session.storage))


def finishes(world: World) -> list[Any]:
    commands = [change.command for change in world.store.changes()]
    return [one for one in commands if isinstance(one, FinishRun | FinishStep)][1:]


class TestWhoLooks:
    def test_by_name(self, world, lost):
        run = looked(world).runs.get("lost")

        assert run.status is Status.FAILED
        assert run.failure is not None
        assert run.failure.type == "ProcessLost"
        process = dead()
        assert run.failure.message == (
            f"The process that executed it ({process.pid} on {process.host}) ended without saying "
            "so: it was killed or crashed, or the machine went down."
        )
        assert [(one.name, one.status) for one in run.step_runs] == [
            ("load", Status.COMPLETED),
            ("train", Status.FAILED),
        ]
        assert run.steps["train"].failure == run.failure

    def test_in_lists_and_by_status(self, world, lost):
        assert looked(world).runs.find(status="running").total == 0
        assert [run.name for run in looked(world).runs.find(status="failed")] == ["lost"]

    def test_at_a_step(self, world, lost):
        client = looked(world)

        assert client.list_run_steps(name="train")[0].status is Status.FAILED

    def test_at_a_handle_again(self, world, lost, monkeypatch):
        lives = [True]
        monkeypatch.setattr(recovery, "is_alive", lambda process: lives[0])
        run = looked(world).runs.get("lost")
        step = run.steps["train"]
        assert run.status is Status.RUNNING
        lives[0] = False
        run._session.looks_again_at.clear()

        assert step.refresh().status is Status.FAILED
        assert run.refresh().status is Status.FAILED

    def test_in_another_project(self, world, lost):
        client = Client(looked(world).session, project="other")

        assert client.list_pipeline_runs(project="default")[0].status is Status.FAILED

    def test_at_most_once_a_second(self, world, lost, monkeypatch):
        asked = []
        monkeypatch.setattr(recovery, "finish_lost_runs", asked.append)
        client = looked(world)

        for _ in range(20):
            client.runs.get("lost")
        assert len(asked) == 1
        client.session.looks_again_at["default"] -= 1.0
        client.runs.get("lost")
        assert len(asked) == 2

    def test_who_looks_at_other_things_changes_nothing(self, world, lost):
        client = looked(world)

        client.artifacts.find()
        client.models.find()

        assert finishes(world) == []


class TestLeftAlone:
    @pytest.mark.parametrize(
        "process",
        [
            None,
            this_process(),
            replace(this_process(), host="elsewhere", started_at_ticks=1),
        ],
        ids=["unknown", "alive", "of another machine"],
    )
    def test_runs_that_may_go_on(self, world, process):
        run = world.run("other", status=None, process=process)
        world.step(run, status=None)
        before = world.journal_length()

        assert looked(world).runs.get("other").status is Status.RUNNING
        assert world.journal_length() == before

    def test_runs_that_have_ended(self, world):
        world.run("done", process=dead())

        assert looked(world).runs.get("done").status is Status.COMPLETED

    def test_a_run_that_ends_while_it_is_looked_at(self, world, lost, monkeypatch):
        """It ended well and its process after that, but the list was made before."""

        def ends(process: Process) -> bool:
            world.finish(lost)
            return False

        monkeypatch.setattr(recovery, "is_alive", ends)

        assert looked(world).runs.get("lost").status is Status.COMPLETED


class TestEnd:
    def ended(self, world: World) -> tuple[datetime | None, datetime | None]:
        """Of the run and its step that was running."""
        run = looked(world).runs.get("lost")
        return run.ended_at, run.steps["train"].ended_at

    def test_without_any_step(self, world):
        world.run("lost", status=None, process=dead())

        assert looked(world).runs.get("lost").ended_at == second(0)

    def test_between_two_steps(self, world):
        run = world.run("lost", status=None, process=dead())
        world.step(run, "load")

        found = looked(world).runs.get("lost")

        assert found.ended_at == found.steps["load"].ended_at == second(2)

    def test_at_the_beginning_of_a_step(self, world, lost):
        assert self.ended(world) == (second(3), second(3))

    @pytest.mark.parametrize("kind", [Kind.STEP_RUN, Kind.RUN])
    def test_at_the_newest_entry(self, world, kind):
        run = world.run("lost", status=None, process=dead())
        step = world.step(run, "train", status=None)
        target = step if kind is Kind.STEP_RUN else run
        world.log(kind, target, {"loss": 1}, publisher=step)
        world.log(kind, target, {"loss": 2}, publisher=step)

        assert self.ended(world) == (second(3), second(3))

    def test_at_what_was_logged_about_an_output(self, world):
        run = world.run("lost", status=None, process=dead())
        step = world.step(run, "train", status=None)
        world.log(Kind.STEP_RUN, step, {"rows": 1}, publisher=step, output="output")

        assert self.ended(world) == (second(2), second(2))
        assert looked(world).runs.get("lost").steps["train"].run_metadata == {"rows": 1}

    def test_at_an_artifact_that_it_saved(self, world):
        run = world.run("lost", status=None, process=dead())
        step = world.step(run, "train", status=None)
        world.artifact("checkpoint", step=step, run=run)

        assert self.ended(world) == (second(2), second(2))

    def test_at_the_last_line_that_it_printed(self, world):
        run = world.run("lost", status=None, process=dead())
        step = world.step(run, "train", status=None)
        file = Path(world.session.settings.logs) / log_path(run, step)
        file.parent.mkdir(parents=True)
        file.write_text("epoch 1\n")
        os.utime(file, (second(60).timestamp(), second(60).timestamp()))

        assert self.ended(world) == (second(60), second(60))
        assert looked(world).runs.get("lost").steps["train"].logs == "epoch 1\n"

    def test_not_in_the_future(self, world):
        run = world.run("lost", status=None, process=dead())
        step = world.step(run, "train", status=None)
        file = Path(world.session.settings.logs) / log_path(run, step)
        file.parent.mkdir(parents=True)
        file.write_text("from elsewhere\n")
        os.utime(file, (4e9, 4e9))

        ended, _ = self.ended(world)

        assert ended is not None
        assert ended <= datetime.now(UTC)

    def test_what_others_log_is_no_sign_of_life(self, world, lost):
        world.log(Kind.RUN, lost, {"note": "does it still run?"})

        assert self.ended(world) == (second(3), second(3))


class TestSaidOnce:
    def test_however_many_notice(self, world, lost, monkeypatch):
        """Two processes that find the same at the same time say the same."""
        monkeypatch.setattr(recovery, "_running", lambda session: [found])
        found = world.store.get(recovery.Run, recovery.Ref.to(lost)).record
        for _ in range(2):
            assert recovery.finish_lost_runs(looked(world).session) == 1

        assert [type(one) for one in finishes(world)] == [FinishStep, FinishRun]

    def test_who_dies_in_the_middle_of_it_is_replaced(self, world, monkeypatch):
        run = world.run("lost", status=None, process=dead())
        step = world.step(run, "train", status=None)
        world.log(Kind.STEP_RUN, step, {"rows": 1}, publisher=step, output="output")
        with monkeypatch.context() as patched:
            patched.setattr(recovery, "replace", interrupting(recovery.replace, after=1))
            with pytest.raises(KeyboardInterrupt):
                recovery.finish_lost_runs(looked(world).session)

        found = looked(world).runs.get("lost")

        assert found.status is Status.FAILED
        assert found.ended_at == found.steps["train"].ended_at == second(2)


def interrupting(function: Any, *, after: int) -> Any:
    calls = []

    def interrupted(*args: Any, **kwargs: Any) -> Any:
        calls.append(args)
        if len(calls) > after:
            raise KeyboardInterrupt
        return function(*args, **kwargs)

    return interrupted


@pytest.mark.parametrize("error", [StoreUnwritableError, StoreBusyError])
def test_a_store_that_cannot_be_written_is_read_as_it_is(world, lost, monkeypatch, error):
    client = looked(world)
    refused = []

    def refuse(*commands: Any) -> None:
        refused.append(commands)
        raise error

    monkeypatch.setattr(world.store, "apply", refuse)

    for _ in range(3):
        assert client.runs.get("lost").status is Status.RUNNING
    client.session.looks_again_at["default"] -= 1.0
    client.runs.get("lost")
    assert len(refused) == 1, "once a minute is enough"
