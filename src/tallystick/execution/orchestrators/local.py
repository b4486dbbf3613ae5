"""The local orchestrator: in this process, one step after the other or several in threads."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextvars import copy_context

from tallystick.execution.orchestrators.base import Execute, Outcome
from tallystick.plan.options import ExecutionMode
from tallystick.plan.plan import Invocation, Plan
from tallystick.records.runs import Status


class LocalOrchestrator:
    """Runs steps in this process, at most `plan.max_parallelism` at a time."""

    def run(self, plan: Plan, execute: Execute) -> Mapping[str, Outcome]:
        """See `Orchestrator.run`."""
        if plan.max_parallelism <= 1:
            return self._in_order(plan, execute)
        return self._in_threads(plan, execute)

    def _in_order(self, plan: Plan, execute: Execute) -> dict[str, Outcome]:
        outcomes: dict[str, Outcome] = {}
        for invocation in plan.invocations:
            if _may_run(invocation, outcomes):
                outcomes[invocation.name] = execute(invocation)
                if _stops(plan, outcomes[invocation.name]):
                    break
        return outcomes

    def _in_threads(self, plan: Plan, execute: Execute) -> dict[str, Outcome]:
        outcomes: dict[str, Outcome] = {}
        waiting = list(plan.invocations)
        running: dict[Future[Outcome], str] = {}
        stopped = False
        with ThreadPoolExecutor(plan.max_parallelism, "tallystick-step") as pool:
            while running or (waiting and not stopped):
                ready = [] if stopped else _ready(waiting, outcomes)
                for invocation in ready[: plan.max_parallelism - len(running)]:
                    waiting.remove(invocation)
                    context = copy_context()
                    running[pool.submit(context.run, execute, invocation)] = invocation.name
                if not running:
                    break
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    name = running.pop(future)
                    outcomes[name] = future.result()
                    stopped = stopped or _stops(plan, outcomes[name])
        return outcomes


def _ready(waiting: list[Invocation], outcomes: Mapping[str, Outcome]) -> list[Invocation]:
    """What may start now; what never may is taken out of `waiting`, as it waits for a failure."""
    ready = []
    for invocation in list(waiting):
        if all(name in outcomes for name in invocation.upstream):
            if _may_run(invocation, outcomes):
                ready.append(invocation)
            else:
                waiting.remove(invocation)
                continue
    return ready


def _may_run(invocation: Invocation, outcomes: Mapping[str, Outcome]) -> bool:
    good = (Status.COMPLETED, Status.CACHED)
    return all(
        name in outcomes and outcomes[name].status in good for name in invocation.upstream
    )


def _stops(plan: Plan, outcome: Outcome) -> bool:
    return (
        outcome.status is Status.FAILED
        and plan.execution_mode is not ExecutionMode.CONTINUE_ON_FAILURE
    )
