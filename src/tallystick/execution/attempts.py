"""One execution of a step's function, and the record of how it ended."""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from tallystick.client.logs import log_path
from tallystick.errors import StoreError, TallystickError
from tallystick.execution.failures import failure_of, users_part
from tallystick.execution.hooks import call_hook
from tallystick.execution.inputs import Inputs, load_inputs
from tallystick.execution.interrupts import end_at_once
from tallystick.execution.logs import StepLog
from tallystick.execution.results import discard, named_outputs, save_outputs
from tallystick.execution.run_context import RunContext
from tallystick.execution.usage import Usage
from tallystick.plan.options import Options
from tallystick.plan.plan import Invocation
from tallystick.records.commands import FinishStep, LinkToModel, RecordArtifact
from tallystick.records.models import ModelVersion
from tallystick.records.runs import Status
from tallystick.records.steps import CacheKey
from tallystick.tracking.current import RunningStep, enter_step, leave_step


class Work(NamedTuple):
    """An invocation with all that is settled before its function is called."""

    invocation: Invocation
    options: Options
    model: ModelVersion | None = None
    inputs: Inputs = MappingProxyType({})
    key: CacheKey | None = None


class Attempt:
    """One execution of a step's function."""

    def __init__(self, run: RunContext, work: Work, step_run_id: UUID) -> None:
        self._run = run
        self._work = work
        self._code = run.program.code[work.invocation.name]
        self._step = RunningStep(
            session=run.session,
            pipeline=run.plan.pipeline,
            run_id=run.run_id,
            step_run_id=step_run_id,
            name=work.invocation.name,
            outputs=named_outputs(run, work.invocation, work.options),
            input_ids=run.input_ids(work.inputs),
            model=work.options.model,
            model_version_id=work.model.id if work.model else None,
        )
        if work.options.enable_step_logs is not False:
            self._step.log = StepLog(run.logs_folder, log_path(run.run_id, step_run_id))

    def run(self, *, is_last: bool) -> Exception | None:
        """Execute and record; what the step raised, None where it completed.

        The exception's traceback begins with the user's own code. An exit (Ctrl-C, `SystemExit`)
        is recorded and raised again.
        """
        usage = Usage()
        token = enter_step(self._step)
        try:
            returned = self._code.call(load_inputs(self._run, self._work.invocation, self._inputs))
            self._keep(save_outputs(self._run, self._step, self._work.options, returned), usage)
        except Exception as error:
            if self._run.is_elsewhere:
                raise
            error.__traceback__ = users_part(error.__traceback__)
            try:
                if is_last:
                    call_hook(self._code.on_failure, error)
            finally:
                self._record_failure(error, usage, Status.FAILED if is_last else Status.RETRIED)
            return error
        except BaseException as error:
            if not self._run.is_elsewhere:
                end_at_once()
                self._record_failure(error, usage, Status.STOPPED)
            raise
        finally:
            leave_step(token)
        if self._run.keep_results:
            self._run.results[self._work.invocation.name] = returned
        return None

    @property
    def _inputs(self) -> Inputs:
        return self._work.inputs

    def _keep(self, saved: dict[str, RecordArtifact], usage: Usage) -> None:
        """Record the step's success; where that is refused, nothing of its outputs stays."""
        try:
            call_hook(self._code.on_success)
        except BaseException:
            discard(self._run, saved)
            raise
        outputs = {name: (command.artifact_version_id,) for name, command in saved.items()}
        finish = self._run.session.command(
            FinishStep,
            step_run_id=self._step.step_run_id,
            status=Status.COMPLETED,
            outputs=outputs,
            logs=self._log_so_far(),
            usage=usage.so_far(),
        )
        tagged = [self._with_tags(command, name) for name, command in saved.items()]
        ids = tuple(command.artifact_version_id for command in saved.values())
        try:
            self._run.session.store.apply(*tagged, finish, *links(self._run, self._work.model, ids))
        except TallystickError:
            # Then nothing was applied. Of an exit here, nobody could say whether anything was.
            discard(self._run, saved)
            raise
        self._close_log()
        self._run.outputs[self._work.invocation.name] = saved

    def _with_tags(self, command: RecordArtifact, output: str) -> RecordArtifact:
        """With the tags that the success hook has given the output since it was saved."""
        from msgspec.structs import replace

        spec = next(spec for spec in self._step.outputs if spec.name == output)
        return replace(command, tags=self._step.tags_of(spec))

    def _record_failure(self, error: BaseException, usage: Usage, status: Status) -> None:
        """What the step raised is told even where the store cannot keep it: the run knows why."""
        failure = failure_of(error)
        if self._step.log is not None:
            self._step.log.write(failure.traceback)
        self._close_log()
        finish = self._run.session.command(
            FinishStep,
            step_run_id=self._step.step_run_id,
            status=status,
            logs=self._log_so_far(),
            usage=usage.so_far(),
            failure=failure,
        )
        try:
            self._run.session.store.apply(finish)
        except StoreError as why:
            self._run.unrecorded.append(why)

    def _log_so_far(self) -> str | None:
        log = self._step.log
        return log.written if isinstance(log, StepLog) else None

    def _close_log(self) -> None:
        if isinstance(self._step.log, StepLog):
            self._step.log.close()


def links(
    run: RunContext, model: ModelVersion | None, versions: tuple[UUID, ...]
) -> tuple[LinkToModel, ...]:
    """The command by which artifact versions belong to the step's model version, if it has one."""
    if model is None or not versions:
        return ()
    return (
        run.session.command(LinkToModel, model_version_id=model.id, artifact_version_ids=versions),
    )
