"""The interface of orchestrators."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from tallystick.plan.plan import Invocation, Plan
from tallystick.records.runs import Status


class Outcome:
    """How an invocation ended: its status, and the exception where it failed."""

    __slots__ = ("error", "status")

    def __init__(self, status: Status, error: BaseException | None = None) -> None:
        self.status = status
        self.error = error


Execute = Callable[[Invocation], Outcome]
"""Runs one invocation to its end. Never raises what the step raised; an `Outcome` has it.

Raises `KeyboardInterrupt` and other exits, and errors of Tallystick itself.
"""


class Orchestrator(Protocol):
    """Runs the invocations of a plan, each after those it depends on."""

    def run(self, plan: Plan, execute: Execute) -> Mapping[str, Outcome]:
        """The outcome of every invocation that was run, by name.

        Invocations after a failed one are not run; whether others are, `plan.execution_mode` says.
        """
