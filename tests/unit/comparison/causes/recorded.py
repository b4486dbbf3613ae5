"""Runs recorded by hand, and why the second differs from the first."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from msgspec import Raw

from tallystick.comparison.causes.explanation import Explanation
from tallystick.comparison.causes.reading import cone_pair
from tallystick.comparison.reading import Reader
from tallystick.records.commands import RecordArtifact, StartRun, StartStep
from tallystick.records.references import Ref
from tallystick.records.runs import Run, Status
from tallystick.records.steps import CacheKey
from tallystick.store.memory import MemoryStore
from tallystick.testing.commands import (
    a_document,
    a_run,
    a_step,
    an_artifact,
    fail,
    finish,
    log,
    reuse,
)
from tallystick.values import encode


def wire(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: Raw(encode(value)) for name, value in values.items()}


ENVIRONMENT = {"python": "3.12.1", "host": "ada", "packages": {"numpy": "2.1", "zlib-ng": "1.0"}}


class Recorded:
    """A store with runs in it."""

    def __init__(self) -> None:
        self.store = MemoryStore()

    def run(
        self,
        name: str,
        *,
        environment: Mapping[str, Any] | None = ENVIRONMENT,
        parameters: Mapping[str, Any] | None = None,
        metadata: Mapping[str, Any] | None = None,
        status: Status = Status.COMPLETED,
        **fields: Any,
    ) -> RecordedRun:
        if environment is not None:
            document = a_document(json.dumps(environment))
            self.store.apply(document)
            fields["environment"] = document.sha256
        run = a_run(name, parameters=wire(parameters or {}), **fields)
        self.store.apply(run)
        if metadata:
            self.store.apply(log(run, metadata))
        self.store.apply(finish(run, status))
        return RecordedRun(self.store, run)

    def why(self, before: str, after: str, kind: type[Any] = Run) -> Explanation:
        found: list[Any] = [self.store.get(kind, Ref(name)) for name in (before, after)]
        return Explanation(*cone_pair(Reader(self.store, "default"), *found))


class RecordedRun:
    """A run, and what its steps made."""

    def __init__(self, store: MemoryStore, run: StartRun) -> None:
        self._store = store
        self.command = run
        self.made: dict[str, RecordArtifact] = {}
        self.steps: dict[str, StartStep] = {}

    def step(
        self,
        name: str,
        *,
        reads: tuple[str | RecordArtifact, ...] = (),
        makes: str | None = None,
        content: str = "same",
        facts: Mapping[str, Any] | None = None,
        code: Mapping[str, str] | str = "code",
        source: str = "",
        parameters: Mapping[str, Any] | None = None,
        metadata: Mapping[str, Any] | None = None,
        failed: bool = False,
        cached_from: RecordedRun | None = None,
        materializer: str = "tallystick.artifacts.materializers.builtin.BuiltInMaterializer",
        data_type: str = "builtins.dict",
        **fields: Any,
    ) -> RecordedRun:
        """A step that ran, reading what others made, and making one artifact of some content."""
        parts = {"code": code} if isinstance(code, str) else dict(code)
        if source:
            document = a_document(source)
            self._store.apply(document)
            fields["source"] = document.sha256
        versions = [self.made[one] if isinstance(one, str) else one for one in reads]
        step = a_step(
            self.command,
            name,
            inputs={one.artifact: (one.artifact_version_id,) for one in versions},
            parameters=wire(parameters or {}),
            cache_key=CacheKey(digest="digest", parts=parts),
            code_hash=parts.get("code", ""),
            **fields,
        )
        self.steps[name] = step
        self._store.apply(step)
        if metadata:
            about = (step, self.command)
            self._store.apply(log(about, metadata, publisher=step.step_run_id))
        outputs: dict[str, RecordArtifact] = {}
        if makes and cached_from:
            self.made[makes] = outputs[makes] = cached_from.made[makes]
        elif makes:
            version = an_artifact(
                makes,
                by=step,
                facts=facts,
                sha256=hashlib.sha256(content.encode()).hexdigest(),
                materializer=materializer,
                data_type=data_type,
            )
            self._store.apply(version)
            self.made[makes] = outputs[makes] = version
        if cached_from:
            self._store.apply(reuse(step, cached_from.steps[name], outputs=outputs))
        else:
            self._store.apply(fail(step) if failed else finish(step, outputs=outputs))
        return self
