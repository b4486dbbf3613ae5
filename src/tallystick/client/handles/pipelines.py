"""Pipelines."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from tallystick.client.arguments import checked_arguments
from tallystick.client.choices import one_of
from tallystick.client.handles.base import Handle
from tallystick.client.handles.reading import NEWEST_FIRST, find
from tallystick.client.handles.runs import PipelineRunResponse
from tallystick.client.views.text import moment
from tallystick.errors import NoRunError
from tallystick.query.conditions import All, Builtin, Compare, Op
from tallystick.records.pipelines import Pipeline
from tallystick.records.runs import Status

_PAGE = 50


@checked_arguments
class PipelineResponse(Handle[Pipeline]):
    """A named line of runs."""

    record_type: ClassVar[type[Any]] = Pipeline
    noun: ClassVar[str] = "pipeline"

    @property
    def description(self) -> str:
        """What people say about it."""
        return self._record.description

    @cached_property
    def runs(self) -> list[PipelineRunResponse]:
        """Its newest runs, newest first: 50 at the most. `get_runs()` goes further back."""
        return self.get_runs()

    def get_runs(
        self, *, status: Status | str | None = None, limit: int | None = _PAGE, offset: int = 0
    ) -> list[PipelineRunResponse]:
        """Its runs as of now, newest first: `limit` of them (None: all) after leaving out `offset`.

        `status` keeps those of that status only.
        """
        same = [Compare(Builtin("pipeline_id"), Op.EQ, (self.id,))]
        if status is not None:
            same.append(
                Compare(Builtin("status"), Op.EQ, (one_of(Status, status, "status").value,))
            )
        found, _ = find(
            self._session,
            PipelineRunResponse,
            All(tuple(same)),
            project=self.project,
            sort=NEWEST_FIRST,
            limit=limit,
            offset=offset,
        )
        return found

    @property
    def num_runs(self) -> int:
        """How many runs it has now."""
        same = Compare(Builtin("pipeline_id"), Op.EQ, (self.id,))
        return find(self._session, PipelineRunResponse, same, project=self.project, limit=0)[1]

    @property
    def last_run(self) -> PipelineRunResponse:
        """Its newest run as of now. Raises `NoRunError` (a `RuntimeError`) where there is none."""
        return self._newest("run", None)

    @property
    def last_successful_run(self) -> PipelineRunResponse:
        """Its newest completed run as of now. Raises `NoRunError` where there is none."""
        return self._newest("completed run", Status.COMPLETED)

    def _newest(self, what: str, status: Status | None) -> PipelineRunResponse:
        for run in self.get_runs(status=status, limit=1):
            return run
        raise NoRunError(f"Pipeline {self.name!r} has no {what} yet.", pipeline=self.id)

    def facts(self) -> dict[str, str]:
        """What views show of it."""
        return {
            "description": self.description,
            "created": moment(self.created_at),
            "tags": ", ".join(self._record.tags),
            "id": str(self.id),
        }
