"""One table per kind of record: its columns, and the row a record becomes.

The columns repeat what is searched, sorted or unique; `body` is the record itself.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import Any

import msgspec

from tallystick.records.artifacts import Artifact, ArtifactVersion
from tallystick.records.models import Model, ModelVersion
from tallystick.records.pipelines import Pipeline
from tallystick.records.reading import KINDS, Record
from tallystick.records.runs import Run
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind
from tallystick.store.sql.times import micros, micros_or_none

CODES: dict[Kind, int] = {
    Kind.PIPELINE: 1,
    Kind.RUN: 2,
    Kind.STEP_RUN: 3,
    Kind.ARTIFACT: 4,
    Kind.ARTIFACT_VERSION: 5,
    Kind.MODEL: 6,
    Kind.MODEL_VERSION: 7,
}
"""The number that stands for a kind in the database, for ever."""

Row = tuple[Any, ...]


class RecordTable:
    """The table of one kind: its name, and its statements as text."""

    def __init__(
        self,
        record: type[Record],
        name: str,
        columns: str,
        row: Callable[[Any], Row],
        *,
        parent: str = "",
        version: str = "name",
        created: str = "created_at",
    ) -> None:
        self.kind = KINDS[record]
        self.code = CODES[self.kind]
        self.name = name
        self.columns = ("id", "project", *columns.split())
        self.parent = parent
        self.version = version
        self.created = created
        self.created_at = itemgetter(self.columns.index(created))
        self.row = row
        self.decode: Callable[[str], Any] = msgspec.json.Decoder(record).decode
        body = (*self.columns, "body")
        marks = ", ".join("?" * len(body))
        latest = f"SELECT latest FROM {name} ORDER BY pk DESC LIMIT 1"
        self.insert = (
            f"INSERT INTO {name} (made, latest, {', '.join(body)}) "
            f"VALUES (?, max(?, coalesce(({latest}), 0)), {marks})"
        )
        self.update = f"UPDATE {name} SET {', '.join(f'{c} = ?' for c in body)} WHERE pk = ?"
        unindexed = f"FROM unindexed_targets WHERE kind = {self.code} AND target = {name}.pk"
        self.place = (
            f"SELECT {self.code}, pk, project, NOT EXISTS (SELECT 1 {unindexed}), made "
            f"FROM {name} WHERE id = ?"
        )
        self.held = f"SELECT body, {version} FROM {name} WHERE pk = ?"
        self.delete = f"DELETE FROM {name} WHERE pk = ?"
        select = f"SELECT body FROM {name} WHERE"
        newest_first = f"ORDER BY {created} DESC, pk DESC"
        self.by_id = f"{select} id = ?"
        self.by_name = f"{select} project = ? AND name = ?"
        self.by_version = f"{select} {parent} = ? AND {version} = ?"
        self.by_number = f"{select} {parent} = ? AND number = ? ORDER BY pk LIMIT 1"
        self.newest = f"{select} {parent} = ? {newest_first} LIMIT 1"
        self.children = f"{select} {parent} = ? ORDER BY pk"
        self.ids_beginning = f"{select} project = ? AND id >= ? AND id < ? ORDER BY id LIMIT ?"
        self.names_beginning = (
            f"{select} project = ? AND name >= ? AND name < ? {newest_first} LIMIT ?"
        )
        self.names = f"SELECT name FROM {name} WHERE project = ? {newest_first} LIMIT ?"
        self.version_names = (
            f"SELECT {version} FROM {name} WHERE {parent} = ? {newest_first} LIMIT ?"
        )


def _text_or_none(id: object) -> str | None:
    return None if id is None else str(id)


def _pipeline(r: Pipeline) -> Row:
    return (str(r.id), r.project, r.name, micros(r.created_at), r.description)


def _run(r: Run) -> Row:
    return (
        str(r.id),
        r.project,
        r.name,
        r.pipeline,
        str(r.pipeline_id),
        r.status.value,
        micros(r.created_at),
        micros(r.started_at),
        micros_or_none(r.ended_at),
        r.duration_s,
        r.author,
        r.orchestrator,
        _text_or_none(r.model_version_id),
        r.git_commit,
        r.git_branch,
        r.git_dirty,
        r.host,
        r.error,
    )


def _step_run(r: StepRun) -> Row:
    return (
        str(r.id),
        r.project,
        str(r.run_id),
        r.name,
        r.step,
        r.status.value,
        micros(r.started_at),
        micros_or_none(r.ended_at),
        r.duration_s,
        r.attempt,
        None if r.cache_key is None else r.cache_key.digest,
        r.code_hash,
        _text_or_none(r.original_step_run_id),
        _text_or_none(r.model_version_id),
        r.error,
    )


def _artifact(r: Artifact) -> Row:
    return (str(r.id), r.project, r.name, micros(r.created_at), r.description)


def _artifact_version(r: ArtifactVersion) -> Row:
    return (
        str(r.id),
        r.project,
        str(r.artifact_id),
        r.artifact,
        r.version,
        r.number,
        r.type.value,
        r.data_type,
        r.materializer,
        r.uri,
        r.size_bytes,
        r.sha256,
        int(r.safe),
        r.save_type.value,
        micros(r.created_at),
        _text_or_none(r.producer_step_run_id),
        _text_or_none(r.producer_run_id),
    )


def _model(r: Model) -> Row:
    return (str(r.id), r.project, r.name, micros(r.created_at))


def _model_version(r: ModelVersion) -> Row:
    return (
        str(r.id),
        r.project,
        str(r.model_id),
        r.model,
        r.number,
        r.name,
        r.stage.value,
        r.description,
        micros(r.created_at),
    )


_TABLES = (
    RecordTable(Pipeline, "pipelines", "name created_at description", _pipeline),
    RecordTable(
        Run,
        "runs",
        "name pipeline pipeline_id status created_at started_at ended_at duration_s author "
        "orchestrator model_version_id git_commit git_branch git_dirty host error",
        _run,
        parent="pipeline_id",
    ),
    RecordTable(
        StepRun,
        "step_runs",
        "run_id name step status started_at ended_at duration_s attempt cache_key code_hash "
        "original_step_run_id model_version_id error",
        _step_run,
        parent="run_id",
        created="started_at",
    ),
    RecordTable(Artifact, "artifacts", "name created_at description", _artifact),
    RecordTable(
        ArtifactVersion,
        "artifact_versions",
        "artifact_id artifact version number type data_type materializer uri size_bytes sha256 "
        "safe save_type created_at producer_step_run_id producer_run_id",
        _artifact_version,
        parent="artifact_id",
        version="version",
    ),
    RecordTable(Model, "models", "name created_at", _model),
    RecordTable(
        ModelVersion,
        "model_versions",
        "model_id model number name stage description created_at",
        _model_version,
        parent="model_id",
    ),
)

TABLES: dict[Kind, RecordTable] = {table.kind: table for table in _TABLES}
RECORD_TABLES: dict[type, RecordTable] = {record: TABLES[kind] for record, kind in KINDS.items()}
