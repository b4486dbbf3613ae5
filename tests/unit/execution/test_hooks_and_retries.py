"""Hooks and retries."""

from __future__ import annotations

import asyncio
import functools
from typing import Annotated, Any

import pytest
from tests.pipelining import failed, of_steps, ran

from tallystick import Retry, get_step_context, log_metadata, pipeline, step
from tallystick.errors import InvalidArgumentError, InvalidValueError
from tallystick.pipelines.options import as_hook
from tallystick.records.runs import Status

calls: list[Any] = []
waits: list[float] = []


@pytest.fixture(autouse=True)
def nothing_called(monkeypatch: pytest.MonkeyPatch) -> None:
    calls.clear()
    waits.clear()
    monkeypatch.setattr("tallystick.execution.step_runner.sleep", waits.append)


def no_argument() -> None:
    calls.append("none")


def one_argument(error: BaseException) -> None:
    calls.append(error)


def any_arguments(*errors: BaseException) -> None:
    calls.append(errors)


async def asynchronous(error: BaseException) -> None:
    await asyncio.sleep(0)
    calls.append(type(error))
    log_metadata({"noted": get_step_context().step_name})


def good() -> Annotated[int, "number"]:
    return 1


def broken() -> Annotated[int, "number"]:
    raise ZeroDivisionError("by zero")


def test_hooks_take_none_or_one_argument() -> None:
    ran(of_steps(step(on_success=no_argument)(good)))
    failed(of_steps(step(on_failure=no_argument)(broken)))
    failed(of_steps(step(on_failure=one_argument)(broken)))
    failed(of_steps(step(on_failure=any_arguments)(broken)))
    failed(of_steps(step(on_failure=functools.partial(one_argument))(broken)))

    assert calls[:2] == ["none", "none"]
    assert [type(call).__name__ for call in calls[2:]] == [
        "ZeroDivisionError",
        "tuple",
        "ZeroDivisionError",
    ]


def test_only_the_hook_that_fits_is_called() -> None:
    ran(of_steps(step(on_failure=no_argument)(good)))
    failed(of_steps(step(on_success=no_argument)(broken)))

    assert calls == []


def test_cached_steps_call_no_hooks() -> None:
    made = step(on_success=no_argument)(good)
    ran(of_steps(made))

    assert ran(of_steps(made)).statuses == {"good": Status.CACHED}
    assert calls == ["none"]


def test_hooks_may_log_and_ask() -> None:
    def hook() -> None:
        log_metadata({"bare": get_step_context().step_name})
        log_metadata({"of output": 1}, infer_artifact=True)
        get_step_context().add_output_tags(["hooked"])
        print("from the hook")  # noqa: T201  what is looked for

    made = ran(of_steps(step(on_success=hook)(good)))
    lost = failed(of_steps(step(on_failure=hook)(broken)))

    assert made.of_step("good") == {"bare": "good"}
    assert made.of_output("good", "number")["of output"] == 1
    assert made.version("good", "number").tags == ("hooked",)
    assert made.log("good") == "from the hook\n"
    assert lost.of_step("broken") == {"bare": "broken", "of output": 1}
    assert lost.log("broken").startswith("from the hook\n")


def test_a_failing_hook_changes_nothing_and_is_told(caplog: pytest.LogCaptureFixture) -> None:
    def bad() -> None:
        raise RuntimeError("hook is broken")

    made = ran(of_steps(step(on_success=bad)(good)))
    lost = failed(of_steps(step(on_failure=bad)(broken)))

    assert made.statuses == {"good": Status.COMPLETED}
    assert "by zero" in str(lost.error)
    assert caplog.text.count("The hook bad failed.") == 2
    assert "hook is broken" in made.log("good")


def test_an_exit_from_a_hook_is_recorded() -> None:
    def leave() -> None:
        raise KeyboardInterrupt

    for hooks, function in (({"on_success": leave}, good), ({"on_failure": leave}, broken)):
        stopping = of_steps(step(**hooks)(function))
        with pytest.raises(KeyboardInterrupt):
            stopping()

    from tallystick.client.session import default_session
    from tallystick.query.query import Query
    from tallystick.records.targets import Kind

    found = default_session().store.find(Query(kind=Kind.STEP_RUN)).items
    assert [item.record.status for item in found] == ["failed", "stopped"]  # type: ignore[union-attr]  # step runs


def test_hooks_of_a_pipeline_are_for_steps_without_their_own() -> None:
    def own() -> None:
        calls.append("own")

    def body() -> None:
        step(good)()
        step(name="second", on_success=own)(good)()

    ran(pipeline(name="hooked", on_success=no_argument, enable_cache=False)(body))

    assert calls == ["none", "own"]


def test_hooks_by_dotted_path() -> None:
    assert as_hook("os.path.join", "on_success") is not None
    with pytest.raises(InvalidArgumentError, match=r"on_success='os.nothing' is not the dotted"):
        as_hook("os.nothing", "on_success")
    with pytest.raises(InvalidArgumentError, match=r"'nothing' is not the dotted path"):
        as_hook("nothing", "on_success")
    with pytest.raises(InvalidValueError, match=r"on_failure is a function; got 3"):
        of_steps(step(on_failure=3)(good)).program()


def test_retries_until_it_works() -> None:
    left = [1, 2]

    @step(retry=Retry(max_retries=3, delay=1, backoff=2), on_failure=no_argument)
    def flaky() -> int:
        log_metadata({"left": len(left)})
        log_metadata({"of output": len(left)}, infer_artifact=True)
        print(f"{len(left)} left")  # noqa: T201  what is looked for
        if left:
            raise ValueError(f"{left.pop()}")
        return 7

    made = ran(of_steps(flaky))

    attempts = made.step_runs
    assert [(one.attempt, one.status) for one in attempts] == [
        (1, Status.RETRIED),
        (2, Status.RETRIED),
        (3, Status.COMPLETED),
    ]
    assert waits == [1, 2]
    assert calls == []
    assert [bool(one.failure) for one in attempts] == [True, True, False]
    from tallystick.records.targets import Kind

    own = [made.metadata(Kind.STEP_RUN, one.id) for one in attempts]
    assert own == [{"left": 2, "of output": 2}, {"left": 1, "of output": 1}, {"left": 0}]
    assert made.of_output("flaky")["of output"] == 0
    assert made.log("flaky") == "0 left\n"
    assert made.run.status is Status.COMPLETED
    assert len({one.logs for one in attempts}) == 3


def test_retries_end() -> None:
    lost = failed(of_steps(step(retry=2, on_failure=no_argument)(broken)))

    assert [one.status for one in lost.step_runs] == ["retried", "retried", "failed"]
    assert calls == ["none"]
    assert waits == [0, 0]


def test_each_attempt_gets_parameters_of_its_own() -> None:
    lengths = []

    @step(retry=1)
    def spoiling(values: list[int]) -> None:
        values.append(0)
        lengths.append(len(values))
        raise ValueError

    failed(of_steps(lambda: spoiling([1])))

    assert lengths == [2, 2]


def test_a_pipelines_retry_is_for_its_steps() -> None:
    lost = failed(of_steps(step(broken), retry={"max_retries": 1}))

    assert [one.attempt for one in lost.step_runs] == [1, 2]


def test_asynchronous_hooks_are_waited_for() -> None:
    def bad() -> int:
        raise ValueError

    made = failed(of_steps(step(on_failure=asynchronous)(bad)))

    assert calls == [ValueError]
    assert {key: made.of_step("bad")[key] for key in ["noted"]} == {"noted": "bad"}
