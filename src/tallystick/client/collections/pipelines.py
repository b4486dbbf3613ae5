"""Pipelines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from tallystick.client.arguments import checked_arguments
from tallystick.client.collections.base import Collection
from tallystick.client.collections.runs import Runs
from tallystick.client.handles import PipelineResponse
from tallystick.client.handles.reading import get
from tallystick.client.logs import remove_logs
from tallystick.client.references import Named, ref
from tallystick.store.as_of import AsOf


@checked_arguments
class Pipelines(Collection[PipelineResponse]):
    """The pipelines of a project."""

    handle: ClassVar[type[Any]] = PipelineResponse
    what: ClassVar[str] = "pipeline"

    def get(self, pipeline: Named, *, as_of: AsOf | None = None) -> PipelineResponse:
        """The pipeline with this name or id, or a unique beginning of either.

        `as_of` is a number of the journal or a time: the pipeline as it was recorded then.
        Raises `NotFoundError` with close matches, `AmbiguousReferenceError` with the candidates.
        """
        reference = ref(pipeline, self.what, project=self.session.project)
        return get(self.session.at(as_of), PipelineResponse, reference)

    def update(
        self,
        pipeline: Named,
        *,
        description: str | None = None,
        add_tags: Iterable[str] | None = None,
        remove_tags: Iterable[str] | None = None,
    ) -> PipelineResponse:
        """The pipeline after the change. Raises what `get` does."""
        return self._changed(
            self.get(pipeline), description=description, add_tags=add_tags, remove_tags=remove_tags
        )

    def delete(self, pipeline: Named) -> None:
        """Remove the pipeline and its runs; artifacts they made stay. Raises what `get` does."""
        found = self.get(pipeline)
        logs = Runs(self.session).logs_of(found.get_runs(limit=None))
        self._deleted(found)
        remove_logs(self.session, logs)
