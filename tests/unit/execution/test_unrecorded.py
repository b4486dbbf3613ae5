"""A store that fails while a run goes on, or before it begins: what people are told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.pipelining import of_steps
from tests.unit.execution.test_reports import plain_hook, shown

from tallystick import log_metadata, step
from tallystick.client.session import Session
from tallystick.errors import PipelineFailedError, StoreCorruptError, StoreUnwritableError
from tallystick.pipelines.pipelines import Pipeline

__all__ = ["plain_hook"]

FULL = "The disk is full; make room and try again."
Break = Callable[[], None]


@pytest.fixture
def fill(session: Session, monkeypatch: pytest.MonkeyPatch) -> Break:
    """From when it is called on, nothing can be recorded any more."""

    def refused(*_: object) -> None:
        raise StoreUnwritableError(FULL) from OSError("no room")

    return lambda: monkeypatch.setattr(session.store, "apply", refused)


def failed_with(program: Pipeline) -> PipelineFailedError:
    with pytest.raises(PipelineFailedError) as failed:
        program()
    return failed.value


def test_the_users_own_error_comes_first_and_that_it_was_not_recorded_last(fill: Break) -> None:
    @step
    def broken() -> None:
        fill()
        raise ZeroDivisionError("my own")

    error = failed_with(of_steps(broken))
    lines = shown(error)

    assert isinstance(error.__cause__, ZeroDivisionError)
    assert lines[0] == "Step 'broken' failed."
    assert lines.count("Traceback (most recent call last):") == 1
    assert "ZeroDivisionError: my own" in lines
    assert lines[-1] == f"This could not be recorded: {FULL}"
    assert "tally runs show" not in "\n".join(lines)
    assert error.message.endswith(lines[-1])


def test_what_a_step_could_not_log_fails_it(fill: Break) -> None:
    @step
    def filling() -> None:
        fill()
        log_metadata({"a": 1})

    error = failed_with(of_steps(filling))

    assert isinstance(error.__cause__, StoreUnwritableError)
    assert error.facts["failed_steps"] == ("filling",)


def test_steps_that_cannot_be_begun_fail_and_are_not_executed(fill: Break) -> None:
    executed = []

    @step
    def broken() -> None:
        fill()
        raise ZeroDivisionError("my own")

    @step
    def other() -> None:
        executed.append(1)

    error = failed_with(of_steps(broken, other))

    assert error.facts["failed_steps"] == ("broken", "other")
    assert isinstance(error.__cause__, ZeroDivisionError)
    assert executed == []


def test_nothing_is_tried_again_that_cannot_be_recorded(fill: Break) -> None:
    tried = []

    @step(retry={"max_retries": 3, "delay": 0, "backoff": 1})
    def broken() -> None:
        tried.append(1)
        fill()
        raise ZeroDivisionError("my own")

    error = failed_with(of_steps(broken))

    assert isinstance(error.__cause__, ZeroDivisionError)
    assert tried == [1]


def test_ctrl_c_stays_what_it_is(fill: Break) -> None:
    @step
    def interrupted() -> None:
        fill()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        of_steps(interrupted)()


def test_a_run_that_cannot_begin_says_where_and_why(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_: object) -> None:
        raise StoreCorruptError("The store is damaged.") from OSError("what is beneath")

    monkeypatch.setattr(session.store, "apply", damaged)

    @step
    def good() -> None:
        pass

    with pytest.raises(StoreCorruptError, match=r"^The store is damaged\.$") as refused:
        of_steps(good)()

    lines = shown(refused.value)
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[-1] == "tallystick.errors.StoreCorruptError: The store is damaged."
    assert "src/tallystick" not in "\n".join(lines)
    assert "what is beneath" not in "\n".join(lines)
    assert "of_steps(good)()" in "\n".join(lines)
