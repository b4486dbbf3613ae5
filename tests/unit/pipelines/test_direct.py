"""Steps called on their own."""

from __future__ import annotations

import pytest
from tests.pipelining import Ran

from tallystick import log_metadata, step
from tallystick.client.session import Session
from tallystick.errors import InvalidArgumentError, PipelineFailedError
from tallystick.query.query import Query
from tallystick.records.runs import Run, Status
from tallystick.records.targets import Kind

calls: list[int] = []


@step
def scale(x: int, by: int = 2) -> int:
    calls.append(x)
    log_metadata({"by": by})
    return x * by


def runs(session: Session) -> list[Ran]:
    found = session.store.find(Query(kind=Kind.RUN)).items
    return [Ran(session, item.record.id) for item in found]


def test_the_value_comes_back_and_a_run_is_recorded(session: Session) -> None:
    assert scale(4, by=3) == 12

    (made,) = runs(session)
    assert isinstance(made.run, Run)
    assert made.run.pipeline == "scale"
    assert made.run.status is Status.COMPLETED
    assert made.of_step("scale") == {"by": 3}
    assert made.value("scale") == 12


def test_a_cached_call_returns_the_loaded_value(session: Session) -> None:
    calls.clear()

    assert [scale(5), scale(5)] == [10, 10]

    assert calls == [5]
    assert [one.statuses["scale"] for one in runs(session)] == [Status.CACHED, Status.COMPLETED]


def test_several_outputs_and_none() -> None:
    @step
    def two() -> tuple[int, str]:
        return 1, "a"

    @step
    def nothing() -> None: ...

    assert [two(), two(), nothing(), nothing()] == [(1, "a"), (1, "a"), None, None]


def test_names_of_direct_calls(session: Session) -> None:
    scale(1, id="first")

    assert list(runs(session)[0].statuses) == ["first"]
    with pytest.raises(InvalidArgumentError, match=r"waits for 'load'"):
        scale(1, after="load")


def test_failures_raise_as_pipelines_do() -> None:
    @step
    def broken() -> None:
        raise ZeroDivisionError("no")

    with pytest.raises(PipelineFailedError, match=r"failed in step 'broken'.*no") as raised:
        broken()

    assert isinstance(raised.value.__cause__, ZeroDivisionError)


def test_wrong_arguments_leave_nothing(session: Session) -> None:
    with pytest.raises(TypeError, match=r"without 'x'"):
        scale()

    assert runs(session) == []
