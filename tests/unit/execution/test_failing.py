"""Steps that fail: what is kept, what else runs, what people see."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Annotated, Any

import pytest
from tests.pipelining import Ran, failed, of_steps, ran, stored_files

from tallystick import ArtifactConfig, Model, log_metadata, pipeline, step
from tallystick.client.session import Session, default_session
from tallystick.errors import InvalidArgumentError, NotFoundError, PipelineFailedError
from tallystick.execution.running import run_program
from tallystick.query.query import Query
from tallystick.records.runs import Status
from tallystick.records.targets import Kind


@step
def good(x: int = 1) -> int:
    return x


@step
def broken(x: int = 1) -> Annotated[int, "number"]:
    log_metadata({"before": x})
    log_metadata({"of output": 2}, infer_artifact=True)
    raise ZeroDivisionError("by zero")


def test_what_was_logged_is_kept(home: Path) -> None:
    lost = failed(of_steps(good, broken))

    step_run = lost.steps["broken"]
    assert step_run.status is Status.FAILED
    assert step_run.outputs == {}
    assert lost.of_step("broken") == {"before": 1, "of output": 2}
    assert lost.of_run == {"before": 1}
    assert lost.run.status is Status.FAILED
    assert step_run.failure is not None
    assert (step_run.failure.type, step_run.failure.message) == ("ZeroDivisionError", "by zero")
    assert lost.run.failure == step_run.failure
    assert step_run.ended_at is not None
    assert "number" not in " ".join(stored_files(home))


def test_the_recorded_traceback_begins_with_the_users_code() -> None:
    lost = failed(of_steps(broken))

    assert lost.steps["broken"].failure is not None
    lines = lost.steps["broken"].failure.traceback.splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert f'File "{__file__}"' in lines[1]
    assert lines[-1] == "ZeroDivisionError: by zero"
    assert "tallystick" not in lines[1].removeprefix(f'  File "{__file__}"')
    assert "by zero" in lost.log("broken")


def test_people_see_their_own_traceback_first() -> None:
    with pytest.raises(PipelineFailedError) as raised:
        of_steps(broken)()

    shown = "".join(traceback.format_exception(raised.value))
    first = shown.split("The above exception was the direct cause")[0]
    assert isinstance(raised.value.__cause__, ZeroDivisionError)
    assert "raise ZeroDivisionError" in first
    assert "tallystick/execution" not in shown
    assert str(raised.value).startswith("Run 'wiring-")
    assert "failed in step 'broken': ZeroDivisionError: by zero. What was logged" in shown
    assert raised.value.failed_steps == ("broken",)


def test_independent_steps_go_on_and_dependent_ones_do_not() -> None:
    def body() -> None:
        good(broken(), id="after")
        good(broken(id="second"), id="after second")
        good(id="independent")

    lost = failed(pipeline(name="branching")(body))

    assert lost.statuses == {"broken": "failed", "second": "failed", "independent": "completed"}
    message = str(lost.error)
    assert "failed in step 'broken', 'second': ZeroDivisionError: by zero; Zero" in message
    assert "Not run: after, after second." in message


@pytest.mark.parametrize("mode", ["stop_on_failure", "fail_fast"])
def test_execution_modes_that_stop(mode: str) -> None:
    lost = failed(of_steps(broken, good, execution_mode=mode))

    assert lost.statuses == {"broken": "failed"}
    assert "Not run: good." in str(lost.error)


def test_unserialisable_outputs_leave_nothing_half_done(home: Path) -> None:
    class Unpicklable:
        def __reduce__(self) -> Any:
            raise TypeError("not this one")

    @step
    def two() -> tuple[Annotated[int, "fine"], Annotated[Any, "bad"]]:
        return 1, Unpicklable()

    lost = failed(of_steps(two))

    assert "not this one" in str(lost.error)
    assert lost.statuses == {"two": "failed"}
    assert stored_files(home) == []
    assert lost.session.store.find(Query(kind=Kind.ARTIFACT_VERSION)).total == 0


def test_outputs_that_cannot_be_recorded_leave_nothing_half_done(home: Path) -> None:
    config = ArtifactConfig(name="fixed", version="v1")

    @step(enable_cache=False)
    def racing() -> tuple[Annotated[int, "other"], Annotated[int, config]]:
        if stored_files(home):
            return 1, 2
        # Somebody else saves the version while this step works.
        from tallystick.tracking.saving import saved_artifact

        session = default_session()
        session.store.apply(saved_artifact(session, 1, artifact="fixed", version="v1"))
        return 3, 4

    lost = failed(of_steps(racing))

    assert "fixed" in str(lost.error)
    assert lost.statuses == {"racing": "failed"}
    assert {file.split("/")[0] for file in stored_files(home)} == {"fixed"}
    assert lost.session.store.find(Query(kind=Kind.ARTIFACT_VERSION)).total == 1


def test_what_keeps_a_step_from_beginning_fails_it_alone() -> None:
    @step(model=Model(name="churn", version="production"))
    def modelled() -> None: ...

    lost = failed(of_steps(modelled, good))

    assert lost.statuses == {"modelled": "failed", "good": "completed"}
    assert isinstance(lost.error.__cause__ if lost.error else None, NotFoundError)
    assert lost.steps["modelled"].cache_explanation == "Not executed: it could not begin."


def test_a_pipelines_model_that_is_not_there_begins_no_run(session: Session) -> None:
    with pytest.raises(NotFoundError):
        ran(of_steps(good, model=Model(name="churn", version=7)))

    assert session.store.find(Query(kind=Kind.RUN)).total == 0


def test_an_artifact_that_was_deleted_since_fails_the_step() -> None:
    from uuid import uuid4

    from tallystick.records.artifacts import ArtifactVersion
    from tallystick.records.commands import Delete
    from tallystick.records.targets import Target

    made = ran(of_steps(good))

    class Handle:
        record = made.version("good")
        id = record.id

    assert isinstance(Handle.record, ArtifactVersion)
    again = of_steps(lambda: good(Handle(), id=f"taking-{uuid4()}"))  # type: ignore[arg-type]  # as clients hand them out
    assert list(ran(again).statuses.values()) == [Status.COMPLETED]
    session = made.session
    session.store.apply(session.command(Delete, target=Target(Kind.ARTIFACT_VERSION, Handle.id)))

    lost = failed(again)

    assert list(lost.statuses.values()) == [Status.FAILED]


@pytest.mark.parametrize("exit", [KeyboardInterrupt(), SystemExit(3), GeneratorExit()])
def test_exits_are_recorded_as_stopped_and_go_on(
    session: Session, home: Path, exit: BaseException
) -> None:
    @step
    def leaving() -> int:
        log_metadata({"before": 1})
        raise exit

    with pytest.raises(type(exit)):
        run_program(of_steps(leaving, good).program(), session)

    (item,) = session.store.find(Query(kind=Kind.RUN)).items
    lost = Ran(session, item.record.id)
    assert lost.run.status is Status.STOPPED
    assert lost.statuses == {"leaving": Status.STOPPED}
    assert lost.of_step("leaving") == {"before": 1}
    assert stored_files(home) == []


def test_exceptions_that_cannot_be_shown() -> None:
    class MuteError(Exception):
        def __str__(self) -> str:
            raise RuntimeError("no words")

    @step
    def mute() -> None:
        raise MuteError

    lost = failed(of_steps(mute))

    assert "<MuteError that cannot be shown>" in str(lost.error)
    assert lost.steps["mute"].failure is not None


def test_contradictory_calls_within_a_step_fail_it() -> None:
    @step
    def wrong() -> int:
        log_metadata({"a": 1}, infer_artifact=True, artifact_name="nothing")
        return 1

    lost = failed(of_steps(wrong))

    assert isinstance(lost.error.__cause__ if lost.error else None, InvalidArgumentError)
