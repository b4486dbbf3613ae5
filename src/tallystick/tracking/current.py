"""Which step is running here: followed into threads and tasks that it starts."""

from __future__ import annotations

import threading
from contextvars import ContextVar, Token
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from tallystick.plan.options import ModelSpec
from tallystick.plan.plan import OutputSpec
from tallystick.records.targets import Kind, Target

if TYPE_CHECKING:
    from tallystick.client.session import Session


class LogSink(Protocol):
    """Where a step's output is kept."""

    def write(self, text: str) -> None:
        """Append `text`."""


class RunningStep:
    """What a step that is being executed knows about itself.

    `output_tags` collects tags for outputs that do not exist yet.
    """

    __slots__ = (
        "both_targets",
        "input_ids",
        "log",
        "model",
        "model_version_id",
        "name",
        "output_tags",
        "outputs",
        "pipeline",
        "run_id",
        "session",
        "state",
        "step_run_id",
        "step_target",
    )

    def __init__(
        self,
        *,
        session: Session,
        pipeline: str,
        run_id: UUID,
        step_run_id: UUID,
        name: str,
        outputs: tuple[OutputSpec, ...],
        input_ids: dict[str, tuple[UUID, ...]],
        model: ModelSpec | None,
        model_version_id: UUID | None,
    ) -> None:
        self.session = session
        self.pipeline = pipeline
        self.run_id = run_id
        self.step_run_id = step_run_id
        self.name = name
        self.outputs = outputs
        self.input_ids = input_ids
        self.model = model
        self.model_version_id = model_version_id
        self.log: LogSink | None = None
        self.output_tags: dict[str, list[str]] = {}
        self.state: dict[str, Any] = {}
        self.step_target = (Target(Kind.STEP_RUN, step_run_id),)
        self.both_targets = (*self.step_target, Target(Kind.RUN, run_id))


_current: ContextVar[RunningStep | None] = ContextVar("tallystick_step", default=None)


def running_step() -> RunningStep | None:
    """The step this code runs in, if any."""
    return _current.get()


def enter_step(step: RunningStep) -> Token[RunningStep | None]:
    """`step` is the running one here until `leave_step`."""
    _follow_threads()
    return _current.set(step)


def leave_step(token: Token[RunningStep | None]) -> None:
    """What was running before `enter_step` is running again."""
    _current.reset(token)


_following = False


def _follow_threads() -> None:
    """Let threads inherit the running step.

    Python hands the context to tasks, but before 3.14 (and unless asked there) not to threads;
    people start threads in steps, directly and through pools. See decision 0005.
    """
    global _following
    if _following:
        return
    _following = True
    start = threading.Thread.start

    def start_following(self: threading.Thread) -> None:
        step = _current.get()
        if step is not None:
            run = self.run

            def run_in_step() -> None:
                _current.set(step)
                run()

            self.run = run_in_step  # type: ignore[method-assign]  # the point of it
        start(self)

    threading.Thread.start = start_following  # type: ignore[method-assign]  # the point of it
