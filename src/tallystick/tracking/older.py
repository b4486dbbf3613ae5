"""The older logging functions, one per kind of thing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tallystick.client.session import default_session
from tallystick.errors import InvalidArgumentError, NotFoundError
from tallystick.records.pipelines import Pipeline
from tallystick.records.references import Ref
from tallystick.records.targets import Target
from tallystick.tracking import resolving
from tallystick.tracking.current import running_step
from tallystick.tracking.entries import log_entries


def log_artifact_metadata(
    metadata: Mapping[str, Any],
    artifact_name: str | None = None,
    artifact_version: str | int | None = None,
    *,
    index: float | None = None,
) -> None:
    """Attach `metadata` to an artifact version.

    In a step, without a name: its only output; with the name of an output: that output.
    Any other name: the version given, or the newest. Outside of a step a name is needed.

    Raises as `log_metadata` does.
    """
    step = running_step()
    if step is not None and artifact_version is None:
        outputs = [output.name for output in step.outputs]
        if artifact_name is None or artifact_name in outputs:
            output = resolving.output_name(step, artifact_name)
            log_entries(
                step.session,
                step.step_target,
                metadata,
                index=index,
                publisher=step.step_run_id,
                output=output,
            )
            return
    if artifact_name is None:
        raise InvalidArgumentError(
            "Outside of a step, log_artifact_metadata needs artifact_name "
            "(and artifact_version, unless the newest is meant)."
        )
    session = step.session if step else default_session()
    try:
        target = resolving.artifact_target(session, artifact_name, artifact_version)
    except NotFoundError as error:
        if step is None or not step.outputs:
            raise
        names = ", ".join(output.name for output in step.outputs)
        raise NotFoundError(
            f"{error} It is not an output of step {step.name!r} either, whose outputs are {names}.",
            given=artifact_name,
        ) from None
    _log(target, metadata, index)


def log_model_metadata(
    metadata: Mapping[str, Any],
    model_name: str | None = None,
    model_version: str | int | None = None,
    *,
    index: float | None = None,
) -> None:
    """Attach `metadata` to a model version.

    Without a name: the model version of the running step. With a name: the version given,
    or the newest.

    Raises as `log_metadata` does.
    """
    step = running_step()
    if model_name is None and model_version is None:
        inside = resolving.required_step(
            "Outside of a step, log_model_metadata needs model_name "
            "(and model_version, unless the newest is meant)."
        )
        _log(resolving.inferred_model(inside), metadata, index)
        return
    session = step.session if step else default_session()
    if model_name is None:
        if step is None or step.model is None:
            raise InvalidArgumentError(
                f"model_version={model_version!r} is given without model_name, "
                "and no model is configured here; give both.",
                given=model_version,
            )
        model_name = step.model.name
    _log(resolving.model_target(session, model_name, model_version), metadata, index)


def log_step_metadata(
    metadata: Mapping[str, Any],
    step_name: str | None = None,
    pipeline_name_id_or_prefix: str | UUID | None = None,
    run_id: str | UUID | None = None,
    *,
    index: float | None = None,
) -> None:
    """Attach `metadata` to a step run.

    Without a name: the running step, and its run. With a name: that step of the run given by
    `run_id` (its id, name or a beginning of either), or of the newest run of the pipeline.

    Raises as `log_metadata` does; `InvalidArgumentError` where the run is not of the pipeline.
    """
    step = running_step()
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
    session = step.session if step else default_session()
    run = _run_of_pipeline(session, pipeline_name_id_or_prefix, run_id)
    _log(resolving.step_target(session, step_name, run), metadata, index)


def _run_of_pipeline(session: Any, pipeline: str | UUID | None, run_id: str | UUID | None) -> UUID:
    from tallystick.query.conditions import Builtin, Compare, Op
    from tallystick.query.query import Query
    from tallystick.records.runs import Run
    from tallystick.records.targets import Kind

    found = None
    if pipeline is not None:
        text = resolving.reference_text(pipeline, "pipeline_name_id_or_prefix")
        found = session.store.get(Pipeline, Ref(text, project=session.project)).record
    if run_id is not None:
        ref = Ref(resolving.reference_text(run_id, "run_id"), project=session.project)
        run = session.store.get(Run, ref).record
        if found is not None and run.pipeline_id != found.id:
            raise InvalidArgumentError(
                f"Run {run.name!r} belongs to pipeline {run.pipeline!r}, not to {found.name!r}.",
                given=run_id,
            )
        return UUID(str(run.id))
    assert found is not None
    query = Query(
        kind=Kind.RUN,
        project=session.project,
        where=Compare(Builtin("pipeline_id"), Op.EQ, (found.id,)),
        limit=1,
        metadata=False,
    )
    newest = session.store.find(query).items
    if not newest:
        raise NotFoundError(f"Pipeline {found.name!r} has no runs.", given=pipeline)
    return UUID(str(newest[0].record.id))


def _log(target: Target, metadata: Mapping[str, Any], index: float | None) -> None:
    step = running_step()
    log_entries(
        step.session if step else default_session(),
        (target,),
        metadata,
        index=index,
        publisher=step.step_run_id if step else None,
    )
