"""What the answer to a question depends on that may change: records, and values of some keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from tallystick.query.conditions import (
    All,
    Any,
    Builtin,
    Compare,
    Condition,
    JsonText,
    Metadata,
    Not,
    Parameter,
    Related,
)
from tallystick.records.targets import Kind
from tallystick.store.sql.past.changed import Facets
from tallystick.values import parse_path

Field: TypeAlias = Builtin | Metadata | Parameter | JsonText

_FIXED = {
    *("id", "created_at", "started_at", "author", "orchestrator", "attempt", "run", "run_id"),
    *("pipeline", "pipeline_id", "cache_key", "code_hash", "artifact_id", "model_id", "type"),
    *("data_type", "materializer", "uri", "size_bytes", "sha256", "safe", "save_type"),
    *("producer_step_run_id", "producer_run_id", "consumer_step_run_id"),
    *("git_commit", "git_branch", "git_dirty", "host"),
}
"""Fields that stay what they are, or that searches see as they were."""

_NAMES = {
    Kind.PIPELINE: ("name",),
    Kind.RUN: ("name",),
    Kind.STEP_RUN: ("name", "step", "model_version_id", "model", "version", "stage"),
    Kind.ARTIFACT_VERSION: ("step",),
}
"""The same of some kinds."""


def facets(fields: Iterable[Field], kind: Kind) -> Facets:
    """What these fields of things of a kind depend on."""
    record, keys = False, set[str]()
    for field in fields:
        if isinstance(field, Builtin):
            record |= field.name not in _FIXED and field.name not in _NAMES.get(kind, ())
        elif isinstance(field, Metadata):
            keys.add(parse_path(field.path)[0])
        elif isinstance(field, JsonText):
            keys.add(field.key)
    return Facets(record, frozenset(keys))


def fields_of(condition: Condition) -> Iterator[Field]:
    """The fields that a condition compares, without those of relatives."""
    match condition:
        case All(conditions) | Any(conditions):
            for part in conditions:
                yield from fields_of(part)
        case Not(part):
            yield from fields_of(part)
        case Compare(field):
            yield field
        case Related():
            return


def relatives_of(condition: Condition) -> Iterator[Related]:
    """The conditions on relatives in a condition, with those within them."""
    match condition:
        case All(conditions) | Any(conditions):
            for part in conditions:
                yield from relatives_of(part)
        case Not(part):
            yield from relatives_of(part)
        case Related(_, _, where):
            yield condition
            yield from relatives_of(where)
