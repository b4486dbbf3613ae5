"""The built-in fields of each kind: their names and what they compare with."""

from __future__ import annotations

from enum import StrEnum

from tallystick.errors import InvalidQueryError, unknown
from tallystick.query.conditions import Builtin
from tallystick.records.targets import Kind


class FieldType(StrEnum):
    """What sort of literals a built-in field compares with.

    `TEXTS` and `IDS` hold several; any comparison with them asks whether one of them satisfies it.
    """

    ID = "id"
    TEXT = "text"
    NUMBER = "number"
    TIME = "time"
    TRUTH = "truth"
    TEXTS = "texts"
    IDS = "ids"


_NAMED = {
    "id": FieldType.ID,
    "name": FieldType.TEXT,
    "created_at": FieldType.TIME,
    "tags": FieldType.TEXTS,
}
_TIMED = {
    "status": FieldType.TEXT,
    "started_at": FieldType.TIME,
    "ended_at": FieldType.TIME,
    "duration_s": FieldType.NUMBER,
    "duration": FieldType.NUMBER,
}

FIELDS: dict[Kind, dict[str, FieldType]] = {
    Kind.PIPELINE: {**_NAMED, "description": FieldType.TEXT},
    Kind.RUN: {
        **_NAMED,
        **_TIMED,
        "pipeline": FieldType.TEXT,
        "pipeline_id": FieldType.ID,
        "author": FieldType.TEXT,
        "orchestrator": FieldType.TEXT,
        "git_commit": FieldType.TEXT,
        "git_branch": FieldType.TEXT,
        "git_dirty": FieldType.TRUTH,
        "host": FieldType.TEXT,
        "error": FieldType.TEXT,
        "model_version_id": FieldType.IDS,
        "model": FieldType.TEXTS,
        "version": FieldType.TEXTS,
        "stage": FieldType.TEXTS,
    },
    Kind.STEP_RUN: {
        "id": FieldType.ID,
        "name": FieldType.TEXT,
        **_TIMED,
        "created_at": FieldType.TIME,
        "step": FieldType.TEXT,
        "run_id": FieldType.ID,
        "attempt": FieldType.NUMBER,
        "cache_key": FieldType.TEXT,
        "code_hash": FieldType.TEXT,
        "original_step_run_id": FieldType.ID,
        "error": FieldType.TEXT,
        "model_version_id": FieldType.ID,
        "model": FieldType.TEXT,
        "version": FieldType.TEXT,
        "stage": FieldType.TEXT,
        "run": FieldType.TEXT,
        "pipeline": FieldType.TEXT,
        "pipeline_id": FieldType.ID,
    },
    Kind.ARTIFACT: {**_NAMED, "description": FieldType.TEXT},
    Kind.ARTIFACT_VERSION: {
        **_NAMED,
        "artifact": FieldType.TEXT,
        "artifact_id": FieldType.ID,
        "version": FieldType.TEXT,
        "number": FieldType.NUMBER,
        "type": FieldType.TEXT,
        "data_type": FieldType.TEXT,
        "materializer": FieldType.TEXT,
        "uri": FieldType.TEXT,
        "size_bytes": FieldType.NUMBER,
        "sha256": FieldType.TEXT,
        "safe": FieldType.TRUTH,
        "save_type": FieldType.TEXT,
        "producer_step_run_id": FieldType.ID,
        "producer_run_id": FieldType.ID,
        "step": FieldType.TEXT,
        "run": FieldType.TEXT,
        "pipeline": FieldType.TEXT,
        "consumer_step_run_id": FieldType.IDS,
        "model_version_id": FieldType.IDS,
        "model": FieldType.TEXTS,
        "stage": FieldType.TEXTS,
    },
    Kind.MODEL: {**_NAMED},
    Kind.MODEL_VERSION: {
        **_NAMED,
        "model": FieldType.TEXT,
        "model_id": FieldType.ID,
        "version": FieldType.TEXT,
        "number": FieldType.NUMBER,
        "stage": FieldType.TEXT,
        "description": FieldType.TEXT,
    },
}
"""What can be asked of each kind without metadata.

`name` of an artifact version is its artifact's name. `created_at` of a step run is `started_at`.
`error` is the type of the exception that ended something; `git_*` are of the code that it ran, and
`host` is the machine.
`version` of a model version is its name. `duration` is `duration_s`, in seconds.
`model_version_id` of runs and artifact versions covers links and, for runs, the run's own;
`model`, `version` and `stage` of what belongs to model versions are those of these, as long as they
exist.
`consumer_step_run_id` are the step runs that read an artifact version; `step`, `run` and `pipeline`
of one are the names of what produced it, as long as that exists.
`run` and `pipeline` of a step run are its run's. `cache_key` is the key's digest.
"""

SEVERAL = frozenset({FieldType.TEXTS, FieldType.IDS})
"""What holds several, and cannot be sorted by."""


def held_type(kind: Kind, field: Builtin) -> FieldType:
    """The type of a field of a thing, or of a run's step. Raises as `field_type` does."""
    return field_type(kind if field.step is None else Kind.STEP_RUN, field.name)


def field_type(kind: Kind, name: str) -> FieldType:
    """The type of a built-in field; `InvalidQueryError` with close matches where there is none."""
    try:
        return FIELDS[kind][name]
    except KeyError:
        raise InvalidQueryError(
            unknown(f"field of {kind.one} called", name, list(FIELDS[kind])), given=name
        ) from None
