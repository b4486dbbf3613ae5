"""Runs one invocation: inputs, cache, attempts, outputs, and the record of all that."""

from __future__ import annotations

import time
import traceback
from typing import Any
from uuid import UUID

from tallystick.execution.cache import Decision, decide, key_of
from tallystick.execution.hooks import call_hook
from tallystick.execution.inputs import Inputs, find_inputs, input_ids, load_inputs
from tallystick.execution.logs import StepLog
from tallystick.execution.orchestrators.base import Outcome
from tallystick.execution.results import named_outputs, save_outputs
from tallystick.execution.run_context import RunContext, keep_document
from tallystick.execution.usage import Usage
from tallystick.plan.options import Options, Retry
from tallystick.plan.plan import Invocation
from tallystick.records.commands import FinishStep, LinkToModel, RecordArtifact, StartStep
from tallystick.records.documents import document
from tallystick.records.ids import new_id
from tallystick.records.models import ModelVersion
from tallystick.records.runs import Failure, Status
from tallystick.records.steps import CacheKey
from tallystick.tracking.current import RunningStep, enter_step, leave_step


class StepRunner:
    """Runs the invocations of one run; `execute` is what orchestrators call."""

    def __init__(self, run: RunContext) -> None:
        self._run = run

    def execute(self, invocation: Invocation) -> Outcome:
        """See `orchestrators.base.Execute`."""
        run = self._run
        started = time.perf_counter()
        options = invocation.options.over(run.plan.options)
        model = run.model_version(options.model)
        try:
            inputs = find_inputs(run, invocation)
        except Exception as error:
            return self._failed_before(invocation, options, model, error)
        key = key_of(invocation, inputs, options)
        decision = decide(run, invocation, key, options.enable_cache is not False)
        if decision.original is not None:
            self._take_over(invocation, options, model, inputs, key, decision)
            note = f"cached from step run {str(decision.original.id)[:13]}"
            run.progress.step(
                invocation.name, Status.CACHED, time.perf_counter() - started, note
            )
            return Outcome(Status.CACHED)
        return self._attempts(invocation, options, model, inputs, key, decision.explanation)

    def _attempts(
        self,
        invocation: Invocation,
        options: Options,
        model: ModelVersion | None,
        inputs: Inputs,
        key: CacheKey,
        explanation: str,
    ) -> Outcome:
        retry = options.retry or Retry()
        wait_s = retry.delay
        attempt = 1
        while True:
            started = time.perf_counter()
            is_last = attempt > retry.max_retries
            command = self._start(
                invocation, options, model, inputs, key, explanation, attempt=attempt
            )
            error = Attempt(self._run, invocation, options, model, command).run(inputs, is_last)
            status = Status.COMPLETED if error is None else Status.FAILED
            if error is not None and not is_last:
                status = Status.RETRIED
            note = "" if error is None else f"{type(error).__name__}: {error}".split("\n")[0]
            self._run.progress.step(
                invocation.name, status, time.perf_counter() - started, note[:120]
            )
            if status is not Status.RETRIED:
                return Outcome(status, error)
            time.sleep(wait_s)
            wait_s *= retry.backoff
            attempt += 1

    def _start(
        self,
        invocation: Invocation,
        options: Options,
        model: ModelVersion | None,
        inputs: Inputs,
        key: CacheKey | None,
        explanation: str,
        *,
        attempt: int = 1,
        and_then: tuple[Any, ...] = (),
        step_run_id: UUID | None = None,
    ) -> StartStep:
        run = self._run
        source = document(invocation.source) if invocation.source else None
        command = run.session.command(
            StartStep,
            step_run_id=step_run_id or new_id(),
            run_id=run.run_id,
            name=invocation.name,
            step=invocation.step,
            attempt=attempt,
            upstream=invocation.upstream,
            inputs=input_ids(inputs),
            parameters=invocation.parameters,
            config=options.as_config(),
            cache_key=key,
            cache_explanation=explanation,
            code_hash=invocation.code.get("step", ""),
            source=source.sha256 if source else None,
            docstring=invocation.docstring,
            model_version_id=model.id if model else None,
        )
        documents = keep_document(run.session, source) if source else []
        run.session.store.apply(*documents, command, *and_then)
        return command

    def _take_over(
        self,
        invocation: Invocation,
        options: Options,
        model: ModelVersion | None,
        inputs: Inputs,
        key: CacheKey,
        decision: Decision,
    ) -> None:
        run = self._run
        assert decision.original is not None
        id = new_id()
        outputs = {name: tuple(v.id for v in several) for name, several in decision.outputs.items()}
        finish = run.session.command(
            FinishStep,
            step_run_id=id,
            status=Status.CACHED,
            outputs=outputs,
            original_step_run_id=decision.original.id,
            logs=decision.original.logs,
        )
        versions = tuple(id for several in outputs.values() for id in several)
        links = _links(run, model, versions)
        self._start(
            invocation,
            options,
            model,
            inputs,
            key,
            decision.explanation,
            and_then=(finish, *links),
            step_run_id=id,
        )
        run.outputs[invocation.name] = {
            name: several[0] for name, several in decision.outputs.items()
        }

    def _failed_before(
        self,
        invocation: Invocation,
        options: Options,
        model: ModelVersion | None,
        error: Exception,
    ) -> Outcome:
        """Record a step that could not begin: its inputs cannot be found or stored."""
        id = new_id()
        finish = self._run.session.command(
            FinishStep, step_run_id=id, status=Status.FAILED, failure=failure_of(error)
        )
        self._start(
            invocation,
            options,
            model,
            {},
            None,
            "Not executed: its inputs are missing.",
            and_then=(finish,),
            step_run_id=id,
        )
        self._run.progress.step(invocation.name, Status.FAILED, 0, str(error)[:120])
        return Outcome(Status.FAILED, error)


