"""Runs begin and end."""

from __future__ import annotations

from msgspec.structs import replace

from tallystick.errors import EntityExistsError, InvalidArgumentError
from tallystick.records.commands import FinishRun, StartRun
from tallystick.records.names import check_name
from tallystick.records.runs import Run, Status
from tallystick.records.targets import Kind, Target
from tallystick.store.applying.pipelines import ensure_pipeline
from tallystick.store.applying.required import check_new, check_target, required
from tallystick.store.applying.tables import Tables
from tallystick.store.applying.tagging import tagged


def start_run(tables: Tables, command: StartRun, change: int) -> None:
    """The run exists and is running, and belongs to its model version."""
    target = Target(Kind.RUN, command.run_id)
    check_new(tables, target)
    check_name("run", command.name)
    if tables.by_name(Run, command.project, command.name) is not None:
        raise EntityExistsError(
            f"Project {command.project!r} already has a run named {command.name!r}; "
            "choose another name, or use {date} and {time} in it.",
            kind=Kind.RUN,
            given=command.name,
        )
    pipeline = ensure_pipeline(tables, command.project, command.pipeline, command.at)
    tables.put(
        Run(
            id=command.run_id,
            project=command.project,
            pipeline_id=pipeline.id,
            pipeline=pipeline.name,
            name=command.name,
            status=Status.RUNNING,
            created_at=command.at,
            started_at=command.at,
            author=command.author,
            tags=tagged((), command.tags),
            parameters=command.parameters,
            config=command.config,
            environment=command.environment,
            code=command.code,
            graph=command.graph,
            orchestrator=command.orchestrator,
            process=command.process,
            model_version_id=command.model_version_id,
        )
    )
    if command.model_version_id is not None:
        version = Target(Kind.MODEL_VERSION, command.model_version_id)
        check_target(tables, version, project=command.project)
        tables.link(version.id, target)


def finish_run(tables: Tables, command: FinishRun, change: int) -> None:
    """The run has ended."""
    check_ending(command.status, "run")
    run = required(tables, Run, command.run_id, project=command.project)
    tables.put(replace(run, status=command.status, ended_at=command.at, failure=command.failure))


def check_ending(status: Status, what: str) -> None:
    """`InvalidArgumentError` for a status in which nothing has ended."""
    if not status.is_finished:
        endings = ", ".join(f"'{each}'" for each in Status if each.is_finished)
        raise InvalidArgumentError(
            f"A {what} does not end as '{status}'; it ends as one of {endings}.", given=status
        )
