"""From what a step returned to recorded outputs."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tallystick.errors import EntityExistsError, InvalidValueError, NotFoundError
from tallystick.execution.run_context import RunContext
from tallystick.execution.types import check_outputs
from tallystick.plan.names import fill_in
from tallystick.plan.options import Options
from tallystick.plan.plan import Invocation, OutputSpec
from tallystick.records.artifacts import ArtifactVersion, SaveType
from tallystick.records.commands import RecordArtifact
from tallystick.records.references import Ref
from tallystick.tracking.current import RunningStep
from tallystick.tracking.saving import discard_stored, saved_artifact


def named_outputs(
    run: RunContext, invocation: Invocation, options: Options
) -> tuple[OutputSpec, ...]:
    """The declared outputs, with the names and versions that their artifacts will have."""

    def fill(text: str | None) -> str | None:
        return text and fill_in(text, run.started_at, options.substitutions)

    return tuple(
        replace(spec, artifact=fill(spec.artifact), version=fill(spec.version))
        for spec in invocation.outputs
    )


def match_outputs(step: RunningStep, returned: Any) -> list[tuple[OutputSpec, Any]]:
    """Each declared output with its value.

    Raises `InvalidValueError` where the number of values is not that of the declared outputs.
    """
    specs = step.outputs
    if not specs:
        if returned is not None:
            raise InvalidValueError(
                f"Step {step.name!r} declares no output but returned a value of type "
                f"{type(returned).__name__}; annotate what it returns, or return nothing."
            )
        return []
    if len(specs) == 1:
        return [(specs[0], returned)]
    if not isinstance(returned, tuple | list) or len(returned) != len(specs):
        got = (
            f"{len(returned)} values"
            if isinstance(returned, tuple | list)
            else repr(type(returned))
        )
        raise InvalidValueError(
            f"Step {step.name!r} declares {len(specs)} outputs "
            f"({', '.join(spec.name for spec in specs)}) but returned {got}; "
            "return a tuple with one value for each, in this order."
        )
    return list(zip(specs, returned, strict=True))


def _checked_outputs(
    run: RunContext, step: RunningStep, returned: Any
) -> list[tuple[OutputSpec, Any]]:
    """The same, of the types that the function is annotated to return."""
    matched = match_outputs(step, returned)
    expected = run.program.code[step.name].output_types
    check_outputs(step.name, {spec.name: value for spec, value in matched}, expected)
    return matched


def save_outputs(
    run: RunContext,
    step: RunningStep,
    options: Options,
    returned: Any,
) -> dict[str, RecordArtifact]:
    """Store the bytes of every output; the commands that will record them.

    Where one cannot be stored, the bytes of the others are removed again.
    """
    saved: dict[str, RecordArtifact] = {}
    try:
        for spec, value in _checked_outputs(run, step, returned):
            saved[spec.name] = _save(run, step, options, spec, value)
    except BaseException:
        discard(run, saved)
        raise
    return saved


def discard(run: RunContext, saved: dict[str, RecordArtifact]) -> None:
    """Remove the bytes of outputs that will not be recorded."""
    for command in saved.values():
        discard_stored(run.session, command)


def check_versions_free(run: RunContext, invocation: Invocation, options: Options) -> None:
    """Raise `EntityExistsError` where an output would get a version that exists.

    Asked before the step runs: afterwards its work would be lost.
    """
    for spec in named_outputs(run, invocation, options):
        if spec.version is None:
            continue
        ref = Ref(spec.artifact, version=spec.version, project=run.session.project)
        try:
            found = run.session.store.get(ArtifactVersion, ref, metadata=False).record
        except NotFoundError:
            continue
        if (found.artifact, found.version) == (spec.artifact, spec.version):
            raise EntityExistsError(
                f"Output {spec.name!r} of step {invocation.name!r} would be version "
                f"{spec.version!r} of artifact {spec.artifact!r}, which exists. Leave the version "
                "out, or put {date} or {time} into it.",
                artifact=spec.artifact,
                version=spec.version,
            )


def check_materializers(run: RunContext, invocation: Invocation) -> None:
    """Raise `MaterializerError` where one that an output is to be saved by is none.

    Asked before the step runs, as above.
    """
    for spec in invocation.outputs:
        if chosen := _materializers(run, invocation.name, spec):
            from tallystick.artifacts.materializers.registry import find_materializer

            find_materializer(object, chosen)


def _materializers(
    run: RunContext, step: str, spec: OutputSpec
) -> tuple[type[Any] | str, ...] | None:
    """What people chose to save an output by; None where the type of the value decides."""
    return run.program.code[step].materializers.get(spec.name) or spec.materializers or None


def _save(
    run: RunContext, step: RunningStep, options: Options, spec: OutputSpec, value: Any
) -> RecordArtifact:
    return saved_artifact(
        run.session,
        value,
        artifact=spec.artifact,
        version=spec.version,
        tags=step.tags_of(spec),
        artifact_type=spec.artifact_type,
        materializer=_materializers(run, step.name, spec),
        extract_metadata=options.enable_artifact_metadata is not False,
        previews=options.enable_artifact_visualization is not False,
        facts=spec.metadata,
        save_type=SaveType.STEP_OUTPUT,
        producer_step_run_id=step.step_run_id,
        producer_run_id=run.run_id,
        output=spec.name,
        artifact_version_id=step.id_of(spec),
    )
