"""A store in memory, runs and steps in it, and steps that are running."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest

from tallystick.client.session import Session, default_session
from tallystick.plan.options import ModelSpec
from tallystick.plan.plan import OutputSpec
from tallystick.records.commands import CreateModelVersion, FinishStep, StartRun, StartStep
from tallystick.records.ids import new_id
from tallystick.records.reading import RECORDS
from tallystick.records.references import Ref
from tallystick.records.runs import Status
from tallystick.records.targets import Kind, Target
from tallystick.tracking.current import RunningStep, enter_step, leave_step
from tallystick.tracking.saving import saved_artifact
from tallystick.values import decode


class World:
    """A store with things in it, made by the shortest possible calls."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.store = session.store

    def run(self, name: str = "training-1", *, pipeline: str = "training") -> UUID:
        id = new_id()
        self._apply(StartRun, run_id=id, pipeline=pipeline, name=name)
        return id

    def step(
        self,
        run: UUID | None = None,
        name: str = "train",
        *,
        outputs: tuple[str | OutputSpec, ...] = (),
        model: str | None = None,
    ) -> RunningStep:
        """A step run that has started; it is running here within `world.inside(step)`."""
        run = run or self.run(f"run-{uuid4()}")
        version = self.model_version(model) if model else None
        id = new_id()
        self._apply(
            StartStep,
            step_run_id=id,
            run_id=run,
            name=name,
            step=name.removesuffix("_2"),
            model_version_id=version,
        )
        return RunningStep(
            session=self.session,
            pipeline="training",
            run_id=run,
            step_run_id=id,
            name=name,
            outputs=tuple(
                OutputSpec(name=one, artifact=one) if isinstance(one, str) else one
                for one in outputs
            ),
            input_ids={},
            model=ModelSpec(name=model) if model else None,
            model_version_id=version,
        )

    @contextmanager
    def inside(self, step: RunningStep) -> Iterator[RunningStep]:
        token = enter_step(step)
        try:
            yield step
        finally:
            leave_step(token)

    def finish(
        self, step: RunningStep, status: Status = Status.COMPLETED, **values: Any
    ) -> dict[str, UUID]:
        """The step ends, and `values` are its outputs; the ids of their versions."""
        specs = {spec.name: spec for spec in step.outputs}
        saved = {
            name: saved_artifact(
                self.session,
                value,
                artifact=specs[name].artifact,
                tags=step.tags_of(specs[name]),
                producer_step_run_id=step.step_run_id,
                output=name,
                artifact_version_id=step.id_of(specs[name]),
            )
            for name, value in values.items()
        }
        ids = {name: command.artifact_version_id for name, command in saved.items()}
        finish = self.session.command(
            FinishStep,
            step_run_id=step.step_run_id,
            status=status,
            outputs={name: (id,) for name, id in ids.items()},
        )
        self.store.apply(*saved.values(), finish)
        return ids

    def artifact(
        self, name: str = "dataset", value: Any = 1, *, version: str | None = None
    ) -> UUID:
        command = saved_artifact(self.session, value, artifact=name, version=version, facts=())
        self.store.apply(command)
        return command.artifact_version_id

    def model_version(self, model: str = "churn", name: str | None = None) -> UUID:
        id = new_id()
        self._apply(CreateModelVersion, model_version_id=id, model=model, name=name)
        return id

    def metadata(self, kind: Kind, id: UUID) -> dict[str, Any]:
        """The current values of a thing."""
        entries = self.store.get(RECORDS[kind], Ref.to(id)).entries
        return {entry.key: decode(entry.value) for entry in entries}

    def of_step(self, step: RunningStep) -> dict[str, Any]:
        return self.metadata(Kind.STEP_RUN, step.step_run_id)

    def of_run(self, run: UUID) -> dict[str, Any]:
        return self.metadata(Kind.RUN, run)

    def of_artifact(self, id: UUID) -> dict[str, Any]:
        facts = {"storage_size", "string_representation", "length"}
        own = self.metadata(Kind.ARTIFACT_VERSION, id)
        return {key: value for key, value in own.items() if key not in facts}

    def of_model(self, id: UUID) -> dict[str, Any]:
        return self.metadata(Kind.MODEL_VERSION, id)

    def history(self, kind: Kind, id: UUID, key: str) -> list[Any]:
        return [decode(entry.value) for entry in self.store.history(Target(kind, id), key)]

    def changes(self) -> int:
        return len(list(self.store.changes()))

    def _apply(self, kind: Any, **fields: Any) -> None:
        self.store.apply(self.session.command(kind, **fields))


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    """The session that calls outside of steps use, on an empty store in memory."""
    monkeypatch.setenv("TALLYSTICK_STORE", f"memory://{uuid4()}")
    return default_session()


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


@pytest.fixture
def refused(world: World) -> Callable[..., Any]:
    """Call `refused(error, match)` as a context: it raises so, and the journal is as before."""

    @contextmanager
    def context(error: type[Exception], match: str) -> Iterator[Any]:
        before = world.changes()
        with pytest.raises(error, match=match) as raised:
            yield raised
        assert world.changes() == before

    return context
