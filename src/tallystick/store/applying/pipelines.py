"""Pipelines come to be when first named."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from tallystick.records.commands import DefinePipeline
from tallystick.records.pipelines import Pipeline
from tallystick.records.targets import Kind
from tallystick.store.applying.naming import id_for_name
from tallystick.store.applying.required import merged
from tallystick.store.applying.tables import Tables


def define_pipeline(tables: Tables, command: DefinePipeline, change: int) -> None:
    """Create the pipeline, or change what the command says about it."""
    pipeline = ensure_pipeline(tables, command.project, command.name, command.at)
    description = pipeline.description if command.description is None else command.description
    tables.put(
        replace(pipeline, description=description, tags=merged(pipeline.tags, command.tags))
    )


def ensure_pipeline(tables: Tables, project: str, name: str, at: datetime) -> Pipeline:
    """The pipeline of this name, made now if there is none."""
    pipeline = tables.by_name(Pipeline, project, name)
    if pipeline is None:
        id = id_for_name(tables, Kind.PIPELINE, project, name, at)
        pipeline = Pipeline(id=id, project=project, name=name, created_at=at)
        tables.put(pipeline)
    return pipeline
