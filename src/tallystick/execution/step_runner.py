"""Runs one invocation: inputs, cache, attempts, and the record of all that."""

from __future__ import annotations

import time
from time import sleep
from uuid import UUID

from msgspec.structs import replace

from tallystick.errors import StoreError
from tallystick.execution.attempts import Attempt, Work, links
from tallystick.execution.cache import Decision, decide, key_of
from tallystick.execution.documents import apply_with
from tallystick.execution.failures import failure_of, summary
from tallystick.execution.inputs import find_inputs
from tallystick.execution.orchestrators.base import Outcome
from tallystick.execution.results import check_materializers, check_versions_free
from tallystick.execution.run_context import RunContext
from tallystick.plan.options import Retry
from tallystick.plan.plan import Invocation
from tallystick.records.commands import Command, FinishStep, StartStep
from tallystick.records.documents import document
from tallystick.records.ids import new_id
from tallystick.records.runs import Status
from tallystick.records.steps import StepRun


class StepRunner:
    """Runs the invocations of one run; `execute` is what orchestrators call."""

    def __init__(self, run: RunContext) -> None:
        self._run = run

    def execute(self, invocation: Invocation) -> Outcome:
        """See `orchestrators.base.Execute`."""
        started = time.perf_counter()
        try:
            return self._execute(invocation, started)
        except StoreError as error:
            # It could not begin, and the store could not keep that either.
            self._run.unrecorded.append(error)
            self._tell(invocation, Status.FAILED, started, summary(error))
            return Outcome(Status.FAILED, error)
        except BaseException as error:
            if not isinstance(error, Exception):
                self._run.stopped.append(invocation.name)
            raise

    def _execute(self, invocation: Invocation, started: float) -> Outcome:
        run = self._run
        options = invocation.options.over(run.plan.options)
        work = Work(invocation, options)
        try:
            work = work._replace(model=run.model_version(options.model))
            work = work._replace(inputs=find_inputs(run, invocation))
            key = key_of(invocation, work.inputs, options)
            work = work._replace(key=key)
            decision = decide(run, invocation, key, options.enable_cache is not False)
            if decision.original is not None:
                note = self._take_over(work, decision.original, decision)
                self._tell(invocation, Status.CACHED, started, note)
                return Outcome(Status.CACHED)
            check_versions_free(run, invocation, options)
            check_materializers(run, invocation)
        except Exception as error:  # noqa: BLE001  see the next line
            # Whatever keeps a step from beginning fails that step; others may go on.
            self._failed_before(work, error)
            self._tell(invocation, Status.FAILED, started, summary(error))
            return Outcome(Status.FAILED, error)
        return self._attempts(work, decision.explanation)

    def _tell(self, invocation: Invocation, status: Status, started: float, note: str) -> None:
        self._run.progress.step(invocation.name, status, time.perf_counter() - started, note)

    def _attempts(self, work: Work, explanation: str) -> Outcome:
        retry = work.options.retry or Retry()
        wait_s = retry.delay
        attempt = 1
        while True:
            started = time.perf_counter()
            is_last = attempt > retry.max_retries
            id = self._start(work, explanation, attempt=attempt)
            error = Attempt(self._run, work, id).run(is_last=is_last)
            if error is None:
                status = Status.COMPLETED
            else:
                # What cannot be recorded is not tried again.
                is_last = is_last or bool(self._run.unrecorded)
                status = Status.FAILED if is_last else Status.RETRIED
            self._tell(work.invocation, status, started, summary(error))
            if status is not Status.RETRIED:
                return Outcome(status, error)
            sleep(wait_s)
            wait_s *= retry.backoff
            attempt += 1

    def _start(
        self,
        work: Work,
        explanation: str,
        *,
        attempt: int = 1,
        and_then: tuple[Command, ...] = (),
        id: UUID | None = None,
    ) -> UUID:
        run, invocation = self._run, work.invocation
        id = id or new_id()
        source = document(invocation.source) if invocation.source else None
        command = run.session.command(
            StartStep,
            step_run_id=id,
            run_id=run.run_id,
            name=invocation.name,
            step=invocation.step,
            attempt=attempt,
            upstream=invocation.upstream,
            inputs=run.input_ids(work.inputs),
            parameters=invocation.parameters,
            config=work.options.as_config(),
            cache_key=work.key,
            cache_explanation=explanation,
            code_hash=invocation.code.get("code", ""),
            source=source.sha256 if source else None,
            docstring=invocation.docstring,
            model_version_id=work.model.id if work.model else None,
        )
        if and_then:
            # What ends at once has begun no later than that.
            command = replace(command, at=and_then[0].at)
        apply_with(run.session, [source] if source else [], command, *and_then)
        return id

    def _take_over(self, work: Work, original: StepRun, decision: Decision) -> str:
        """Record that the outputs of the original stand for this step; a word about it."""
        run, id = self._run, new_id()
        outputs = {name: tuple(v.id for v in several) for name, several in decision.outputs.items()}
        finish = run.session.command(
            FinishStep,
            step_run_id=id,
            status=Status.CACHED,
            outputs=outputs,
            original_step_run_id=original.id,
            logs=original.logs,
        )
        versions = tuple(id for several in outputs.values() for id in several)
        and_then: tuple[Command, ...] = (finish, *links(run, work.model, versions))
        self._start(work, decision.explanation, and_then=and_then, id=id)
        run.outputs[work.invocation.name] = {
            name: several[0] for name, several in decision.outputs.items()
        }
        return f"cached from step run {str(original.id)[:13]}"

    def _failed_before(self, work: Work, error: Exception) -> None:
        """Record a step that could not begin."""
        id = new_id()
        finish = self._run.session.command(
            FinishStep, step_run_id=id, status=Status.FAILED, failure=failure_of(error)
        )
        self._start(work, "Not executed: it could not begin.", and_then=(finish,), id=id)
