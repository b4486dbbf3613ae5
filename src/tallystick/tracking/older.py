"""The older logging functions, one per kind of thing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tallystick.errors import InvalidArgumentError, NotFoundError
from tallystick.plan.plan import OutputSpec
from tallystick.query.conditions import Builtin, Compare, Op
from tallystick.query.query import Query
from tallystick.records.pipelines import Pipeline
from tallystick.records.references import Ref
from tallystick.records.runs import Run
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind, Target
from tallystick.tracking import resolving
from tallystick.tracking.current import RunningStep, running_step, session_here
from tallystick.tracking.entries import log_entries, log_here
from tallystick.tracking.outputs import log_on_output, output_of
from tallystick.tracking.resolving import Reference, Version

if TYPE_CHECKING:
    from tallystick.client.session import Session


def log_artifact_metadata(
    metadata: Mapping[str, Any],
    artifact_name: Reference | None = None,
    artifact_version: Version | None = None,
    *,
    index: float | None = None,
) -> None:
    """Attach `metadata` to an artifact version.

        log_artifact_metadata({"rows": 100})                            # in a step: its output
        log_artifact_metadata({"rows": 100}, artifact_name="train")     # in a step: this output
        log_artifact_metadata({"checked": True}, "train", "7")          # this version
        log_artifact_metadata({"checked": True}, "train")               # elsewhere: the newest

    A name that is no output of the running step is looked up among all artifacts. If there is no
    such artifact and the step has one output that it gave no name, that output is meant.
    Outside of a step a name is needed.

    Raises as `log_metadata` does.
    """
    step = running_step()
    output = None
    if step is not None and artifact_version is None:
        output = _meant_output(step, artifact_name)
    if step is not None and output is not None:
        log_on_output(step, output, metadata, index)
        return
    if artifact_name is None:
        raise InvalidArgumentError(
            f"artifact_version={artifact_version!r} needs artifact_name, too."
            if artifact_version is not None
            else "Outside of a step, log_artifact_metadata needs artifact_name "
            "(and artifact_version, unless the newest is meant)."
        )
    target = resolving.artifact_target(session_here(), artifact_name, artifact_version)
    log_here((target,), metadata, index)


def _meant_output(step: RunningStep, name: object) -> OutputSpec | None:
    """The output of the running step that is meant; None where it is an existing artifact."""
    if name is None:
        return output_of(step, None)
    named = next((one for one in step.outputs if name in (one.name, one.artifact)), None)
    if named is not None:
        return named
    try:
        resolving.artifact_target(step.session, name)
    except NotFoundError as error:
        # An output without a name of its own cannot have been misspelt.
        if len(step.outputs) == 1 and _has_no_name(step.outputs[0]):
            return step.outputs[0]
        if not step.outputs:
            raise
        names = ", ".join(one.name for one in step.outputs)
        raise NotFoundError(
            f"{error} It is not an output of step {step.name!r} either, whose outputs are {names}.",
            given=name,
        ) from None
    return None


def _has_no_name(output: OutputSpec) -> bool:
    # Its artifact is then named after pipeline, step and place.
    return output.artifact.endswith(f"::{output.name}")


def log_model_metadata(
    metadata: Mapping[str, Any],
    model_name: Reference | None = None,
    model_version: Version | None = None,
    *,
    index: float | None = None,
) -> None:
    """Attach `metadata` to a model version.

    Without a name: the model version of the running step. With a name: the version given,
    or the newest. A version without a name is one of the running step's model.

    Raises as `log_metadata` does.
    """
    if model_name is None and model_version is None:
        inside = resolving.required_step(
            "Outside of a step, log_model_metadata needs model_name "
            "(and model_version, unless the newest is meant)."
        )
        target = resolving.inferred_model(inside)
    else:
        name = model_name if model_name is not None else _model_name_here(model_version)
        target = resolving.model_target(session_here(), name, model_version)
    log_here((target,), metadata, index)


log_model_version_metadata = log_model_metadata
"""The same, by its oldest name."""


def _model_name_here(version: object) -> str:
    step = running_step()
    if step is None or step.model is None:
        raise InvalidArgumentError(
            f"model_version={version!r} is given without model_name, and no step with a model is "
            "running here; give both.",
            given=version,
        )
    return step.model.name


def log_step_metadata(
    metadata: Mapping[str, Any],
    step_name: str | None = None,
    pipeline_name_id_or_prefix: Reference | None = None,
    run_id: Reference | None = None,
    *,
    index: float | None = None,
) -> None:
    """Attach `metadata` to a step run.

        log_step_metadata({"loss": 0.1})                                # in a step: it and its run
        log_step_metadata({"ok": True}, "train", run_id="training-7")
        log_step_metadata({"ok": True}, "train", "training")            # of its newest run

    Without a name: the running step, and its run. With a name: that step of the run given by
    `run_id` (its id, name or a beginning of either), or of the newest run of the pipeline.
    `run_id` may be the id of the step run itself, too.

    Raises as `log_metadata` does; `InvalidArgumentError` where the run is not of the pipeline.
    """
    if step_name is None and pipeline_name_id_or_prefix is None and run_id is None:
        inside = resolving.required_step(
            "Outside of a step, log_step_metadata needs step_name and run_id, "
            "or step_name and pipeline_name_id_or_prefix for the newest run."
        )
        log_entries(
            inside.session,
            inside.both_targets,
            metadata,
            index=index,
            publisher=inside.step_run_id,
        )
        return
    if step_name is None or (pipeline_name_id_or_prefix is None and run_id is None):
        raise InvalidArgumentError(
            "log_step_metadata needs step_name together with run_id or pipeline_name_id_or_prefix."
        )
    session = session_here()
    if run_id is None:
        pipeline = _pipeline(session, pipeline_name_id_or_prefix)
        target = resolving.step_target(session, step_name, _newest_run(session, pipeline).id)
    else:
        run, target = _run_and_step(session, run_id, step_name)
        if pipeline_name_id_or_prefix is not None:
            _check_pipeline(run, _pipeline(session, pipeline_name_id_or_prefix))
    log_here((target,), metadata, index)


def _pipeline(session: Session, given: object) -> Pipeline:
    text = resolving.reference_text(given, "pipeline_name_id_or_prefix", Kind.PIPELINE)
    return session.store.get(Pipeline, Ref(text, project=session.project), metadata=False).record


def _newest_run(session: Session, pipeline: Pipeline) -> Run:
    query = Query(
        kind=Kind.RUN,
        project=session.project,
        where=Compare(Builtin("pipeline_id"), Op.EQ, (pipeline.id,)),
        limit=1,
        metadata=False,
    )
    for found in session.store.find(query).items:
        if isinstance(found.record, Run):
            return found.record
    raise NotFoundError(f"Pipeline {pipeline.name!r} has no runs.", given=pipeline.name)


def _run_and_step(session: Session, run_id: object, step_name: object) -> tuple[Run, Target]:
    """The run and its step of this name; `run_id` names the run, or is the step run's id."""
    text = resolving.reference_text(run_id, "run_id", Kind.RUN, Kind.STEP_RUN)
    try:
        run = session.store.get(Run, Ref(text, project=session.project), metadata=False).record
    except NotFoundError:
        step = _step_run(session, text)
        if step is None:
            raise
        if step_name not in (step.name, step.step):
            raise InvalidArgumentError(
                f"The step run {step.id} is of step {step.name!r}, not of {step_name!r}.",
                given=step_name,
            ) from None
        ref = Ref.to(step.run_id, project=session.project)
        run = session.store.get(Run, ref, metadata=False).record
        return run, Target(Kind.STEP_RUN, step.id)
    return run, resolving.step_target(session, step_name, run.id)


def _step_run(session: Session, text: str) -> StepRun | None:
    """The step run with this whole id; None where there is none."""
    try:
        ref = Ref.to(UUID(text), project=session.project)
        return session.store.get(StepRun, ref, metadata=False).record
    except (ValueError, NotFoundError):
        return None


def _check_pipeline(run: Run, pipeline: Pipeline) -> None:
    if run.pipeline_id != pipeline.id:
        raise InvalidArgumentError(
            f"Run {run.name!r} belongs to pipeline {run.pipeline!r}, not to {pipeline.name!r}.",
            given=pipeline.name,
        )
