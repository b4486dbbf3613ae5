"""Runs whose process died without a word."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from tallystick.client.session import Session
from tallystick.execution.environment import is_alive
from tallystick.execution.logs import log_path
from tallystick.query.conditions import All, Builtin, Compare, Op
from tallystick.query.query import Query
from tallystick.records.commands import FinishRun, FinishStep
from tallystick.records.reading import Record
from tallystick.records.runs import Failure, Run, Status
from tallystick.records.targets import Kind

_LOST = Failure(
    type="ProcessLost",
    message="The process that executed it ended without saying so (killed, crashed or shut down).",
)


def finish_lost_runs(session: Session) -> int:
    """Mark runs of this machine as failed whose process is gone; how many there were.

    Only the machine that a run was started on can know, so runs of others are left alone.
    """
    lost = [
        record
        for record in _running(session, Kind.RUN)
        if isinstance(record, Run) and record.process and is_alive(record.process) is False
    ]
    for run in lost:
        steps = _running(session, Kind.STEP_RUN, Compare(Builtin("run_id"), Op.EQ, (run.id,)))
        session.store.apply(
            *(
                session.command(
                    FinishStep,
                    step_run_id=step.id,
                    status=Status.FAILED,
                    logs=_log_of(session, run.id, step.id),
                    failure=_LOST,
                )
                for step in steps
            ),
            session.command(FinishRun, run_id=run.id, status=Status.FAILED, failure=_LOST),
        )
    return len(lost)


def _log_of(session: Session, run_id: UUID, step_run_id: UUID) -> str | None:
    path = log_path(run_id, step_run_id)
    return path if (Path(session.settings.logs) / path).is_file() else None


def _running(session: Session, kind: Kind, *also: Compare) -> list[Record]:
    where = All((Compare(Builtin("status"), Op.EQ, (Status.RUNNING,)), *also))
    query = Query(kind=kind, project=session.project, where=where, limit=1000, metadata=False)
    return [item.record for item in session.store.find(query).items]
