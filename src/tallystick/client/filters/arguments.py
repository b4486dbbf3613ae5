"""Which filter arguments each kind has, and the built-in field each is about."""

from __future__ import annotations

from tallystick.records.targets import Kind

_ALL = {"id": "id", "name": "name", "created": "created_at", "created_at": "created_at"}
_TAGGED = {**_ALL, "tags": "tags", "tag": "tags"}
_TIMED = {
    "status": "status",
    "start_time": "started_at",
    "started_at": "started_at",
    "end_time": "ended_at",
    "ended_at": "ended_at",
    "duration": "duration_s",
    "duration_s": "duration_s",
}

ARGUMENTS: dict[Kind, dict[str, str]] = {
    Kind.PIPELINE: {**_TAGGED, "description": "description"},
    Kind.RUN: {
        **_TAGGED,
        **_TIMED,
        "author": "author",
        "model_version_id": "model_version_id",
        "orchestrator": "orchestrator",
        "pipeline_id": "pipeline_id",
        "pipeline_name": "pipeline",
        "user": "author",
    },
    Kind.STEP_RUN: {
        **_ALL,
        **_TIMED,
        "attempt": "attempt",
        "cache_key": "cache_key",
        "code_hash": "code_hash",
        "model_version_id": "model_version_id",
        "original_step_run_id": "original_step_run_id",
        "pipeline_run_id": "run_id",
        "run_id": "run_id",
        "step": "step",
        "version": "attempt",
    },
    Kind.ARTIFACT: {**_TAGGED, "description": "description"},
    Kind.ARTIFACT_VERSION: {
        **_TAGGED,
        "artifact_id": "artifact_id",
        "artifact_name": "artifact",
        "data_type": "data_type",
        "materializer": "materializer",
        "model_version_id": "model_version_id",
        "producer_pipeline_run_id": "producer_run_id",
        "producer_step_run_id": "producer_step_run_id",
        "safe": "safe",
        "save_type": "save_type",
        "sha256": "sha256",
        "size_bytes": "size_bytes",
        "type": "type",
        "version": "version",
        "version_number": "number",
    },
    Kind.MODEL: _TAGGED,
    Kind.MODEL_VERSION: {
        **_TAGGED,
        "description": "description",
        "model_id": "model_id",
        "number": "number",
        "stage": "stage",
    },
}
"""Arguments that compare one built-in field. Those that need a look at the store are in `looking`;
every kind has `run_metadata`, too.
"""
