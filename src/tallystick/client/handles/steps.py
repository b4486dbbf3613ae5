"""Step runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property
from time import sleep
from typing import Any, ClassVar
from uuid import UUID

from tallystick.client import handles
from tallystick.client.arguments import checked_arguments
from tallystick.client.handles.artifacts import ArtifactVersionResponse, ArtifactVersions
from tallystick.client.handles.base import Handle
from tallystick.client.handles.configuration import Configuration
from tallystick.client.handles.models import ModelVersionResponse
from tallystick.client.handles.named import Named
from tallystick.client.handles.reading import find_by_ids, get_by_id
from tallystick.client.logs import LogReader, log_path, read_log
from tallystick.client.views.text import duration, moment
from tallystick.errors import InvalidArgumentError
from tallystick.records.runs import Failure, Status
from tallystick.records.steps import CacheKey, StepRun
from tallystick.values import decode


@checked_arguments
class StepRunResponse(Handle[StepRun]):
    """One execution of a step."""

    record_type: ClassVar[type[Any]] = StepRun
    noun: ClassVar[str] = "step run"

    @property
    def step_name(self) -> str:
        """The name of the step's function; `name` is the invocation's (`train_2`)."""
        return self._record.step

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
    def created_at(self) -> datetime:
        """When it began, in UTC."""
        return self._record.started_at

    @property
    def duration_s(self) -> float | None:
        """Seconds from start to end; None while it runs."""
        return self._record.duration_s

    @property
    def duration(self) -> float | None:
        """`duration_s`, by its other name."""
        return self._record.duration_s

    @property
    def attempt(self) -> int:
        """Which attempt it is, from 1."""
        return self._record.attempt

    @property
    def version(self) -> int:
        """`attempt`, by its other name."""
        return self._record.attempt

    @property
    def run_id(self) -> UUID:
        """The id of the run it is part of."""
        return self._record.run_id

    @property
    def pipeline_run_id(self) -> UUID:
        """`run_id`, by its other name."""
        return self._record.run_id

    @cached_property
    def run(self) -> handles.PipelineRunResponse:
        """The run it is part of."""
        return get_by_id(self._session, handles.PipelineRunResponse, self._record.run_id)

    @property
    def upstream(self) -> tuple[str, ...]:
        """The names of the steps directly before it."""
        return self._record.upstream

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """What it was called with, apart from artifacts."""
        return {name: decode(wire) for name, wire in self._record.parameters.items()}

    @cached_property
    def config(self) -> Configuration:
        """How it was configured: `config.parameters`, `config.enable_cache`, ..."""
        return Configuration({**self._record.config, "parameters": self.parameters})

    @cached_property
    def inputs(self) -> Named[ArtifactVersions]:
        """The artifact versions it read, by the name of the argument.

        Deleted ones are left out; `missing_inputs` has their ids.
        """
        return self._existing("input", self._record.inputs)

    @cached_property
    def outputs(self) -> Named[ArtifactVersions]:
        """The artifact versions it made (or took over from the cache), by the output's name.

        Deleted ones are left out; `missing_outputs` has their ids.
        """
        return self._existing("output", self._record.outputs)

    @property
    def output(self) -> ArtifactVersionResponse:
        """Its only output. Raises `InvalidArgumentError` (a `ValueError`) unless there is one."""
        existing = [version for versions in self.outputs.values() for version in versions]
        if len(existing) != 1:
            names = ", ".join(repr(name) for name in self.outputs) or "none"
            raise InvalidArgumentError(
                f"Step {self.name!r} has {len(existing)} outputs ({names}), not one; "
                "choose with .outputs[name][0].",
                given=self.id,
                outputs=tuple(self.outputs),
            )
        return existing[0]

    @property
    def missing_outputs(self) -> dict[str, tuple[UUID, ...]]:
        """The ids of outputs that were deleted since, by the output's name."""
        return self._missing(self._record.outputs)

    @property
    def missing_inputs(self) -> dict[str, tuple[UUID, ...]]:
        """The ids of inputs that were deleted since, by the name of the argument."""
        return self._missing(self._record.inputs)

    def _missing(self, named: Mapping[str, tuple[UUID, ...]]) -> dict[str, tuple[UUID, ...]]:
        gone = {
            name: tuple(id for id in ids if id not in self._versions) for name, ids in named.items()
        }
        return {name: ids for name, ids in gone.items() if ids}

    @cached_property
    def _versions(self) -> dict[UUID, ArtifactVersionResponse]:
        named = [*self._record.inputs.values(), *self._record.outputs.values()]
        ids = [id for some in named for id in some]
        return find_by_ids(self._session, ArtifactVersionResponse, ids, project=self.project)

    def _existing(
        self, role: str, named: Mapping[str, tuple[UUID, ...]]
    ) -> Named[ArtifactVersions]:
        existing = {
            name: ArtifactVersions(self._versions[id] for id in ids if id in self._versions)
            for name, ids in named.items()
        }
        what = f"{role} of step {self.name!r} called"
        return Named(what, {name: versions for name, versions in existing.items() if versions})

    @property
    def cache_key(self) -> str | None:
        """The hash of all that its result depends on."""
        return self._record.cache_key.digest if self._record.cache_key else None

    @property
    def cache_key_parts(self) -> CacheKey | None:
        """The same, part by part: code, inputs, parameters, configuration."""
        return self._record.cache_key

    @property
    def cache_explanation(self) -> str:
        """A sentence: why it was executed, or taken over from which step run."""
        return self._record.cache_explanation

    @property
    def original_step_run_id(self) -> UUID | None:
        """The step run whose outputs it took over; None where it was executed."""
        return self._record.original_step_run_id

    @property
    def code_hash(self) -> str:
        """The hash of the step's code."""
        return self._record.code_hash

    @property
    def docstring(self) -> str:
        """The docstring of the step's function."""
        return self._record.docstring

    @cached_property
    def source_code(self) -> str:
        """The source of the step's function; empty where it was not recorded."""
        if self._record.source is None:
            return ""
        return self._session.store.document(self._record.source).text

    @property
    def logs(self) -> str:
        """What it has printed so far, or had when it ended; empty where nothing was kept."""
        return read_log(self._session, self.log)

    @property
    def log(self) -> str:
        """The file of what it prints, below the folder for logs; there once it has printed."""
        return self._record.logs or log_path(self._record.run_id, self.id)

    def follow_logs(self, *, every_s: float = 0.2) -> Iterator[str]:
        """What it has printed, and then what it prints, in parts, until it has ended.

        Looks again after so many seconds. Raises `NotFoundError` once it is deleted.
        """
        reader = LogReader(self._session, self.log)
        step = self
        while True:
            # Before reading, so that nothing is missed that it printed last.
            has_ended = step.status.is_finished
            yield from reader.unread()
            if has_ended:
                return
            sleep(every_s)
            step = step.refresh()

    @property
    def usage(self) -> dict[str, float]:
        """What it used: `peak_memory_bytes`, `cpu_s`, ..."""
        return dict(self._record.usage)

    @property
    def failure(self) -> Failure | None:
        """What went wrong; None unless it failed."""
        return self._record.failure

    @property
    def model_version_id(self) -> UUID | None:
        """The id of the model version it worked for."""
        return self._record.model_version_id

    @cached_property
    def model_version(self) -> ModelVersionResponse | None:
        """The model version it worked for; None where it had none."""
        if self._record.model_version_id is None:
            return None
        return get_by_id(self._session, ModelVersionResponse, self._record.model_version_id)

    def facts(self) -> dict[str, str]:
        """What views show of it."""
        failure = self.failure
        return {
            "status": self.status.value,
            "took": duration(self.duration_s),
            "started": moment(self.started_at),
            "attempt": str(self.attempt) if self.attempt > 1 else "",
            "cache": self.cache_explanation,
            "failed with": f"{failure.type}: {failure.message}" if failure else "",
            "id": str(self.id),
        }
