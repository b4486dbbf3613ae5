"""Steps of a plan that have no step run, and why."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

from tallystick.records.runs import Run, Status


def why_not_started(name: str, run: Run, steps: Mapping[str, Any]) -> str | None:
    """A sentence that says why a step of the run's plan has not run; None for any other name.

    `steps` are the run's last attempts by name.
    """
    graph = dict(run.graph)
    if name not in graph or name in steps:
        return None
    what = f"Step {name!r} of run {run.name!r} has not run"
    before = list(_before(name, graph))
    for other in before:
        if other in steps and steps[other].status in (Status.FAILED, Status.STOPPED):
            return f"{what}: step {other!r}, which it depends on, {_ended(steps[other].status)}."
    if not run.status.is_finished:
        waiting = [repr(one) for one in before if not _is_done(steps.get(one))]
        waits = f": it waits for {', '.join(waiting)}" if waiting else ""
        return f"{what} yet{waits}."
    failed = [repr(one) for one, step in steps.items() if step.status is Status.FAILED]
    if failed:
        return f"{what}: step {failed[0]} failed, and the run ended before it began."
    return f"{what}: the run {_ended(run.status)} before it began."


def _before(name: str, graph: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The steps that a step depends on, the nearest first."""
    seen: set[str] = set()
    waiting = deque(graph[name])
    while waiting:
        one = waiting.popleft()
        if one not in seen:
            seen.add(one)
            yield one
            waiting.extend(graph.get(one, ()))


def _is_done(step: Any) -> bool:
    return step is not None and step.status.is_successful


def _ended(status: Status) -> str:
    words = {Status.FAILED: "failed", Status.STOPPED: "was stopped"}
    return words.get(status, "ended")
