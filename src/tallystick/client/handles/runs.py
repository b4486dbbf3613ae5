"""Runs."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from tallystick.client import handles
from tallystick.client.arguments import checked_arguments
from tallystick.client.handles.artifacts import ArtifactVersionResponse
from tallystick.client.handles.base import Handle
from tallystick.client.handles.configuration import Configuration
from tallystick.client.handles.models import ModelVersionResponse
from tallystick.client.handles.named import Named
from tallystick.client.handles.reading import find_by_ids, find_where, get_by_id
from tallystick.client.handles.steps import StepRunResponse
from tallystick.client.handles.unstarted import why_not_started
from tallystick.client.stacks import Stack, local_stack
from tallystick.client.users import User
from tallystick.client.views.text import duration, moment
from tallystick.records.runs import Failure, Run, Status
from tallystick.values import decode


@checked_arguments
class PipelineRunResponse(Handle[Run]):
    """One execution of a pipeline.

    run.steps["train"].outputs["model"][0].load()
    run.run_metadata["evaluation_metrics"]["accuracy"]
    """

    record_type: ClassVar[type[Any]] = Run
    noun: ClassVar[str] = "run"

    @property
    def status(self) -> Status:
        """How far it has come; equal to its text (`"completed"`)."""
        return self._record.status

    @property
    def started_at(self) -> datetime:
        """When it began, in UTC."""
        return self._record.started_at

    @property
    def ended_at(self) -> datetime | None:
        """When it ended, in UTC; None while it runs."""
        return self._record.ended_at

    @property
    def start_time(self) -> datetime:
        """`started_at`, by its older name."""
        return self._record.started_at

    @property
    def end_time(self) -> datetime | None:
        """`ended_at`, by its older name."""
        return self._record.ended_at

    @property
    def duration_s(self) -> float | None:
        """Seconds from start to end; None while it runs."""
        return self._record.duration_s

    @property
    def failure(self) -> Failure | None:
        """What went wrong; None unless it failed."""
        return self._record.failure

    @property
    def pipeline_id(self) -> UUID:
        """The id of the pipeline it is a run of."""
        return self._record.pipeline_id

    @cached_property
    def pipeline(self) -> handles.PipelineResponse:
        """The pipeline it is a run of."""
        return get_by_id(self._session, handles.PipelineResponse, self._record.pipeline_id)

    @property
    def model_version_id(self) -> UUID | None:
        """The id of the model version it worked for."""
        return self._record.model_version_id

    @cached_property
    def model_version(self) -> ModelVersionResponse | None:
        """The model version the pipeline was configured with; None where it had none."""
        if self._record.model_version_id is None:
            return None
        return get_by_id(self._session, ModelVersionResponse, self._record.model_version_id)

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """What the pipeline was called with."""
        return {name: decode(wire) for name, wire in self._record.parameters.items()}

    @cached_property
    def config(self) -> Configuration:
        """How it was configured: `config.parameters`, `config.enable_cache`, ..."""
        return Configuration({**self._record.config, "parameters": self.parameters})

    @cached_property
    def step_runs(self) -> list[StepRunResponse]:
        """All its step runs in order of their start, earlier attempts among them."""
        return find_where(self._session, StepRunResponse, self.project, run_id=self.id)

    @cached_property
    def steps(self) -> Named[StepRunResponse]:
        """The last attempt of each step by its name in the run, in order of their first start.

        Steps that have not run are in `graph` alone; asking for one says why.
        """
        last: dict[str, StepRunResponse] = {}
        for step in self.step_runs:
            if step.name not in last or step.attempt >= last[step.name].attempt:
                last[step.name] = step
        return Named(
            f"step of run {self.name!r} called",
            last,
            lambda name: why_not_started(name, self._record, last),
        )

    @cached_property
    def artifact_versions(self) -> list[ArtifactVersionResponse]:
        """What its steps made or took over from the cache, without what was deleted."""
        ids = [
            id
            for step in self.steps.values()
            for some in step.record.outputs.values()
            for id in some
        ]
        found = find_by_ids(self._session, ArtifactVersionResponse, ids, project=self.project)
        return list(found.values())

    @cached_property
    def environment(self) -> dict[str, Any]:
        """Interpreter, packages, host and hardware it ran with; empty where not recorded."""
        if self._record.environment is None:
            return {}
        text = self._session.store.document(self._record.environment).text
        document: dict[str, Any] = msgspec.json.decode(text)
        return document

    @property
    def client_environment(self) -> dict[str, Any]:
        """`environment`, by its other name."""
        return self.environment

    @property
    def code(self) -> dict[str, Any]:
        """Where its code came from: `commit`, `branch`, `dirty`, `remote`, `entrypoint`."""
        return dict(self._record.code)

    @property
    def graph(self) -> dict[str, tuple[str, ...]]:
        """The plan's shape: each step with the steps directly before it."""
        return dict(self._record.graph)

    @property
    def author(self) -> str:
        """Who ran it."""
        return self._record.author

    @property
    def user(self) -> User:
        """Who ran it."""
        return User(self._record.author)

    @property
    def orchestrator(self) -> str:
        """What executed it."""
        return self._record.orchestrator

    @property
    def orchestrator_run_id(self) -> str:
        """The run's id as text: orchestrators give none of their own."""
        return str(self.id)

    @property
    def stack(self) -> Stack:
        """What it ran on, as far as that was recorded: the orchestrator."""
        return local_stack(orchestrator=self._record.orchestrator)

    def facts(self) -> dict[str, str]:
        """What views show of it."""
        failure = self.failure
        return {
            "status": self.status.value,
            "took": duration(self.duration_s),
            "pipeline": self._record.pipeline,
            "started": moment(self.started_at),
            "by": self.author,
            "tags": ", ".join(self._record.tags),
            "failed with": f"{failure.type}: {failure.message}" if failure else "",
            "id": str(self.id),
        }
