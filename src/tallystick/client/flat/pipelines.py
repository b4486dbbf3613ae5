"""Pipelines, by their flat names."""

from __future__ import annotations

from typing import Any

from tallystick.client.arguments import checked_arguments
from tallystick.client.flat.base import Collections, listed
from tallystick.client.handles import PipelineResponse
from tallystick.client.pages import Page
from tallystick.client.references import InProject, Named


@checked_arguments
class PipelineCalls(Collections):
    """`get_pipeline` and its like."""

    def get_pipeline(
        self, name_id_or_prefix: Named, project: InProject = None, hydrate: bool = True
    ) -> PipelineResponse:
        """The pipeline with this name or id, or a unique beginning of either.

        Raises `NotFoundError` (a `KeyError`) with close matches, `AmbiguousReferenceError` with the
        candidates.
        """
        return self._in(project).pipelines.get(name_id_or_prefix)

    def list_pipelines(
        self,
        sort_by: str = "created",
        page: int = 1,
        size: int = 20,
        logical_operator: str = "and",
        *,
        project: InProject = None,
        **filters: Any,
    ) -> Page[PipelineResponse]:
        """A page of pipelines, oldest first.

        Filters: `id, name, description, tags, created, run_metadata`. Raises what `listed` says.
        """
        return listed(
            self._in(project).pipelines,
            "list_pipelines",
            filters,
            sort_by=sort_by,
            page=page,
            size=size,
            logical_operator=logical_operator,
        )

    def delete_pipeline(self, name_id_or_prefix: Named, project: InProject = None) -> None:
        """Remove a pipeline and its runs; artifacts they made stay.

        Raises what `get_pipeline` does.
        """
        self._in(project).pipelines.delete(name_id_or_prefix)