class Attempt:
    """One execution of a step's function."""

    def __init__(
        self,
        run: RunContext,
        invocation: Invocation,
        options: Options,
        model: ModelVersion | None,
        started: StartStep,
    ) -> None:
        self._run = run
        self._invocation = invocation
        self._options = options
        self._model = model
        self._code = run.program.code[invocation.name]
        self._step = RunningStep(
            session=run.session,
            pipeline=run.plan.pipeline,
            run_id=run.run_id,
            step_run_id=started.step_run_id,
            name=invocation.name,
            outputs=named_outputs(run, invocation, options),
            input_ids=started.inputs,
            model=options.model,
            model_version_id=model.id if model else None,
        )
        if options.enable_step_logs is not False:
            self._step.log = StepLog(run.logs_folder, f"{run.run_id}/{started.step_run_id}.log")

    def run(self, inputs: Inputs, is_last: bool) -> Exception | None:
        """Execute and record; what the step raised, None where it completed.

        An exit (Ctrl-C, `SystemExit`) is recorded and raised again.
        """
        usage = Usage()
        token = enter_step(self._step)
        try:
            returned = self._code.function(**load_inputs(self._run, self._invocation, inputs))
            saved = save_outputs(self._run, self._step, self._options, returned)
            call_hook(self._code.on_success)
        except Exception as error:
            if is_last:
                call_hook(self._code.on_failure, error)
            self._record_failure(error, usage, Status.FAILED if is_last else Status.RETRIED)
            return error
        except BaseException as error:
            self._record_failure(error, usage, Status.STOPPED)
            raise
        finally:
            leave_step(token)
        self._record_success(saved, usage)
        if self._run.keep_results:
            self._run.results[self._invocation.name] = returned
        return None

    def _record_success(self, saved: dict[str, RecordArtifact], usage: Usage) -> None:
        run = self._run
        outputs = {name: (command.artifact_version_id,) for name, command in saved.items()}
        ids = tuple(command.artifact_version_id for command in saved.values())
        finish = run.session.command(
            FinishStep,
            step_run_id=self._step.step_run_id,
            status=Status.COMPLETED,
            outputs=outputs,
            logs=self._close_log(),
            usage=usage.so_far(),
        )
        run.session.store.apply(*saved.values(), finish, *_links(run, self._model, ids))
        run.outputs[self._invocation.name] = saved

    def _record_failure(self, error: BaseException, usage: Usage, status: Status) -> None:
        failure = failure_of(error)
        if self._step.log is not None:
            self._step.log.write(failure.traceback)
        self._run.session.store.apply(
            self._run.session.command(
                FinishStep,
                step_run_id=self._step.step_run_id,
                status=status,
                logs=self._close_log(),
                usage=usage.so_far(),
                failure=failure,
            )
        )

    def _close_log(self) -> str | None:
        log = self._step.log
        return log.close() if isinstance(log, StepLog) else None


def _links(
    run: RunContext, model: ModelVersion | None, versions: tuple[UUID, ...]
) -> tuple[LinkToModel, ...]:
    if model is None or not versions:
        return ()
    return (
        run.session.command(
            LinkToModel, model_version_id=model.id, artifact_version_ids=versions
        ),
    )


def failure_of(error: BaseException) -> Failure:
    """What to record about an exception: the traceback begins with the user's own code."""
    return Failure(
        type=f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins."),
        message=str(error),
        traceback=traceback_text(error),
    )


def traceback_text(error: BaseException) -> str:
    """The traceback as text, without Tallystick's own frames at its top."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        if not frame.tb_frame.f_globals.get("__name__", "").startswith("tallystick."):
            break
        frame = frame.tb_next
    lines = traceback.format_exception(type(error), error, frame)
    return "".join(lines)
