"""Runs a program from beginning to end."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tallystick.client.session import Session
from tallystick.errors import PipelineFailedError
from tallystick.execution.code_state import CodeState
from tallystick.execution.environment import environment_document, this_process
from tallystick.execution.logs import capture_output
from tallystick.execution.orchestrators.base import Outcome
from tallystick.execution.orchestrators.local import LocalOrchestrator
from tallystick.execution.program import Program
from tallystick.execution.progress import Progress
from tallystick.execution.recovery import finish_lost_runs
from tallystick.execution.run_context import RunContext, keep_document
from tallystick.execution.step_runner import StepRunner, failure_of
from tallystick.plan.names import default_run_name, fill_in
from tallystick.plan.plan import Plan
from tallystick.records.commands import FinishRun, StartRun
from tallystick.records.ids import new_id
from tallystick.records.runs import Status
from tallystick.tracking.saving import load_stored

if TYPE_CHECKING:
    from tallystick.client.handles import PipelineRunResponse


class FinishedRun:
    """A run that ended well."""

    def __init__(self, run: RunContext) -> None:
        self._run = run
        self.id: UUID = run.run_id

    def response(self) -> PipelineRunResponse:
        """The run as the client gives it."""
        from tallystick.client.client import Client

        return Client(self._run.session).get_pipeline_run(self.id)

    def result(self, invocation: str) -> Any:
        """What the step's function returned; loaded where it was cached."""
        if invocation in self._run.results:
            return self._run.results[invocation]
        values = [
            load_stored(self._run.session, stored)
            for stored in self._run.outputs[invocation].values()
        ]
        if not values:
            return None
        return values[0] if len(values) == 1 else tuple(values)


def run_program(program: Program, session: Session, *, keep_results: bool = False) -> FinishedRun:
    """Run `program` and record all of it.

    Raises `PipelineFailedError`, caused by the first failed step's exception, where steps failed.
    An exit from within a step (Ctrl-C) is recorded as `stopped` and raised again.
    """
    started = time.perf_counter()
    run = _start(program, session, keep_results)
    try:
        with capture_output():
            outcomes = LocalOrchestrator().run(run.plan, StepRunner(run).execute)
    except BaseException as error:
        _finish(run, Status.STOPPED if not isinstance(error, Exception) else Status.FAILED, error)
        run.progress.end(Status.STOPPED, time.perf_counter() - started)
        raise
    failed = {n: o for n, o in outcomes.items() if o.status is Status.FAILED}
    status = Status.FAILED if failed else Status.COMPLETED
    first = next(iter(failed.values())).error if failed else None
    _finish(run, status, first)
    run.progress.end(status, time.perf_counter() - started)
    if failed:
        raise _failure(run, failed, outcomes) from first
    return FinishedRun(run)


def _start(program: Program, session: Session, keep_results: bool) -> RunContext:
    code = CodeState()
    plan = _with_parallelism(program.plan, session)
    program = Program(
        plan, program.code, parameters=program.parameters, external=program.external
    )
    now = datetime.now(UTC)
    substitutions = plan.options.substitutions
    name = (
        fill_in(plan.run_name, now, substitutions)
        if plan.run_name
        else default_run_name(plan.pipeline, now)
    )
    environment = environment_document()
    run = RunContext(
        session,
        program,
        run_id=new_id(),
        run_name=name,
        started_at=now,
        environment=environment.sha256,
        progress=Progress(plan.pipeline, name, len(plan.invocations)),
        keep_results=keep_results,
    )
    model = run.model_version(plan.options.model)
    finish_lost_runs(session)
    command = session.command(
        StartRun,
        run_id=run.run_id,
        pipeline=plan.pipeline,
        name=name,
        tags=plan.tags,
        parameters=plan.parameters,
        config=plan.options.as_config(),
        environment=environment.sha256,
        code=code.collect(),
        graph=plan.graph,
        process=this_process(),
        model_version_id=model.id if model else None,
    )
    session.store.apply(*keep_document(session, environment), command)
    return run


def _with_parallelism(plan: Plan, session: Session) -> Plan:
    from msgspec.structs import replace

    asked = plan.max_parallelism or session.settings.max_parallelism
    return replace(plan, max_parallelism=max(1, asked))


def _finish(run: RunContext, status: Status, error: BaseException | None) -> None:
    run.session.store.apply(
        run.session.command(
            FinishRun,
            run_id=run.run_id,
            status=status,
            failure=failure_of(error) if error is not None else None,
        )
    )


def _failure(
    run: RunContext, failed: Mapping[str, Outcome], outcomes: Mapping[str, Outcome]
) -> PipelineFailedError:
    names = ", ".join(repr(name) for name in failed)
    errors = "; ".join(f"{type(o.error).__name__}: {o.error}" for o in failed.values())
    left = [one.name for one in run.plan.invocations if one.name not in outcomes]
    rest = f" Not run: {', '.join(left)}." if left else ""
    return PipelineFailedError(
        f"Run {run.run_name!r} failed in step {names}: {errors}.{rest} "
        f"What was logged is kept: tally runs show {run.run_name}",
        run_id=run.run_id,
        failed_steps=tuple(failed),
    )
