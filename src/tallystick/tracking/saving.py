"""Values as stored artifacts: bytes first, the record after, and the way back.

Saving gives a `RecordArtifact` command and changes nothing in the store; who applies it decides
with what else it is recorded. If it is never applied, `discard_stored` gives the disk back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from msgspec import Raw

from tallystick.errors import InvalidArgumentError, InvalidValueError, TallystickError, unknown
from tallystick.records.artifacts import ArtifactType, ArtifactVersion, SaveType
from tallystick.records.commands import Command, RecordArtifact
from tallystick.records.ids import new_id
from tallystick.records.metadata import NewEntry
from tallystick.values import check_key, encode

if TYPE_CHECKING:
    from tallystick.artifacts import Saved
    from tallystick.artifacts.materializers.registry import Choice
    from tallystick.client.session import Session

_LONGEST_SLUG = 80
_NOT_IN_SLUG = re.compile(r"[^A-Za-z0-9._-]+")


def saved_artifact(
    session: Session,
    value: Any,
    *,
    artifact: str,
    version: str | None = None,
    tags: tuple[str, ...] = (),
    artifact_type: ArtifactType | None = None,
    materializer: Choice | Iterable[Choice] | None = None,
    extract_metadata: bool = True,
    previews: bool = True,
    facts: tuple[NewEntry, ...] = (),
    save_type: SaveType = SaveType.MANUAL,
    producer_step_run_id: UUID | None = None,
    producer_run_id: UUID | None = None,
    output: str | None = None,
    artifact_version_id: UUID | None = None,
    path: str | None = None,
) -> RecordArtifact:
    """Store the bytes of `value`; the command that will record them as a version of `artifact`.

    The bytes are at `path`, by default one that no other version has. `facts` are metadata of the
    version and beat what is found out about the value. What cannot be found out, or cannot be
    metadata, is left out with a warning in the log.

    Raises `MaterializerError` where no materializer saves the value, `MissingDependencyError`,
    `StoreUnwritableError`, and `EntityExistsError` where `path` is taken; nothing is stored then.
    """
    from tallystick.artifacts import save

    id = artifact_version_id or new_id()
    saved = save(
        session.storage,
        path or payload_path(artifact, id),
        value,
        materializer=materializer,
        extract_metadata=extract_metadata,
        previews=previews,
    )
    return record_of(
        session,
        saved,
        artifact=artifact,
        artifact_version_id=id,
        version=version,
        tags=tags,
        type=artifact_type or saved.artifact_type,
        facts=facts,
        save_type=save_type,
        producer_step_run_id=producer_step_run_id,
        producer_run_id=producer_run_id,
        output=output,
    )


def record_of(
    session: Session, saved: Saved, *, artifact: str, facts: tuple[NewEntry, ...], **fields: Any
) -> RecordArtifact:
    """The command that records what was saved; `facts` come before those of `saved`, beat them."""
    problems = list(saved.problems)
    found = _found_facts(saved.facts, problems)
    said = {entry.key for entry in facts}
    _tell(artifact, saved.notes, problems)
    return session.command(
        RecordArtifact,
        artifact=artifact,
        data_type=saved.data_type,
        materializer=saved.materializer,
        uri=saved.path,
        size_bytes=saved.size_bytes,
        sha256=saved.sha256,
        safe=saved.safe,
        previews=saved.previews,
        facts=(*facts, *(entry for entry in found if entry.key not in said)),
        **fields,
    )


def checked_type(
    given: ArtifactType | str | None,
    *,
    is_model_artifact: bool = False,
    is_deployment_artifact: bool = False,
) -> ArtifactType | None:
    """What sort of thing an artifact is said to be; None where nothing is said.

    The flags are older ways to say it. Raises `InvalidArgumentError` for an unknown sort, with
    close matches, and for a flag that says another.
    """
    said = {
        ArtifactType.MODEL: is_model_artifact,
        ArtifactType.SERVICE: is_deployment_artifact,
    }
    flagged = [kind for kind, is_said in said.items() if is_said]
    if given is not None and given not in list(ArtifactType):
        raise InvalidArgumentError(
            unknown("artifact type", str(given), list(ArtifactType)), given=given
        )
    chosen = dict.fromkeys([*flagged, *([] if given is None else [ArtifactType(given)])])
    if len(chosen) > 1:
        raise InvalidArgumentError(
            f"An artifact cannot be {' and '.join(chosen)} at once; say one of them.",
            given=tuple(chosen),
        )
    return next(iter(chosen), None)


def payload_path(artifact: str, artifact_version_id: UUID) -> str:
    """Where the bytes of this version go: a readable folder, and in it one of its own.

    >>> payload_path("training::load/output", UUID(int=1))
    'training_load_output/00000000-0000-0000-0000-000000000001'
    """
    slug = _NOT_IN_SLUG.sub("_", artifact).lstrip(".")[:_LONGEST_SLUG]
    return f"{slug or '_'}/{artifact_version_id}"


def apply_saved(session: Session, saved: RecordArtifact, *others: Command) -> None:
    """Record what was saved, together with `others`; where that is refused, remove the bytes.

    Raises what `Store.apply` does.
    """
    try:
        session.store.apply(saved, *others)
    except TallystickError:
        discard_stored(session, saved)
        raise


def discard_stored(session: Session, saved: RecordArtifact) -> None:
    """Remove the bytes of a version that will not be recorded. Registered ones stay."""
    if saved.save_type is not SaveType.PREEXISTING:
        session.storage.delete(saved.uri)


def load_stored(session: Session, stored: RecordArtifact | ArtifactVersion) -> Any:
    """The value, after checking that its bytes are those that were recorded.

    What this program has saved itself is loaded whatever it is; versions from the store only as
    the settings allow it. Raises what loading an artifact raises.
    """
    from tallystick.artifacts import load

    own = isinstance(stored, RecordArtifact)
    return load(
        session.storage,
        stored.uri,
        sha256=stored.sha256 or None,
        materializer=stored.materializer,
        data_type=stored.data_type,
        allow_unsafe=own or session.allows_unsafe,
    )


def check_stored(session: Session, version: ArtifactVersion) -> None:
    """Return if the bytes of `version` are those that were recorded.

    Raises `ArtifactMissingError` where they are gone, `ArtifactCorruptError` where they are others.
    """
    from tallystick.artifacts.storage import Payload, locate

    storage, path = locate(session.storage, version.uri)
    storage.verify(
        Payload(path=path, size_bytes=version.size_bytes, sha256=version.sha256, files=())
    )


def _found_facts(facts: Mapping[str, Any], problems: list[str]) -> list[NewEntry]:
    # What a materializer finds out must not cost the value: it is saved already.
    entries = []
    for key, fact in facts.items():
        try:
            entries.append(NewEntry(check_key(key), Raw(encode(fact, path=key))))
        except (InvalidValueError, InvalidArgumentError) as error:
            problems.append(f"The fact {key!r} is left out: {error}")
    return entries


def _tell(artifact: str, notes: tuple[str, ...], problems: list[str]) -> None:
    if notes or problems:
        from logging import getLogger

        log = getLogger("tallystick")
        for note in notes:
            log.info("Artifact %r: %s", artifact, note)
        for problem in problems:
            log.warning("Artifact %r: %s", artifact, problem)
