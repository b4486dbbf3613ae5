"""Step runs: one execution of a step within a run."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tallystick.records.runs import Failure, Status, searchable


class CacheKey(msgspec.Struct, frozen=True, kw_only=True):
    """What a step's result depends on.

    `digest` is the SHA-256 over all parts; `parts` maps a part's name
    (`code`, `input.x`, `parameter.depth`, `configuration`) to its own digest,
    so that two keys can be compared part by part.
    """

    digest: str
    parts: dict[str, str]


class StepRun(msgspec.Struct, frozen=True, kw_only=True):
    """One execution of a step.

    `name` is the invocation's name within the run (`train`, `train_2`); `step` the function's.
    `inputs` and `outputs` map names to ids of artifact versions, in order.
    `source` is the SHA-256 of a document.
    `attempt` counts from 1; earlier attempts of a retried step stay, with status `retried`.
    `original_step_run_id` is the step run that produced the outputs which a cached one took over;
    `cache_explanation` says in a sentence why it was taken over or executed.
    """

    id: UUID
    project: str
    run_id: UUID
    name: str
    step: str
    status: Status
    started_at: datetime
    ended_at: datetime | None = None
    attempt: int = 1
    upstream: tuple[str, ...] = ()
    inputs: dict[str, tuple[UUID, ...]] = {}
    outputs: dict[str, tuple[UUID, ...]] = {}
    parameters: dict[str, msgspec.Raw] = {}
    config: dict[str, Any] = {}
    cache_key: CacheKey | None = None
    cache_explanation: str = ""
    original_step_run_id: UUID | None = None
    code_hash: str = ""
    source: str | None = None
    docstring: str = ""
    model_version_id: UUID | None = None
    logs: str | None = None
    usage: dict[str, float] = {}
    failure: Failure | None = None

    @property
    def duration_s(self) -> float | None:
        """Seconds from start to end; None while it runs."""
        return (self.ended_at - self.started_at).total_seconds() if self.ended_at else None

    @property
    def error(self) -> str | None:
        """The type of the exception that ended it; None where none did."""
        return None if self.failure is None else searchable(self.failure.type)
