"""Running pipelines in tests, and looking at all that was recorded of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tallystick.client.session import Session, default_session
from tallystick.errors import PipelineFailedError
from tallystick.execution.running import FinishedRun, run_program
from tallystick.pipelines.pipelines import Pipeline
from tallystick.pipelines.pipelines import pipeline as make_pipeline
from tallystick.query.conditions import Builtin, Compare, Op
from tallystick.query.query import Query
from tallystick.records.artifacts import ArtifactVersion
from tallystick.records.reading import RECORDS
from tallystick.records.references import Ref
from tallystick.records.runs import Run, Status
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind
from tallystick.tracking.saving import load_stored
from tallystick.values import decode


class Ran:
    """A run, as the store has it."""

    def __init__(self, session: Session, id: UUID, finished: FinishedRun | None = None) -> None:
        self.session = session
        self.id = id
        self.finished = finished
        self.error: PipelineFailedError | None = None

    @property
    def run(self) -> Run:
        return self.session.store.get(Run, Ref.to(self.id)).record

    @property
    def step_runs(self) -> list[StepRun]:
        """In order of their beginning."""
        where = Compare(Builtin("run_id"), Op.EQ, (self.id,))
        found = self.session.store.find(Query(kind=Kind.STEP_RUN, where=where, limit=None)).items
        records = [item.record for item in found if isinstance(item.record, StepRun)]
        return sorted(records, key=lambda one: (one.started_at, one.id))

    @property
    def steps(self) -> dict[str, StepRun]:
        """By name, the last attempt."""
        return {one.name: one for one in self.step_runs}

    @property
    def statuses(self) -> dict[str, Status]:
        return {name: one.status for name, one in self.steps.items()}

    def version(self, step: str, output: str = "output") -> ArtifactVersion:
        (id,) = self.steps[step].outputs[output]
        return self.session.store.get(ArtifactVersion, Ref.to(id)).record

    def value(self, step: str, output: str = "output") -> Any:
        return load_stored(self.session, self.version(step, output))

    def metadata(self, kind: Kind, id: UUID | None) -> dict[str, Any]:
        assert id is not None
        entries = self.session.store.get(RECORDS[kind], Ref.to(id)).entries
        return {entry.key: decode(entry.value) for entry in entries}

    def of_step(self, name: str) -> dict[str, Any]:
        return self.metadata(Kind.STEP_RUN, self.steps[name].id)

    @property
    def of_run(self) -> dict[str, Any]:
        return self.metadata(Kind.RUN, self.id)

    def of_output(self, step: str, output: str = "output") -> dict[str, Any]:
        return self.metadata(Kind.ARTIFACT_VERSION, self.version(step, output).id)

    def log(self, name: str) -> str:
        logs = self.steps[name].logs
        return "" if logs is None else (Path(self.session.settings.logs) / logs).read_text()


def ran(pipeline: Pipeline, *args: Any, **kwargs: Any) -> Ran:
    """Run it here and now; it completes."""
    session = default_session()
    finished = run_program(pipeline.program(*args, **kwargs), session)
    return Ran(session, finished.id, finished)


def failed(pipeline: Pipeline, *args: Any, **kwargs: Any) -> Ran:
    """Run it here and now; it fails, with `error`."""
    session = default_session()
    with pytest.raises(PipelineFailedError) as raised:
        run_program(pipeline.program(*args, **kwargs), session)
    id = raised.value.facts["run_id"]
    assert isinstance(id, UUID)
    lost = Ran(session, id)
    lost.error = raised.value
    return lost


def of_steps(*calls: Callable[[], object], **options: Any) -> Pipeline:
    """A pipeline whose body makes these calls, in order."""

    def body() -> None:
        for call in calls:
            call()

    return make_pipeline(name="wiring", **options)(body)


def stored_files(home: Path) -> list[str]:
    """What lies in the artifact storage, relative to it."""
    folder = home / "artifacts"
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())
