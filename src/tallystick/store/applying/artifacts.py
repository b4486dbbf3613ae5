"""Artifact versions are recorded once their bytes are stored."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from tallystick.errors import EntityExistsError
from tallystick.records.artifacts import Artifact, ArtifactVersion
from tallystick.records.commands import LogMetadata, RecordArtifact
from tallystick.records.targets import Kind, Target
from tallystick.store.applying.naming import id_for_name
from tallystick.store.applying.required import merged
from tallystick.store.applying.tables import Tables


def record_artifact(tables: Tables, command: RecordArtifact, change: int) -> None:
    """The version exists, with its facts and what was logged about it before."""
    artifact = _ensure_artifact(tables, command.project, command.artifact, command.at)
    artifact = replace(artifact, tags=merged(artifact.tags, command.artifact_tags))
    version, number = _version(tables, artifact, command.version)
    if number is not None:
        artifact = replace(artifact, last_number=max(artifact.last_number, number))
    tables.put(artifact)
    tables.put(_record(artifact, version, number, command))
    target = Target(Kind.ARTIFACT_VERSION, command.artifact_version_id)
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


def _ensure_artifact(tables: Tables, project: str, name: str, at: datetime) -> Artifact:
    artifact = tables.by_name(Artifact, project, name)
    if artifact is not None:
        return artifact
    id = id_for_name(tables, Kind.ARTIFACT, project, name, at)
    return Artifact(id=id, project=project, name=name, created_at=at)


def _version(tables: Tables, artifact: Artifact, given: str | None) -> tuple[str, int | None]:
    """The version's name and, where it is a whole number, that."""
    if given is None:
        number = artifact.last_number + 1
        return str(number), number
    if tables.by_version(ArtifactVersion, artifact.id, given) is not None:
        raise EntityExistsError(
            f"Artifact {artifact.name!r} already has a version {given!r}; "
            "leave the version out to get the next number.",
            kind=Kind.ARTIFACT_VERSION,
            given=given,
        )
    is_number = given.isascii() and given.isdigit() and str(int(given)) == given
    return given, int(given) if is_number else None


def _record(
    artifact: Artifact, version: str, number: int | None, command: RecordArtifact
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
        tags=command.tags,
        previews=command.previews,
        producer_step_run_id=command.producer_step_run_id,
        producer_run_id=command.producer_run_id,
        output=command.output,
    )
