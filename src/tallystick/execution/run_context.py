"""What the parts of running one program share."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from tallystick.client.session import Session
from tallystick.errors import StoreError
from tallystick.execution.program import Program
from tallystick.execution.progress import Progress
from tallystick.plan.options import ModelSpec
from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.commands import RecordArtifact
from tallystick.records.models import ModelVersion
from tallystick.tracking.model_versions import resolve_model

StoredValue = RecordArtifact | ArtifactVersion
"""A stored value, as it was recorded in this run or read from the store."""


def version_id(stored: StoredValue) -> UUID:
    """The id of the artifact version."""
    return stored.artifact_version_id if isinstance(stored, RecordArtifact) else stored.id


class RunContext:
    """One run: its identity, what its steps have made so far, and the models it works on."""

    def __init__(
        self,
        session: Session,
        program: Program,
        *,
        run_id: UUID,
        run_name: str,
        started_at: datetime,
        environment: str,
        progress: Progress,
        keep_results: bool,
    ) -> None:
        self.session = session
        self.program = program
        self.plan = program.plan
        self.run_id = run_id
        self.run_name = run_name
        self.started_at = started_at
        self.environment = environment
        self.progress = progress
        self.keep_results = keep_results
        self.results: dict[str, Any] = {}
        self.outputs: dict[str, Mapping[str, StoredValue]] = {}
        self.stopped: list[str] = []
        """Invocations that were ended from outside."""
        self.unrecorded: list[StoreError] = []
        """Why the store does not know of all that happened."""
        self._models: dict[ModelSpec, ModelVersion] = {}
        self._lock = threading.Lock()
        self._pid = os.getpid()

    @property
    def is_elsewhere(self) -> bool:
        """Whether this is a process that a step has forked: its end is not that of the run."""
        return os.getpid() != self._pid

    @staticmethod
    def input_ids(inputs: Mapping[str, tuple[StoredValue, ...]]) -> dict[str, tuple[UUID, ...]]:
        """The ids of the artifact versions behind each input."""
        return {name: tuple(version_id(one) for one in stored) for name, stored in inputs.items()}

    @property
    def logs_folder(self) -> Path:
        """Where the store keeps what steps print."""
        return Path(self.session.settings.logs)

    def model_version(self, spec: ModelSpec | None) -> ModelVersion | None:
        """The version `spec` means, the same one all through the run."""
        if spec is None:
            return None
        key = ModelSpec(name=spec.name, version=spec.version)
        with self._lock:
            if key not in self._models:
                self._models[key] = resolve_model(self.session, spec)
            return self._models[key]
