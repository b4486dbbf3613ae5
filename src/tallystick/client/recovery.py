"""Runs whose process died without a word: found by whoever looks, and ended."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from uuid import UUID

from msgspec.structs import replace

from tallystick.client.logs import last_written, log_path
from tallystick.client.processes import is_alive
from tallystick.client.session import Session
from tallystick.errors import StoreError
from tallystick.query.conditions import Builtin, Compare, Condition, Op
from tallystick.query.query import Query
from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.commands import FinishRun, FinishStep
from tallystick.records.ids import derived_id
from tallystick.records.reading import Record, Snapshot
from tallystick.records.references import Ref
from tallystick.records.runs import Failure, Process, Run, Status
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind

_LOST = "ProcessLost"

_PAUSE_S = 1.0
"""How often those who only look have it looked for."""
_PAUSE_AFTER_FAILURE_S = 60.0
_SHARE = 0.05
"""How much of the time that may take, where many runs of other machines go on."""


def notice_lost_runs(session: Session, kind: Kind) -> None:
    """Before things of `kind` are read: end runs of this machine whose process is gone.

    At most once a second, however often something is read. A store that cannot be written is
    read as it is, and so is the past.
    """
    if kind not in (Kind.RUN, Kind.STEP_RUN) or session.is_past:
        return
    began = time.monotonic()
    if began < session.looks_again_at.get(session.project, 0.0):
        return
    # First, so that threads that read meanwhile do not look, too.
    session.looks_again_at[session.project] = began + _PAUSE_S
    try:
        finish_lost_runs(session)
        pause_s = max(_PAUSE_S, (time.monotonic() - began) / _SHARE)
    except StoreError:
        pause_s = _PAUSE_AFTER_FAILURE_S
    session.looks_again_at[session.project] = time.monotonic() + pause_s


def finish_lost_runs(session: Session) -> int:
    """Mark runs of this machine as failed whose process is gone; how many there were.

    A run has ended at the last that is known of it: that something of it began or ended, was
    logged, saved or printed. Only the machine that a run was started on can know whether its
    process lives, so runs of others are left alone. However many notice it, it is said once.
    """
    lost = [run for run in _running(session) if _is_gone(run.process)]
    # What died has said all it will, but may have done so since the list was made.
    still = {run.id for run in _running(session)} if lost else set()
    ended = [run for run in lost if run.id in still]
    for run in ended:
        _finish(session, run)
    return len(ended)


def _is_gone(process: Process | None) -> bool:
    return process is not None and is_alive(process) is False


def _running(session: Session) -> list[Run]:
    found = _find(session, Kind.RUN, _is("status", Status.RUNNING))
    return [item.record for item in found if isinstance(item.record, Run)]


def _finish(session: Session, run: Run) -> None:
    failure = _failure(run.process)
    steps, signs = _signs(session, run)
    running = [step for step in steps if step.status is Status.RUNNING]
    session.store.apply(
        *(_finish_step(session, step, failure, signs[step.id], "found") for step in running)
    )
    # With that, what was logged about outputs has come to the steps, and may be the newest.
    steps, signs = _signs(session, run)
    session.store.apply(
        *(
            _finish_step(session, step, failure, signs[step.id], "ended")
            for step in steps
            if step.failure == failure and step.ended_at != signs[step.id]
        ),
        replace(
            session.command(FinishRun, run_id=run.id, status=Status.FAILED, failure=failure),
            id=derived_id(_LOST, str(run.id)),
            at=max([run.started_at, *signs.values()]),
        ),
    )


def _finish_step(
    session: Session, step: StepRun, failure: Failure, at: datetime, occasion: str
) -> FinishStep:
    path = log_path(step.run_id, step.id)
    command = session.command(
        FinishStep,
        step_run_id=step.id,
        status=Status.FAILED,
        logs=path if last_written(session, path) else None,
        failure=failure,
    )
    return replace(command, id=derived_id(_LOST, str(step.id), occasion), at=at)


def _failure(process: Process | None) -> Failure:
    where = f" ({process.pid} on {process.host})" if process else ""
    return Failure(
        type=_LOST,
        message=f"The process that executed it{where} ended without saying so: it was killed or "
        "crashed, or the machine went down.",
    )


def _signs(session: Session, run: Run) -> tuple[list[StepRun], dict[UUID, datetime]]:
    """The steps of a run, and when each was heard of last."""
    found = _find(session, Kind.STEP_RUN, _is("run_id", run.id), metadata=True)
    steps = [item.record for item in found if isinstance(item.record, StepRun)]
    of_run = session.store.get(Run, Ref.to(run.id, project=run.project)).entries
    logged = [*of_run, *(entry for item in found for entry in item.entries)]
    heard = [(entry.publisher, entry.logged_at) for entry in logged]
    made = _find(session, Kind.ARTIFACT_VERSION, _is("producer_run_id", run.id))
    versions = [item.record for item in made if isinstance(item.record, ArtifactVersion)]
    heard += [(version.producer_step_run_id, version.created_at) for version in versions]
    signs = {}
    for step in steps:
        if step.ended_at is not None and (step.failure is None or step.failure.type != _LOST):
            signs[step.id] = step.ended_at
            continue
        own = [at for publisher, at in heard if publisher == step.id]
        printed = last_written(session, log_path(run.id, step.id))
        last = max([*own, *([printed] if printed else [])], default=step.started_at)
        # Clocks may be set, and files touched.
        signs[step.id] = max(step.started_at, min(last, datetime.now(UTC)))
    return steps, signs


def _is(field: str, value: UUID | Status) -> Condition:
    return Compare(Builtin(field), Op.EQ, (value,))


def _find(
    session: Session, kind: Kind, where: Condition, *, metadata: bool = False
) -> list[Snapshot[Record]]:
    query = Query(kind=kind, project=session.project, where=where, limit=None, metadata=metadata)
    return list(session.store.find(query).items)
