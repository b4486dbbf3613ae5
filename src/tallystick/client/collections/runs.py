"""Runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from tallystick.client.arguments import checked_arguments
from tallystick.client.collections.base import Collection
from tallystick.client.handles import PipelineRunResponse, StepRunResponse
from tallystick.client.handles.reading import find, get
from tallystick.client.logs import remove_logs
from tallystick.client.references import Named, ref
from tallystick.query.conditions import Any, Builtin, Compare, Op
from tallystick.store.as_of import AsOf


@checked_arguments
class Runs(Collection[PipelineRunResponse]):
    """The runs of a project."""

    handle: ClassVar[type[PipelineRunResponse]] = PipelineRunResponse
    what: ClassVar[str] = "run"

    def get(
        self, run: Named, *, prefixes: bool = True, as_of: AsOf | None = None
    ) -> PipelineRunResponse:
        """The run with this name or id, or a unique beginning of either.

        An exact name beats beginnings; `prefixes=False` leaves out those of names.
        `as_of` is a number of the journal or a time: the run as it was recorded then.
        Raises `NotFoundError` with close matches, `AmbiguousReferenceError` with the candidates.
        """
        reference = ref(run, self.what, project=self.session.project, prefixes=prefixes)
        return get(self.session.at(as_of), PipelineRunResponse, reference)

    def update(
        self,
        run: Named,
        *,
        add_tags: Iterable[str] | None = None,
        remove_tags: Iterable[str] | None = None,
    ) -> PipelineRunResponse:
        """The run with the tags added and removed. Raises what `get` does."""
        return self._changed(self.get(run), add_tags=add_tags, remove_tags=remove_tags)

    def delete(self, run: Named) -> None:
        """Remove the run, its step runs and what they printed; artifacts they made stay.

        Raises what `get` does.
        """
        found = self.get(run)
        logs = self.logs_of([found])
        self._deleted(found)
        remove_logs(self.session, logs)

    def logs_of(self, runs: Iterable[PipelineRunResponse]) -> set[str]:
        """The log files of the steps of `runs`, without those that steps of other runs share.

        A cached step shares that of the step it took its result from, whichever is deleted first.
        """
        own = [step for run in runs for step in run.step_runs]
        logs = {step.record.logs for step in own if step.record.logs}
        if not logs:
            return set()
        origins = tuple({step.original_step_run_id or step.id for step in own})
        sharing = Any(
            (
                Compare(Builtin("id"), Op.IN, origins),
                Compare(Builtin("original_step_run_id"), Op.IN, origins),
            )
        )
        found, _ = find(self.session, StepRunResponse, sharing, project=self.session.project)
        return logs - {step.record.logs for step in set(found) - set(own) if step.record.logs}
