"""What is upstream and downstream of a thing, by walking (docs/explanation/lineage.md)."""

from __future__ import annotations

from collections.abc import Iterator

from tallystick.query.conditions import Direction
from tallystick.records.models import ModelVersion
from tallystick.records.reading import RECORDS, Record, target_of
from tallystick.records.runs import Run
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind, Target
from tallystick.store.memory.tables import MemoryTables

Arrow = tuple[Target, Target]
"""From what was there first to what came of it."""


def relatives(tables: MemoryTables, thing: Target, direction: Direction, kind: Kind) -> set[Target]:
    """Everything of `kind` that is upstream or downstream of `thing`, however far."""
    arrows = set(_arrows(tables))
    if direction is Direction.UPSTREAM:
        arrows = {(goal, source) for source, goal in arrows}
    reached = _reached(tables, thing, direction, arrows)
    if kind is Kind.RUN:
        reached |= {_run_of(tables, each) for each in reached if each.kind is Kind.STEP_RUN}
    if kind is Kind.MODEL_VERSION and direction is Direction.UPSTREAM:
        linked = {(model, target) for model, target in tables.links if target in reached}
        versions = {model for model, target in linked if target.kind is Kind.ARTIFACT_VERSION}
        reached |= {Target(Kind.MODEL_VERSION, model) for model in versions}
    itself = {thing, *_steps_of(tables, thing)}
    if thing.kind is Kind.STEP_RUN:
        itself.add(_run_of(tables, thing))
    return {each for each in reached - itself if each.kind is kind and _exists(tables, each)}


def _arrows(tables: MemoryTables) -> Iterator[Arrow]:
    """Reading, writing, and belonging to a model version."""
    for step in tables.all(StepRun):
        here = target_of(step)
        for source in step.inputs.values():
            yield from ((Target(Kind.ARTIFACT_VERSION, id), here) for id in source)
        for made in step.outputs.values():
            yield from ((here, Target(Kind.ARTIFACT_VERSION, id)) for id in made)
    for model in tables.all(ModelVersion):
        goal = target_of(model)
        for member in _members(tables, model):
            yield (member, goal)
            yield from ((step, goal) for step in _steps_of(tables, member))


def _members(tables: MemoryTables, model: ModelVersion) -> Iterator[Target]:
    """What is linked to the model version, and what says that it is of it."""
    yield from (target for id, target in tables.links if id == model.id)
    records: list[Run | StepRun] = [*tables.all(Run), *tables.all(StepRun)]
    yield from (target_of(record) for record in records if record.model_version_id == model.id)


def _reached(
    tables: MemoryTables, thing: Target, direction: Direction, arrows: set[Arrow]
) -> set[Target]:
    """What one or more arrows lead to."""
    start = {thing, *_steps_of(tables, thing)}
    if thing.kind is Kind.MODEL_VERSION and direction is Direction.DOWNSTREAM:
        # What was made of a model version was made of an artifact version in it.
        linked = {target for id, target in tables.links if id == thing.id}
        start = {each for each in linked if each.kind is Kind.ARTIFACT_VERSION}
    reached: set[Target] = set()
    frontier = start
    while frontier:
        goals = {goal for source, goal in arrows if source in frontier}
        frontier = {goal for goal in goals if _exists(tables, goal)} - reached
        reached |= frontier
    return reached


def _steps_of(tables: MemoryTables, thing: Target) -> set[Target]:
    """The step runs that a run stands for; of other things none."""
    if thing.kind is not Kind.RUN:
        return set()
    return {target_of(step) for step in tables.steps_of(thing.id)}


def _run_of(tables: MemoryTables, step: Target) -> Target:
    runs = (record.run_id for record in tables.all(StepRun) if record.id == step.id)
    return Target(Kind.RUN, next(runs))


def _exists(tables: MemoryTables, target: Target) -> bool:
    record: Record | None = tables.by_id(RECORDS[target.kind], target.id)
    return record is not None
