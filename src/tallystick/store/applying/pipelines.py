"""Pipelines come to be when first named."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from tallystick.records.commands import DefinePipeline
from tallystick.records.names import check_name
from tallystick.records.pipelines import Pipeline
from tallystick.records.targets import Kind
from tallystick.store.applying.naming import id_for_name
from tallystick.store.applying.tables import Tables
from tallystick.store.applying.tagging import tagged


def define_pipeline(tables: Tables, command: DefinePipeline, change: int) -> None:
    """The pipeline exists, with this description and these tags."""
    pipeline = ensure_pipeline(tables, command.project, command.name, command.at)
    description = pipeline.description if command.description is None else command.description
    tags = tagged(pipeline.tags, command.tags)
    tables.put(replace(pipeline, description=description, tags=tags))


def ensure_pipeline(tables: Tables, project: str, name: str, at: datetime) -> Pipeline:
    """The pipeline of this name, made now if there is none."""
    check_name("pipeline", name)
    pipeline = tables.by_name(Pipeline, project, name)
    if pipeline is None:
        id = id_for_name(tables, Kind.PIPELINE, project, name, at)
        pipeline = Pipeline(id=id, project=project, name=name, created_at=at)
        tables.put(pipeline)
    return pipeline
