"""A step called on its own: a pipeline of one step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tallystick.errors import PipelineFailedError
from tallystick.plan.options import Options

if TYPE_CHECKING:
    from tallystick.pipelines.composing import Composable


def run_step(
    step: Composable, args: tuple[Any, ...], kwargs: dict[str, Any], *, after: Any, id: str | None
) -> Any:
    """Run `step` as a pipeline named after it; what its function returned.

    Where the result comes from the cache, it is loaded. Raises as running a pipeline does.
    """
    from tallystick.client.session import default_session
    from tallystick.execution.running import run_program
    from tallystick.pipelines.composing import Around, Composition

    composing = Composition(step.name, Around())
    composing.add(step, args, kwargs, after=after, id=id)
    program = composing.program(Options())
    try:
        finished = run_program(program, default_session(), keep_results=True)
    except PipelineFailedError as error:
        # What people did is in its cause; how it came here says nothing to them.
        raise error.with_traceback(None) from error.__cause__
    except (KeyboardInterrupt, SystemExit) as error:
        raise error.with_traceback(None)  # noqa: B904  the same, without our frames
    return finished.result(next(iter(program.code)))
