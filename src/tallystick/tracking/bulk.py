"""`bulk_log_metadata`: the same metadata on many things at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tallystick.errors import InvalidArgumentError, InvalidValueError
from tallystick.plan.plan import OutputSpec
from tallystick.records.commands import LogMetadata
from tallystick.records.metadata import NewEntry
from tallystick.records.targets import Kind, Target
from tallystick.tracking import resolving
from tallystick.tracking.current import RunningStep, running_step, session_here
from tallystick.tracking.entries import check_index, new_entries
from tallystick.tracking.identifiers import (
    ArtifactVersionIdentifier,
    ModelVersionIdentifier,
    PipelineRunIdentifier,
    StepRunIdentifier,
)
from tallystick.tracking.outputs import about_output, remember_about_output

if TYPE_CHECKING:
    from tallystick.client.handles import Handle
    from tallystick.client.session import Session


_KINDS: dict[type, Kind] = {
    PipelineRunIdentifier: Kind.RUN,
    StepRunIdentifier: Kind.STEP_RUN,
    ArtifactVersionIdentifier: Kind.ARTIFACT_VERSION,
    ModelVersionIdentifier: Kind.MODEL_VERSION,
}


def bulk_log_metadata(
    metadata: Mapping[str, Any],
    pipeline_runs: Iterable[PipelineRunIdentifier | Handle[Any]] | None = None,
    step_runs: Iterable[StepRunIdentifier | Handle[Any]] | None = None,
    artifact_versions: Iterable[ArtifactVersionIdentifier | Handle[Any]] | None = None,
    model_versions: Iterable[ModelVersionIdentifier | Handle[Any]] | None = None,
    infer_models: bool = False,
    infer_artifacts: bool = False,
    *,
    index: float | None = None,
) -> None:
    """Attach `metadata` to everything that is named: one transaction, all of it or none.

        bulk_log_metadata(
            {"reviewed_by": "ada"},
            pipeline_runs=[PipelineRunIdentifier(name="training-7")],
            model_versions=[ModelVersionIdentifier(name="churn", version="production")],
        )

    In a step, `infer_models` adds its model version and `infer_artifacts` all of its outputs.
    A handle of the client does in place of an identifier, and so does a page of them.
    A thing that is named twice gets the entries once.

    Raises `InvalidArgumentError` where there is no metadata or nothing to attach it to, and for
    an `infer_` flag outside of a step or without a model or output; and as `log_metadata` does.
    """
    entries = new_entries(metadata)
    index = check_index(index)
    if not entries:
        raise InvalidArgumentError("There is no metadata to log; give at least one key and value.")
    session = session_here()
    named = {
        "pipeline_runs": (PipelineRunIdentifier, pipeline_runs),
        "step_runs": (StepRunIdentifier, step_runs),
        "artifact_versions": (ArtifactVersionIdentifier, artifact_versions),
        "model_versions": (ModelVersionIdentifier, model_versions),
    }
    targets = [
        target
        for argument, (kind, given) in named.items()
        for target in _targets(session, argument, kind, given)
    ]
    if infer_models:
        targets.append(resolving.inferred_model(_required("infer_models", "model_versions")))
    outputs = _outputs() if infer_artifacts else []
    if not targets and not outputs:
        raise InvalidArgumentError(
            f"There is nothing to attach the metadata to: give {', '.join(named)}, "
            "infer_models or infer_artifacts."
        )
    commands = [_on_targets(session, targets, entries, index)] if targets else []
    commands += [about_output(step, output, entries, index) for step, output in outputs]
    session.store.apply(*commands)
    for step, output in outputs:
        remember_about_output(step, output, entries)


def _on_targets(
    session: Session, targets: list[Target], entries: tuple[NewEntry, ...], index: float | None
) -> LogMetadata:
    step = running_step()
    return session.command(
        LogMetadata,
        targets=tuple(dict.fromkeys(targets)),
        entries=entries,
        index=index,
        publisher=step.step_run_id if step else None,
    )


def _targets(session: Session, argument: str, kind: type, given: object) -> Iterator[Target]:
    if given is None:
        return
    if not isinstance(given, Iterable) or isinstance(given, str | bytes):
        raise InvalidValueError(
            f"{argument} is a list of {kind.__name__}; got {type(given).__name__}.",
            path=argument,
            type=type(given).__name__,
        )
    for place, identifier in enumerate(given):
        # Identifiers have a method of that name.
        if isinstance(getattr(identifier, "target", None), Target):
            yield resolving.id_target(_KINDS[kind], identifier, f"{argument}[{place}]")
            continue
        if not isinstance(identifier, kind):
            raise InvalidValueError(
                f"{argument}[{place}] is a {kind.__name__}, such as "
                f"{kind.__name__}(id=...); got {type(identifier).__name__} ({identifier!r}).",
                path=f"{argument}[{place}]",
                type=type(identifier).__name__,
            )
        yield identifier.target(session)  # type: ignore[attr-defined]  # all kinds have it


def _outputs() -> list[tuple[RunningStep, OutputSpec]]:
    step = _required("infer_artifacts", "artifact_versions")
    if not step.outputs:
        raise InvalidArgumentError(
            f"Step {step.name!r} has no outputs to attach metadata to. Annotate what it returns, "
            "or leave infer_artifacts out."
        )
    return [(step, output) for output in step.outputs]


def _required(flag: str, instead: str) -> RunningStep:
    return resolving.required_step(
        f"{flag} works only while a step is running. Outside, give {instead}."
    )
