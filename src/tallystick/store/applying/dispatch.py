"""From a command's type to the function that knows what it means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tallystick.records import commands
from tallystick.store.applying import artifacts, entities, metadata, models, pipelines, runs, steps
from tallystick.store.applying.tables import Tables

_MEANINGS: dict[type[commands.Command], Callable[[Tables, Any, int], None]] = {
    commands.RecordDocument: entities.record_document,
    commands.DefinePipeline: pipelines.define_pipeline,
    commands.StartRun: runs.start_run,
    commands.FinishRun: runs.finish_run,
    commands.StartStep: steps.start_step,
    commands.FinishStep: steps.finish_step,
    commands.RecordArtifact: artifacts.record_artifact,
    commands.DefineModel: models.define_model,
    commands.CreateModelVersion: models.create_model_version,
    commands.LinkToModel: models.link_to_model,
    commands.PromoteModel: models.promote_model,
    commands.LogMetadata: metadata.log_metadata,
    commands.ChangeTags: entities.change_tags,
    commands.Update: entities.update,
    commands.Delete: entities.delete,
}


def apply_command(tables: Tables, command: commands.Command, change: int) -> None:
    """Carry out `command`, as it was written as number `change` of the journal, on `tables`.

    Raises what `Store.apply` does; the caller undoes the transaction then.
    """
    _MEANINGS[type(command)](tables, command, change)
