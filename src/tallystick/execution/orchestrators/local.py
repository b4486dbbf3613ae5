"""The local orchestrator: in this process, one step after the other or several in threads."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextvars import copy_context

from tallystick.execution.interrupts import Terminated, end_at_once
from tallystick.execution.orchestrators.base import Execute, Outcome
from tallystick.plan.options import ExecutionMode
from tallystick.plan.plan import Invocation, Plan
from tallystick.records.runs import Status

_SOON_S = 1.0


class LocalOrchestrator:
    """Runs steps in this process, at most `plan.max_parallelism` at a time.

    `tell` is called with a sentence where people would wonder why nothing happens.
    """

    def __init__(self, tell: Callable[[str], None] = lambda _: None) -> None:
        self._tell = tell

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
        workers = _Interruptible(execute)
        with ThreadPoolExecutor(plan.max_parallelism, "tallystick-step") as pool:
            try:
                while running or (waiting and not stopped):
                    ready = [] if stopped else _ready(waiting, outcomes)
                    for invocation in ready[: plan.max_parallelism - len(running)]:
                        waiting.remove(invocation)
                        context = copy_context()
                        future = pool.submit(context.run, workers.execute, invocation)
                        running[future] = invocation.name
                    if not running:
                        break
                    done, _ = wait(running, return_when=FIRST_COMPLETED)
                    for future in done:
                        name = running.pop(future)
                        outcomes[name] = future.result()
                        stopped = stopped or _stops(plan, outcomes[name])
            except BaseException as error:
                # An exit: Ctrl-C reaches the main thread only, sys.exit() one step only.
                end_at_once()
                workers.interrupt(
                    Terminated if isinstance(error, Terminated) else KeyboardInterrupt
                )
                self._await(running)
                raise
        return {one.name: outcomes[one.name] for one in plan.invocations if one.name in outcomes}

    def _await(self, running: Mapping[Future[Outcome], str]) -> None:
        """Wait for steps to end that have been asked to, and say so where that takes long."""
        _, late = wait(running, timeout=_SOON_S)
        if late:
            names = ", ".join(sorted(repr(running[future]) for future in late))
            self._tell(f"Waiting for {names} to end. Ctrl-C once more ends at once.")
            wait(late)


class _Interruptible:
    """Executes in threads that an exit from the run can interrupt as Ctrl-C does the main one."""

    def __init__(self, execute: Execute) -> None:
        self._execute = execute
        self._threads: set[int] = set()
        self._lock = threading.Lock()
        self._interrupted: type[BaseException] | None = None

    def execute(self, invocation: Invocation) -> Outcome:
        """See `Execute`."""
        thread = threading.get_ident()
        with self._lock:
            if self._interrupted is not None:
                raise self._interrupted
            self._threads.add(thread)
        try:
            return self._execute(invocation)
        finally:
            with self._lock:
                self._threads.discard(thread)

    def interrupt(self, error: type[BaseException]) -> None:
        """Raise `error` in every thread that executes a step, where its code is next.

        Code that waits in C, such as `time.sleep`, gets it when that returns.
        """
        with self._lock:
            self._interrupted = error
            for thread in self._threads:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(thread), ctypes.py_object(error)
                )


def _ready(waiting: list[Invocation], outcomes: Mapping[str, Outcome]) -> list[Invocation]:
    """What may start now; what never may is taken out of `waiting`, as it waits for a failure."""
    ready = []
    for invocation in list(waiting):
        if all(name in outcomes for name in invocation.upstream):
            if _may_run(invocation, outcomes):
                ready.append(invocation)
            else:
                waiting.remove(invocation)
    return ready


def _may_run(invocation: Invocation, outcomes: Mapping[str, Outcome]) -> bool:
    good = (Status.COMPLETED, Status.CACHED)
    return all(name in outcomes and outcomes[name].status in good for name in invocation.upstream)


def _stops(plan: Plan, outcome: Outcome) -> bool:
    return (
        outcome.status is Status.FAILED
        and plan.execution_mode is not ExecutionMode.CONTINUE_ON_FAILURE
    )
