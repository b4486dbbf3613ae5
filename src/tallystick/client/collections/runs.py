"""Runs."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

from tallystick.client.collections.base import Collection
from tallystick.client.handles import PipelineRunResponse, StepRunResponse
from tallystick.client.handles.reading import find, get
from tallystick.client.references import Named, ref
from tallystick.query.conditions import Builtin, Compare, Op


class Runs(Collection[PipelineRunResponse]):
    """The runs of a project."""

    handle: ClassVar[type[Any]] = PipelineRunResponse
    what: ClassVar[str] = "run"

    def get(self, run: Named, *, prefixes: bool = True) -> PipelineRunResponse:
        """The run with this name or id, or a unique beginning of either.

        An exact name beats beginnings; `prefixes=False` leaves out those of names.
        Raises `NotFoundError` with close matches, `AmbiguousReferenceError` with the candidates.
        """
        reference = ref(run, self.what, project=self.session.project, prefixes=prefixes)
        return get(self.session, PipelineRunResponse, reference)

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
        logs = self.logs_of(found)
        self._deleted(found)
        self.remove_logs(logs)

    def logs_of(self, run: PipelineRunResponse) -> list[str]:
        """The log files that belong to this run's steps and to no cached step of another run."""
        own = {step.id: step.record.logs for step in run.step_runs if step.record.logs}
        if not own:
            return []
        copies = Compare(Builtin("original_step_run_id"), Op.IN, tuple(own))
        cached, _ = find(self.session, StepRunResponse, copies, project=run.project)
        taken_over = {step.record.logs for step in cached if step.run_id != run.id}
        originals = {s.id for s in run.step_runs if s.original_step_run_id is None}
        return [log for id, log in own.items() if id in originals and log not in taken_over]

    def remove_logs(self, logs: Iterable[str]) -> None:
        """Remove log files, and the folders that are empty then."""
        for log in logs:
            file = Path(self.session.settings.logs, log)
            file.unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                file.parent.rmdir()
