"""Runs begin and end."""

from __future__ import annotations

from msgspec.structs import replace

from tallystick.errors import EntityExistsError
from tallystick.records.commands import FinishRun, StartRun
from tallystick.records.models import ModelVersion
from tallystick.records.runs import Run, Status
from tallystick.records.targets import Kind, Target
from tallystick.store.applying.pipelines import ensure_pipeline
from tallystick.store.applying.required import required
from tallystick.store.applying.tables import Tables


def start_run(tables: Tables, command: StartRun, change: int) -> None:
    """The run exists and is running."""
    if tables.by_name(Run, command.project, command.name) is not None:
        raise EntityExistsError(
            f"Project {command.project!r} already has a run named {command.name!r}; "
            "choose another name, or use {date} and {time} in it.",
            kind=Kind.RUN,
            given=command.name,
        )
    pipeline = ensure_pipeline(tables, command.project, command.pipeline, command.at)
    run = Run(
        id=command.run_id,
        project=command.project,
        pipeline_id=pipeline.id,
        pipeline=pipeline.name,
        name=command.name,
        status=Status.RUNNING,
        created_at=command.at,
        started_at=command.at,
        author=command.author,
        tags=command.tags,
        parameters=command.parameters,
        config=command.config,
        environment=command.environment,
        code=command.code,
        graph=command.graph,
        orchestrator=command.orchestrator,
        process=command.process,
        model_version_id=command.model_version_id,
    )
    if command.model_version_id is not None:
        required(tables, ModelVersion, command.model_version_id)
    tables.put(run)
    if command.model_version_id is not None:
        tables.link(command.model_version_id, Target(Kind.RUN, run.id))


def finish_run(tables: Tables, command: FinishRun, change: int) -> None:
    """The run has ended."""
    run = required(tables, Run, command.run_id)
    tables.put(replace(run, status=command.status, ended_at=command.at, failure=command.failure))
