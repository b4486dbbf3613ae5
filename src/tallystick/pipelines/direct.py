"""A step called on its own: a pipeline of one step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tallystick.pipelines.pipelines import Pipeline

if TYPE_CHECKING:
    from tallystick.pipelines.steps import Step


def run_step(step: Step, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Run `step` as a pipeline named after it; what its function returned.

    Where the result comes from the cache, it is loaded. Raises as running a pipeline does.
    """
    from tallystick.client.session import default_session
    from tallystick.execution.running import run_program

    def body() -> None:
        step(*args, **kwargs)

    program = Pipeline(body, {"name": step.name}).program()
    finished = run_program(program, default_session(), keep_results=True)
    return finished.result(next(iter(program.code)))
