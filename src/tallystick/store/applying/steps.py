"""Steps begin and end."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from msgspec.structs import replace

from tallystick.errors import InvalidArgumentError
from tallystick.records.commands import FinishStep, StartStep
from tallystick.records.names import check_name
from tallystick.records.runs import Status
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind, Target
from tallystick.store.applying.metadata import settle_outputs
from tallystick.store.applying.required import check_new, check_target, missing, required
from tallystick.store.applying.runs import check_ending
from tallystick.store.applying.tables import Tables


def start_step(tables: Tables, command: StartStep, change: int) -> None:
    """The step run exists and is running, and its run belongs to its model version."""
    check_new(tables, Target(Kind.STEP_RUN, command.step_run_id))
    check_name("step run", command.name)
    run = Target(Kind.RUN, command.run_id)
    check_target(tables, run, project=command.project)
    for target in _artifact_versions(command.inputs.values()):
        if tables.project_of(target) is None:
            raise missing(target)
    if command.model_version_id is not None:
        version = Target(Kind.MODEL_VERSION, command.model_version_id)
        check_target(tables, version, project=command.project)
        tables.link(version.id, run)
    tables.put(
        StepRun(
            id=command.step_run_id,
            project=command.project,
            run_id=command.run_id,
            name=command.name,
            step=command.step,
            status=Status.RUNNING,
            started_at=command.at,
            attempt=command.attempt,
            upstream=command.upstream,
            inputs=command.inputs,
            parameters=command.parameters,
            config=command.config,
            cache_key=command.cache_key,
            cache_explanation=command.cache_explanation,
            code_hash=command.code_hash,
            source=command.source,
            docstring=command.docstring,
            model_version_id=command.model_version_id,
        )
    )


def finish_step(tables: Tables, command: FinishStep, change: int) -> None:
    """The step run has ended, and what was logged about its outputs has found its place."""
    check_ending(command.status, "step run")
    step = required(tables, StepRun, command.step_run_id, project=command.project)
    for target in _artifact_versions(command.outputs.values()):
        check_target(tables, target, project=command.project)
    original = _original(tables, command)
    tables.put(
        replace(
            step,
            status=command.status,
            ended_at=command.at,
            outputs=command.outputs,
            original_step_run_id=_producer(original) if original else None,
            logs=command.logs,
            usage=command.usage,
            failure=command.failure,
        )
    )
    if original is not None:
        _take_over_entries(tables, step, original)
    settle_outputs(tables, step.id, command.outputs)


def _artifact_versions(named: Iterable[tuple[UUID, ...]]) -> list[Target]:
    return [Target(Kind.ARTIFACT_VERSION, id) for ids in named for id in ids]


def _original(tables: Tables, command: FinishStep) -> StepRun | None:
    """The step run whose outputs are taken over, if that is how the step ended."""
    if command.status is not Status.CACHED:
        if command.original_step_run_id is not None:
            raise InvalidArgumentError(
                f"A step run that ended as '{command.status}' took nothing over; "
                "leave original_step_run_id out.",
                given=str(command.original_step_run_id),
            )
        return None
    if command.original_step_run_id is None:
        raise InvalidArgumentError("A cached step run needs its original_step_run_id.")
    original = required(tables, StepRun, command.original_step_run_id, project=command.project)
    reusable = original.status in (Status.COMPLETED, Status.CACHED)
    if original.id == command.step_run_id or not reusable:
        raise InvalidArgumentError(
            f"Step run {original.id} is '{original.status}'; "
            "outputs are taken over from another one that is completed or cached.",
            given=str(original.id),
        )
    return original


def _producer(original: StepRun) -> UUID:
    """The step run that produced the outputs of `original`."""
    return original.original_step_run_id or original.id


def _take_over_entries(tables: Tables, step: StepRun, original: StepRun) -> None:
    moves = {
        Target(Kind.STEP_RUN, original.id): Target(Kind.STEP_RUN, step.id),
        Target(Kind.RUN, original.run_id): Target(Kind.RUN, step.run_id),
    }
    if original.model_version_id and step.model_version_id:
        before = Target(Kind.MODEL_VERSION, original.model_version_id)
        moves[before] = Target(Kind.MODEL_VERSION, step.model_version_id)
    # The model version may have been deleted while the step ran.
    moves = {
        source: goal
        for source, goal in moves.items()
        if source != goal and tables.project_of(goal) is not None
    }
    tables.carry_entries(_producer(original), moves)
