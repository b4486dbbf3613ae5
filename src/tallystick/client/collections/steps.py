"""Step runs."""

from __future__ import annotations

from typing import Any, ClassVar

from tallystick.client.arguments import checked_arguments
from tallystick.client.collections.base import Collection
from tallystick.client.handles import PipelineRunResponse, StepRunResponse
from tallystick.client.handles.reading import get
from tallystick.client.references import Named, is_like_id, ref
from tallystick.errors import InvalidArgumentError, NotFoundError
from tallystick.records.references import Ref
from tallystick.store.as_of import AsOf


@checked_arguments
class Steps(Collection[StepRunResponse]):
    """The step runs of a project."""

    handle: ClassVar[type[Any]] = StepRunResponse
    what: ClassVar[str] = "step run"

    def get(
        self, step: Named, *, run: Named | None = None, as_of: AsOf | None = None
    ) -> StepRunResponse:
        """The step run with this id or a unique beginning of it; with `run` also by its name there.

        By name the last attempt is meant.
        `as_of` is a number of the journal or a time: the step run as it was recorded then.
        Raises `NotFoundError` with close matches,
        `AmbiguousReferenceError` with the candidates, and `InvalidArgumentError` (a `ValueError`)
        for a name without a run.
        """
        if run is None and isinstance(step, str) and not is_like_id(step):
            raise InvalidArgumentError(
                f"A step run is named by its id; got {step!r}. By its name within a run: "
                f"client.get_pipeline_run(run).steps[{step!r}].",
                given=step,
            )
        project = self.session.project
        of = None if run is None else ref(run, "run", project=project).text
        reference = ref(step, self.what, project=project, run=of)
        session = self.session.at(as_of)
        try:
            return get(session, StepRunResponse, reference)
        except NotFoundError:
            if of is not None:
                # It knows of steps that have not run, and says so.
                within = get(session, PipelineRunResponse, Ref(of, project=project))
                return within.steps[reference.text]
            raise

    def _pointed_at(self, thing: Any) -> StepRunResponse:
        if isinstance(thing, tuple):
            run, step = thing
            return self.get(step, run=run)
        return self.get(thing)
