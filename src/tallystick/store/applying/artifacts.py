"""Artifact versions are recorded once their bytes are stored."""

from __future__ import annotations

from uuid import UUID

from msgspec.structs import replace

from tallystick.errors import EntityExistsError, InvalidArgumentError
from tallystick.records.artifacts import Artifact, ArtifactVersion
from tallystick.records.commands import LogMetadata, RecordArtifact
from tallystick.records.names import check_name
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind, Target
from tallystick.store.applying.metadata import check_entries
from tallystick.store.applying.naming import id_for_name
from tallystick.store.applying.required import check_new, check_target, required
from tallystick.store.applying.tables import Tables
from tallystick.store.applying.tagging import tagged

_MOST_DIGITS = 18
"""Longer texts of digits (a time to the nanosecond) are names: no 64-bit number holds them all."""


def record_artifact(tables: Tables, command: RecordArtifact, change: int) -> None:
    """The version exists, with its facts and what was logged about it before."""
    target = Target(Kind.ARTIFACT_VERSION, command.artifact_version_id)
    check_new(tables, target)
    check_entries(command.facts)
    producer_run_id = _producer_run(tables, command)
    artifact = _ensure_artifact(tables, command)
    if command.version is None:
        number = _next_number(tables, artifact)
        version = str(number)
    else:
        version, number = command.version, version_number(command.version)
        check_new_version(tables, artifact, version)
    tables.put(with_number(artifact, number))
    tables.put(_record(artifact, version, number, producer_run_id, command))
    _log_facts(tables, command, target, change)


def _producer_run(tables: Tables, command: RecordArtifact) -> UUID | None:
    """The run that produced the version, if one did."""
    given = command.producer_run_id
    if command.producer_step_run_id is None:
        if command.output is not None:
            raise InvalidArgumentError(
                f"Output {command.output!r} is given without the step run that produced it.",
                given=command.output,
            )
        if given is not None:
            check_target(tables, Target(Kind.RUN, given), project=command.project)
        return given
    step = required(tables, StepRun, command.producer_step_run_id, project=command.project)
    if given is not None and given != step.run_id:
        raise InvalidArgumentError(
            f"Step run {step.id} is of run {step.run_id}, not of {given}.", given=str(given)
        )
    return step.run_id


def _ensure_artifact(tables: Tables, command: RecordArtifact) -> Artifact:
    check_name("artifact", command.artifact)
    artifact = tables.by_name(Artifact, command.project, command.artifact)
    if artifact is None:
        at = command.at
        id = id_for_name(tables, Kind.ARTIFACT, command.project, command.artifact, at)
        artifact = Artifact(id=id, project=command.project, name=command.artifact, created_at=at)
    return replace(artifact, tags=tagged(artifact.tags, command.artifact_tags))


def _next_number(tables: Tables, artifact: Artifact) -> int | None:
    number = artifact.last_number + 1
    # Taken where somebody chose a text of more digits than count as a number.
    while tables.by_version(ArtifactVersion, artifact.id, str(number)) is not None:
        number += 1
    return number


def check_new_version(tables: Tables, artifact: Artifact, version: str) -> None:
    """Raises where the artifact cannot have a new version of this name."""
    check_name("artifact version", version)
    if tables.by_version(ArtifactVersion, artifact.id, version) is not None:
        raise EntityExistsError(
            f"Artifact {artifact.name!r} already has a version {version!r}; "
            "leave the version out to get the next number.",
            kind=Kind.ARTIFACT_VERSION,
            given=version,
        )


def version_number(version: str) -> int | None:
    """The number that a version's name is; None where it is none, as `v1` or `007`."""
    if not (version.isascii() and version.isdigit()) or len(version) > _MOST_DIGITS:
        return None
    return int(version) if version == "0" or version[0] != "0" else None


def with_number(artifact: Artifact, number: int | None) -> Artifact:
    """The artifact, knowing that it has or had a version of this number."""
    if number is None or number <= artifact.last_number:
        return artifact
    return replace(artifact, last_number=number)


def _record(
    artifact: Artifact,
    version: str,
    number: int | None,
    producer_run_id: UUID | None,
    command: RecordArtifact,
) -> ArtifactVersion:
    return ArtifactVersion(
        id=command.artifact_version_id,
        project=command.project,
        artifact_id=artifact.id,
        artifact=artifact.name,
        version=version,
        number=number,
        type=command.type,
        data_type=command.data_type,
        materializer=command.materializer,
        uri=command.uri,
        size_bytes=command.size_bytes,
        sha256=command.sha256,
        created_at=command.at,
        safe=command.safe,
        save_type=command.save_type,
        tags=tagged((), command.tags),
        previews=command.previews,
        producer_step_run_id=command.producer_step_run_id,
        producer_run_id=producer_run_id,
        output=command.output,
    )


def _log_facts(tables: Tables, command: RecordArtifact, target: Target, change: int) -> None:
    logged: frozenset[str] = frozenset()
    if command.producer_step_run_id is not None and command.output is not None:
        logged = tables.publish_output(command.producer_step_run_id, command.output, target)
    # What a person logged about the output beats what was found out about it.
    facts = tuple(fact for fact in command.facts if fact.key not in logged)
    if facts:
        tables.log(
            LogMetadata(
                id=command.id,
                project=command.project,
                author=command.author,
                at=command.at,
                targets=(target,),
                entries=facts,
                publisher=command.producer_step_run_id,
            ),
            change,
        )
