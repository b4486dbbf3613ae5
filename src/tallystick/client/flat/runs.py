"""Runs and step runs, by their flat names."""

from __future__ import annotations

from typing import Any

from tallystick.client.arguments import checked_arguments
from tallystick.client.flat.base import Collections, listed
from tallystick.client.handles import PipelineRunResponse, StepRunResponse
from tallystick.client.pages import Page
from tallystick.client.references import InProject, Named
from tallystick.errors import NoRunError


@checked_arguments
class RunCalls(Collections):
    """`get_pipeline_run`, `list_run_steps` and their like."""

    def get_pipeline_run(
        self,
        name_id_or_prefix: Named | None = None,
        allow_name_prefix_match: bool = True,
        project: InProject = None,
        hydrate: bool = True,
        include_full_metadata: bool = False,
    ) -> PipelineRunResponse:
        """The run with this name or id, or a unique beginning of either; the newest for None.

        Raises `NotFoundError` (a `KeyError`) with close matches, `AmbiguousReferenceError` with the
        candidates, and `NoRunError` where there is no run at all.
        """
        if name_id_or_prefix is None:
            for run in self.list_pipeline_runs(size=1, project=project):
                return run
            raise NoRunError("There are no runs yet.")
        return self._in(project).runs.get(name_id_or_prefix, prefixes=allow_name_prefix_match)

    def list_pipeline_runs(
        self,
        sort_by: str = "desc:created",
        page: int = 1,
        size: int = 20,
        logical_operator: str = "and",
        *,
        project: InProject = None,
        **filters: Any,
    ) -> Page[PipelineRunResponse]:
        """A page of runs, newest first.

        client.list_pipeline_runs(pipeline_name="training", run_metadata="accuracy:gt:0.9")

        Filters: `id, name, pipeline, pipeline_id, pipeline_name, status, tags, created,
        start_time, end_time, duration, in_progress, model, model_version_id, user, orchestrator,
        run_metadata`. Raises what `listed` says.
        """
        return listed(
            self._in(project).runs,
            "list_pipeline_runs",
            filters,
            sort_by=sort_by,
            page=page,
            size=size,
            logical_operator=logical_operator,
        )

    def delete_pipeline_run(self, name_id_or_prefix: Named, project: InProject = None) -> None:
        """Remove a run with its step runs; artifacts they made stay.

        Raises what `get_pipeline_run` does.
        """
        self._in(project).runs.delete(name_id_or_prefix)

    def get_run_step(self, step_run_id: Named, hydrate: bool = True) -> StepRunResponse:
        """The step run with this id, or a unique beginning of it.

        Raises `NotFoundError`, and `InvalidArgumentError` (a `ValueError`) for what is no id.
        """
        return self.steps.get(step_run_id)

    def list_run_steps(
        self,
        sort_by: str = "created",
        page: int = 1,
        size: int = 20,
        logical_operator: str = "and",
        *,
        project: InProject = None,
        **filters: Any,
    ) -> Page[StepRunResponse]:
        """A page of step runs, oldest first.

        Filters: `id, name, pipeline_run_id, pipeline, status, created, start_time, end_time,
        duration, cache_key, code_hash, original_step_run_id, model, model_version_id, version,
        exclude_retried, run_metadata`. Raises what `listed` says.
        """
        return listed(
            self._in(project).steps,
            "list_run_steps",
            filters,
            sort_by=sort_by,
            page=page,
            size=size,
            logical_operator=logical_operator,
        )
