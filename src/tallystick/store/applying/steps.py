"""Steps begin and end."""

from __future__ import annotations

from msgspec.structs import replace

from tallystick.errors import InvalidArgumentError
from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.commands import FinishStep, StartStep
from tallystick.records.models import ModelVersion
from tallystick.records.runs import Run, Status
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind, Target
from tallystick.store.applying.required import required
from tallystick.store.applying.tables import Tables


def start_step(tables: Tables, command: StartStep, change: int) -> None:
    """The step run exists and is running."""
    required(tables, Run, command.run_id)
    for ids in command.inputs.values():
        for id in ids:
            required(tables, ArtifactVersion, id)
    if command.model_version_id is not None:
        required(tables, ModelVersion, command.model_version_id)
        tables.link(command.model_version_id, Target(Kind.RUN, command.run_id))
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
    """The step run has ended, with its outputs."""
    step = required(tables, StepRun, command.step_run_id)
    for ids in command.outputs.values():
        for id in ids:
            required(tables, ArtifactVersion, id)
    tables.put(
        replace(
            step,
            status=command.status,
            ended_at=command.at,
            outputs=command.outputs,
            original_step_run_id=command.original_step_run_id,
            logs=command.logs,
            usage=command.usage,
            failure=command.failure,
        )
    )
    if command.status is Status.CACHED:
        _take_over(tables, step, command)
    else:
        tables.keep_outputs(step.id, frozenset(command.outputs))


def _take_over(tables: Tables, step: StepRun, command: FinishStep) -> None:
    if command.original_step_run_id is None:
        raise InvalidArgumentError("A cached step needs its original_step_run_id.")
    original = required(tables, StepRun, command.original_step_run_id)
    moves = {
        Target(Kind.STEP_RUN, original.id): Target(Kind.STEP_RUN, step.id),
        Target(Kind.RUN, original.run_id): Target(Kind.RUN, step.run_id),
    }
    if original.model_version_id and step.model_version_id:
        before = Target(Kind.MODEL_VERSION, original.model_version_id)
        moves[before] = Target(Kind.MODEL_VERSION, step.model_version_id)
    tables.carry_entries(
        original.id, {source: goal for source, goal in moves.items() if source != goal}
    )
