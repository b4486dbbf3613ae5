"""`get_pipeline_context`: what the body of a pipeline may ask about it."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from tallystick.errors import NoContextError

if TYPE_CHECKING:
    from tallystick.plan.options import Options


class PipelineContext:
    """The pipeline whose body is being run: `name` and its options."""

    def __init__(self, name: str, options: Options) -> None:
        self.name = name
        self.enable_cache = options.enable_cache
        self.enable_artifact_metadata = options.enable_artifact_metadata
        self.enable_artifact_visualization = options.enable_artifact_visualization
        self.enable_step_logs = options.enable_step_logs
        self.settings: dict[str, Any] = options.settings
        self.extra: dict[str, Any] = options.extra
        self._spec = options.model

    @property
    def model(self) -> Any:
        """The pipeline's `Model`, None where it has none."""
        from tallystick.tracking.model import Model

        return None if self._spec is None else Model.of(self._spec)


pipeline_context: ContextVar[PipelineContext | None] = ContextVar(
    "tallystick_pipeline", default=None
)


def get_pipeline_context() -> PipelineContext:
    """The pipeline whose body is being run; `NoContextError` (a `RuntimeError`) elsewhere."""
    context = pipeline_context.get()
    if context is None:
        raise NoContextError(
            "get_pipeline_context() works only in the body of a pipeline; "
            "in a step, use get_step_context()."
        )
    return context
