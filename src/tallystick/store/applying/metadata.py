"""Entries are logged, about things and about outputs that are still to come."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from tallystick.errors import InvalidArgumentError
from tallystick.records.commands import LogMetadata
from tallystick.records.metadata import NewEntry
from tallystick.records.names import check_name
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind, Target
from tallystick.store.applying.required import check_target, required
from tallystick.store.applying.tables import Tables
from tallystick.values import check_key


def log_metadata(tables: Tables, command: LogMetadata, change: int) -> None:
    """The entries exist and belong to every target."""
    check_entries(command.entries)
    if not command.entries:
        raise InvalidArgumentError("There is no entry to log; give at least one key and value.")
    if not command.targets:
        raise InvalidArgumentError("Metadata needs at least one target.")
    if command.output is not None:
        _log_about_output(tables, command, command.output, change)
        return
    for target in command.targets:
        check_target(tables, target, project=command.project)
    tables.log(command, change)


def check_entries(entries: tuple[NewEntry, ...]) -> None:
    """`InvalidArgumentError` for a key that cannot be one, or that stands there twice."""
    seen = set()
    for entry in entries:
        check_key(entry.key)
        if entry.key in seen:
            raise InvalidArgumentError(
                f"The key {entry.key!r} is there twice; log it in two commands to keep both.",
                key=entry.key,
            )
        seen.add(entry.key)


def _log_about_output(tables: Tables, command: LogMetadata, output: str, change: int) -> None:
    if len(command.targets) != 1 or command.targets[0].kind is not Kind.STEP_RUN:
        raise InvalidArgumentError("Entries about an output have the step run as only target.")
    check_name("output", output)
    step = required(tables, StepRun, command.targets[0].id, project=command.project)
    tables.log(command, change)
    if step.status.is_finished:
        settle_outputs(tables, step.id, step.outputs)


def settle_outputs(tables: Tables, step_run: UUID, outputs: Mapping[str, tuple[UUID, ...]]) -> None:
    """What was logged about outputs belongs to what became of them, else to the step run."""
    for output, ids in outputs.items():
        for id in ids:
            target = Target(Kind.ARTIFACT_VERSION, id)
            if tables.project_of(target) is not None:
                tables.publish_output(step_run, output, target)
    tables.keep_outputs(step_run, frozenset(name for name, ids in outputs.items() if ids))
