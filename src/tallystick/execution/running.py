"""Runs a program from beginning to end."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from msgspec.structs import replace

from tallystick.client.processes import this_process
from tallystick.client.recovery import finish_lost_runs
from tallystick.client.session import Session
from tallystick.errors import EntityExistsError, PipelineFailedError, StoreError
from tallystick.execution.code_state import CodeState
from tallystick.execution.documents import apply_with
from tallystick.execution.environment import environment_document
from tallystick.execution.failures import failure_of
from tallystick.execution.interrupts import EndingOnSignals, Terminated, end_at_once
from tallystick.execution.logs import capture_output
from tallystick.execution.orchestrators.base import Outcome
from tallystick.execution.orchestrators.local import LocalOrchestrator
from tallystick.execution.program import Program
from tallystick.execution.progress import Progress
from tallystick.execution.results import named_outputs
from tallystick.execution.run_context import RunContext
from tallystick.execution.step_runner import StepRunner
from tallystick.plan.names import default_run_name, fill_in
from tallystick.plan.plan import Plan
from tallystick.query.conditions import Builtin, Compare, Op
from tallystick.query.query import Query
from tallystick.records.clock import now
from tallystick.records.commands import FinishRun, StartRun
from tallystick.records.ids import new_id
from tallystick.records.names import check_name
from tallystick.records.runs import Status
from tallystick.records.targets import Kind
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
        from tallystick.client.handles import PipelineRunResponse
        from tallystick.client.handles.reading import get_by_id

        return get_by_id(self._run.session, PipelineRunResponse, self.id)

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
    An exit from within a step (Ctrl-C) is recorded as `stopped` and raised again; signals that ask
    the process to end are one, too. What nothing catches is shown as `reports` has it.

    Raises `StoreError` where the run cannot begin, or where it ended well and that cannot be kept.
    """
    try:
        return _run(program, session, keep_results)
    except StoreError as error:
        _tell_shortly(error)
        raise


def _run(program: Program, session: Session, keep_results: bool) -> FinishedRun:
    started = time.perf_counter()
    run = _start(program, session, keep_results)
    with EndingOnSignals():
        try:
            with capture_output():
                orchestrator = LocalOrchestrator(run.progress.waits)
                outcomes = orchestrator.run(run.plan, StepRunner(run).execute)
        except BaseException as error:
            if not run.is_elsewhere:
                end_at_once()
                _exited(run, error, started)
            raise
        first = next((one.error for one in outcomes.values() if one.status is Status.FAILED), None)
        _end(run, Status.COMPLETED if first is None else Status.FAILED, first)
    run.progress.end(
        Status.COMPLETED if first is None else Status.FAILED, time.perf_counter() - started
    )
    if first is not None:
        raise _failure(run, outcomes) from first
    return FinishedRun(run)


def _tell_shortly(error: StoreError) -> None:
    from tallystick.execution.reports import refusal
    from tallystick.execution.uncaught import report_as

    report_as(error, lambda _: refusal(error))


def _failure(run: RunContext, outcomes: Mapping[str, Outcome]) -> PipelineFailedError:
    # Imported here, as most runs end well.
    from tallystick.execution.reports import FailureReport, failure
    from tallystick.execution.uncaught import report_as

    error = failure(run, outcomes)
    report_as(error, FailureReport(run, outcomes))
    return error


def _end(run: RunContext, status: Status, error: BaseException | None) -> None:
    ended = run.session.command(
        FinishRun,
        run_id=run.run_id,
        status=status,
        failure=None if error is None else failure_of(error),
    )
    try:
        run.session.store.apply(ended)
    except StoreError as why:
        # What happened before is told all the same.
        if error is None:
            raise
        run.unrecorded.append(why)


def _exited(run: RunContext, error: BaseException, started: float) -> None:
    """Record and tell that the run was left before its end."""
    status = Status.FAILED if isinstance(error, Exception) else Status.STOPPED
    _end(run, status, error)
    if status is Status.FAILED:
        run.progress.end(status, time.perf_counter() - started)
        return
    from tallystick.execution.reports import interruption
    from tallystick.execution.uncaught import report_as

    from_outside = isinstance(error, KeyboardInterrupt | Terminated)
    run.progress.left(interruption(run, error), always=from_outside)
    if from_outside:
        report_as(error, lambda _: "")


def _start(program: Program, session: Session, keep_results: bool) -> RunContext:
    with CodeState() as code:
        return _begun(program, session, keep_results, code)


def _begun(program: Program, session: Session, keep_results: bool, code: CodeState) -> RunContext:
    plan = _with_parallelism(program.plan, session)
    program = Program(plan, program.code, parameters=program.parameters, external=program.external)
    began = now()
    name = default_run_name(plan.pipeline, began)
    if plan.run_name:
        name = fill_in(plan.run_name, began, plan.options.substitutions)
        check_name("run", name)
        _check_name_free(session, name)
    environment = environment_document()
    run = RunContext(
        session,
        program,
        run_id=new_id(),
        run_name=name,
        started_at=began,
        environment=environment.sha256,
        progress=Progress(plan.pipeline, len(plan.invocations)),
        keep_results=keep_results,
    )
    _check_names(run)
    model = run.model_version(plan.options.model)
    finish_lost_runs(session)
    start = session.command(
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
    # It began when its name was made, before its facts were gathered.
    command = replace(start, at=began)
    try:
        apply_with(session, [environment], command)
    except EntityExistsError:
        if plan.run_name:
            raise
        # Two runs began in the same microsecond.
        run.run_name = f"{name}-{run.run_id.hex[-6:]}"
        apply_with(session, [environment], replace(command, name=run.run_name))
    run.progress.begin(run.run_name)
    return run


def _check_names(run: RunContext) -> None:
    """Raise `InvalidArgumentError` before anything is made or executed for a name that is none."""
    check_name("pipeline", run.plan.pipeline)
    check_name("run", run.run_name)
    for invocation in run.plan.invocations:
        check_name("step run", invocation.name)
        options = invocation.options.over(run.plan.options)
        for output in named_outputs(run, invocation, options):
            check_name("output", output.name)
            check_name("artifact", output.artifact)
            if output.version is not None:
                check_name("artifact version", output.version)


def _check_name_free(session: Session, name: str) -> None:
    """Raise `EntityExistsError` before anything is made for a run that cannot begin."""
    query = Query(
        kind=Kind.RUN,
        project=session.project,
        where=Compare(Builtin("name"), Op.EQ, (name,)),
        limit=1,
        metadata=False,
    )
    if session.store.find(query).items:
        raise EntityExistsError(
            f"There is a run named {name!r}. Choose another run_name, or put {{date}} and {{time}} "
            "into it.",
            name=name,
        )


def _with_parallelism(plan: Plan, session: Session) -> Plan:
    asked = plan.max_parallelism or session.settings.max_parallelism
    return replace(plan, max_parallelism=max(1, asked))
