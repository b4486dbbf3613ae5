"""Steps that run at the same time."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pipelining import Ran, failed, of_steps, ran

from tallystick import get_step_context, log_metadata, pipeline, step
from tallystick.client.session import Session
from tallystick.execution.orchestrators.base import Outcome
from tallystick.execution.orchestrators.local import LocalOrchestrator
from tallystick.plan.options import ExecutionMode
from tallystick.plan.plan import Invocation, Plan
from tallystick.query.query import Query
from tallystick.records.runs import Status
from tallystick.records.targets import Kind

WAIT_S = 20
"""How long threads wait for each other before a test fails; never reached."""


def test_independent_steps_run_together_and_are_kept_apart() -> None:
    meet = threading.Barrier(3)

    @step
    def talk(name: str) -> str:
        meet.wait(WAIT_S)
        print(f"begin {name}")  # noqa: T201  what is looked for
        log_metadata({"name": name})
        own = get_step_context().step_name
        meet.wait(WAIT_S)
        print(f"end {name}")  # noqa: T201  what is looked for
        return own

    names = ("a", "b", "c")
    made = ran(of_steps(*(lambda n=n: talk(n, id=n) for n in names), max_parallelism=3))

    for name in names:
        assert made.log(name) == f"begin {name}\nend {name}\n"
        assert made.of_step(name) == {"name": name}
        assert made.value(name) == name


def test_the_setting_says_how_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLYSTICK_MAX_PARALLELISM", "2")
    meet = threading.Barrier(2)

    @step
    def meeting(n: int) -> None:
        meet.wait(WAIT_S)

    def body() -> None:
        meeting(1)
        meeting(2)

    assert set(ran(pipeline(body)).statuses.values()) == {Status.COMPLETED}


def invocation(name: str, *after: str) -> Invocation:
    return Invocation(name=name, step=name, after=after)


class Recorder:
    """Executes by noting; `failing` fail."""

    def __init__(self, *failing: str) -> None:
        self.failing = failing
        self.began: list[str] = []
        self.ended: list[str] = []
        self.most = 0
        self._running = 0
        self._lock = threading.Lock()

    def __call__(self, one: Invocation) -> Outcome:
        with self._lock:
            assert set(one.upstream) <= set(self.ended)
            self._running += 1
            self.most = max(self.most, self._running)
            self.began.append(one.name)
        threading.Event().wait(0.001)
        with self._lock:
            self._running -= 1
            self.ended.append(one.name)
        if one.name in self.failing:
            return Outcome(Status.FAILED, ValueError(one.name))
        return Outcome(Status.COMPLETED)


def plan(*invocations: Invocation, parallel: int = 4, mode: str = "continue_on_failure") -> Plan:
    return Plan(
        pipeline="p",
        invocations=invocations,
        max_parallelism=parallel,
        execution_mode=ExecutionMode(mode),
    )


DIAMONDS = [
    invocation(f"{name}{n}", *(f"{one}{n}" for one in before), *([f"d{n - 1}"] if n else []))
    for n in range(5)
    for name, before in (("a", ""), ("b", "a"), ("c", "a"), ("d", "bc"))
]


@pytest.mark.parametrize("parallel", [1, 2, 8])
def test_order_is_respected_and_the_bound_kept(parallel: int) -> None:
    recorder = Recorder()

    outcomes = LocalOrchestrator().run(plan(*DIAMONDS, parallel=parallel), recorder)

    assert list(outcomes) == [one.name for one in DIAMONDS]
    assert recorder.most <= parallel


@pytest.mark.parametrize("parallel", [1, 3])
def test_what_waits_for_a_failure_is_not_run(parallel: int) -> None:
    recorder = Recorder("a")
    steps = (invocation("a"), invocation("b", "a"), invocation("c", "b"), invocation("d"))

    outcomes = LocalOrchestrator().run(plan(*steps, parallel=parallel), recorder)

    assert {name: one.status for name, one in outcomes.items()} == {"a": "failed", "d": "completed"}


@pytest.mark.parametrize("parallel", [1, 2])
@pytest.mark.parametrize("mode", ["stop_on_failure", "fail_fast"])
def test_modes_that_stop_begin_nothing_new(parallel: int, mode: str) -> None:
    recorder = Recorder("a")
    steps = (invocation("a"), *(invocation(f"b{n}") for n in range(20)))

    outcomes = LocalOrchestrator().run(plan(*steps, parallel=parallel, mode=mode), recorder)

    assert outcomes["a"].status is Status.FAILED
    assert sorted(outcomes) == sorted(recorder.began), "what had begun ends, and is told"
    assert len(outcomes) < 21


def test_an_exit_in_one_step_stops_those_beside_it(session: Session) -> None:
    began = threading.Event()

    @step
    def endless() -> None:
        began.set()
        while True:
            threading.Event().wait(0.001)

    @step
    def leaving() -> None:
        began.wait(WAIT_S)
        raise SystemExit(3)

    with pytest.raises(SystemExit):
        of_steps(endless, leaving, max_parallelism=2)()

    (item,) = session.store.find(Query(kind=Kind.RUN)).items
    lost = Ran(session, item.record.id)
    assert lost.run.status is Status.STOPPED
    assert lost.statuses == {"endless": Status.STOPPED, "leaving": Status.STOPPED}


def test_failures_beside_each_other_are_all_told() -> None:
    meet = threading.Barrier(2)

    @step
    def broken(n: int) -> None:
        meet.wait(WAIT_S)
        raise ValueError(f"number {n}")

    lost = failed(of_steps(lambda: broken(1), lambda: broken(2), max_parallelism=2))

    assert "failed in step 'broken', 'broken_2': ValueError: number 1; ValueError: number 2" in str(
        lost.error
    )


def test_pipelines_run_from_several_threads_at_once(session: Session) -> None:
    meet = threading.Barrier(4)

    @step(enable_cache=False)
    def talk(n: int) -> int:
        meet.wait(WAIT_S)
        print(f"from {n}")  # noqa: T201  what is looked for
        log_metadata({"n": n})
        return n

    results: dict[int, Any] = {}

    def work(n: int) -> None:
        results[n] = talk(n)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results == {n: n for n in range(4)}
    runs = [Ran(session, item.record.id) for item in session.store.find(Query(kind=Kind.RUN)).items]
    assert sorted((one.log("talk"), one.of_step("talk")["n"]) for one in runs) == [
        (f"from {n}\n", n) for n in range(4)
    ]


@st.composite
def plans(draw: st.DrawFn) -> tuple[list[Invocation], set[str]]:
    """Steps that wait for any before them, and which of them fail."""
    names = [f"s{n}" for n in range(draw(st.integers(1, 9)))]
    steps = [
        invocation(name, *sorted(draw(st.sets(st.sampled_from(names[:n]))) if n else ()))
        for n, name in enumerate(names)
    ]
    return steps, draw(st.sets(st.sampled_from(names), max_size=3))


@settings(max_examples=60)
@given(plans(), st.integers(2, 4))
def test_how_steps_end_does_not_depend_on_how_many_run_at_a_time(
    made: tuple[list[Invocation], set[str]], parallel: int
) -> None:
    steps, failing = made

    def statuses(parallel: int) -> dict[str, Status]:
        outcomes = LocalOrchestrator().run(plan(*steps, parallel=parallel), Recorder(*failing))
        return {name: one.status for name, one in outcomes.items()}

    assert statuses(parallel) == statuses(1)
