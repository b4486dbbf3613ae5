"""Runs: one execution of a pipeline."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec


class Status(StrEnum):
    """How far a run or step run has come; members equal their text.

    `provisioning`, `retrying` and `stopping` are for orchestrators that are elsewhere: a run on
    this machine never has them.
    """

    INITIALIZING = "initializing"
    PROVISIONING = "provisioning"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CACHED = "cached"
    RETRYING = "retrying"
    RETRIED = "retried"
    STOPPING = "stopping"
    STOPPED = "stopped"

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen to it."""
        return self in (
            Status.COMPLETED,
            Status.FAILED,
            Status.CACHED,
            Status.RETRIED,
            Status.STOPPED,
        )

    @property
    def is_successful(self) -> bool:
        """Whether there is a result."""
        return self in (Status.COMPLETED, Status.CACHED)

    @property
    def is_failed(self) -> bool:
        """Whether it ended with an error."""
        return self is Status.FAILED


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """What went wrong: the exception's type, message and the traceback as text."""

    type: str
    message: str
    traceback: str = ""


class Process(msgspec.Struct, frozen=True, kw_only=True):
    """The operating-system process that executes a run, so that others can see whether it lives."""

    host: str
    pid: int
    started_at_ticks: int | None = None
    """Start of the process as the system counts it; tells a reused pid apart."""
    boot_id: str | None = None


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One execution of a pipeline.

    `parameters` and `config` are JSON objects; `parameters` holds wire values.
    `environment` is the SHA-256 of a document that lists interpreter, packages, host and hardware.
    `code` says where the code came from: `commit`, `branch`, `dirty`, `remote`, `entrypoint`.
    `graph` is the plan's shape: a tuple of `(step name, names of the steps before it)`.
    `duration_s` is None until the run has ended.
    """

    id: UUID
    project: str
    pipeline_id: UUID
    pipeline: str
    name: str
    status: Status
    created_at: datetime
    started_at: datetime
    ended_at: datetime | None = None
    author: str = ""
    tags: tuple[str, ...] = ()
    parameters: dict[str, msgspec.Raw] = {}
    config: dict[str, Any] = {}
    environment: str | None = None
    code: dict[str, Any] = {}
    graph: tuple[tuple[str, tuple[str, ...]], ...] = ()
    orchestrator: str = "local"
    process: Process | None = None
    model_version_id: UUID | None = None
    failure: Failure | None = None

    @property
    def duration_s(self) -> float | None:
        """Seconds from start to end."""
        return (self.ended_at - self.started_at).total_seconds() if self.ended_at else None

    # What people search by; None where it is not known.

    @property
    def git_commit(self) -> str | None:
        """The commit that was checked out."""
        return searchable(self.code.get("commit"))

    @property
    def git_branch(self) -> str | None:
        """The branch that was checked out."""
        return searchable(self.code.get("branch"))

    @property
    def git_dirty(self) -> bool | None:
        """Whether files differed from the commit."""
        dirty = self.code.get("dirty")
        return dirty if isinstance(dirty, bool) else None

    @property
    def host(self) -> str | None:
        """The machine that executes the run."""
        return None if self.process is None else searchable(self.process.host)

    @property
    def error(self) -> str | None:
        """The type of the exception that ended it."""
        return None if self.failure is None else searchable(self.failure.type)


def searchable(given: object) -> str | None:
    """Text as databases take it, with a picture of each NUL; None for what is no text."""
    return given.replace("\0", "\N{SYMBOL FOR NULL}") if isinstance(given, str) else None
