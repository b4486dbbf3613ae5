"""Which step is running here: followed into threads and tasks that it starts."""

from __future__ import annotations

from contextvars import ContextVar, Token
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from msgspec import Raw

from tallystick.plan.options import ModelSpec
from tallystick.plan.plan import OutputSpec
from tallystick.records.ids import new_id
from tallystick.records.targets import Kind, Target
from tallystick.tracking.threads import follow_into_threads

if TYPE_CHECKING:
    from tallystick.client.session import Session


class LogSink(Protocol):
    """Where a step's output is kept."""

    def write(self, text: str) -> None:
        """Append `text`."""


class RunningStep:
    """What a step that is being executed knows about itself.

    `outputs` are declared, with the names their artifacts will have.
    `output_metadata` and `output_tags` collect, by output, what was said about outputs that do
    not exist yet; metadata is in the store already, tags are recorded with the output.
    """

    __slots__ = (
        "_reserved",
        "both_targets",
        "input_ids",
        "log",
        "model",
        "model_version_id",
        "name",
        "output_metadata",
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
        self.output_metadata: dict[str, dict[str, Raw]] = {}
        self.output_tags: dict[str, tuple[str, ...]] = {}
        self.state: dict[str, Any] = {}
        self.step_target = (Target(Kind.STEP_RUN, step_run_id),)
        self.both_targets = (*self.step_target, Target(Kind.RUN, run_id))
        self._reserved: dict[str, UUID] = {}

    def tags_of(self, output: OutputSpec) -> tuple[str, ...]:
        """The tags this output will have: as configured, and as changed since the step began."""
        return self.output_tags.get(output.name, output.tags)

    def id_of(self, output: OutputSpec) -> UUID:
        """The id that the artifact version of this output will have."""
        return self._reserved.setdefault(output.name, new_id())


_current: ContextVar[RunningStep | None] = ContextVar("tallystick_step", default=None)


def running_step() -> RunningStep | None:
    """The step this code runs in, if any."""
    return _current.get()


def session_here() -> Session:
    """The session of the running step, else the one that settings name."""
    step = _current.get()
    if step is not None:
        return step.session
    from tallystick.client.session import default_session

    return default_session()


def enter_step(step: RunningStep) -> Token[RunningStep | None]:
    """`step` is the running one here, and in threads started here, until `leave_step`."""
    follow_into_threads(_current)
    return _current.set(step)


def leave_step(token: Token[RunningStep | None]) -> None:
    """What was running before `enter_step` is running again."""
    _current.reset(token)
