"""Artifacts by hand: saved, registered and loaded without a step's return, linked to models."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tallystick.client.tags import Tags
from tallystick.errors import InvalidArgumentError, InvalidValueError, unknown
from tallystick.records.artifacts import ArtifactType, ArtifactVersion, SaveType
from tallystick.records.commands import Command, LinkToModel, RecordArtifact
from tallystick.records.ids import new_id
from tallystick.records.references import Ref
from tallystick.records.targets import Kind
from tallystick.tracking import resolving
from tallystick.tracking.current import running_step, session_here
from tallystick.tracking.entries import new_entries
from tallystick.tracking.external import ExternalArtifact
from tallystick.tracking.model import Model
from tallystick.tracking.model_versions import resolve_model
from tallystick.tracking.saving import apply_saved, checked_type, record_of, saved_artifact
from tallystick.tracking.tags import Tag, checked_tags, remember
from tallystick.values.keys import is_utf8

if TYPE_CHECKING:
    from tallystick.artifacts import BaseMaterializer
    from tallystick.client.handles import ArtifactVersionResponse
    from tallystick.client.session import Session
    from tallystick.tracking.resolving import Reference, Version

__all__ = [
    "ExternalArtifact",
    "link_artifact_to_model",
    "load_artifact",
    "register_artifact",
    "save_artifact",
]


def save_artifact(
    data: Any,
    name: str,
    version: str | int | None = None,
    artifact_type: ArtifactType | str | None = None,
    tags: Iterable[str | Tag] | None = None,
    extract_metadata: bool = True,
    include_visualizations: bool = True,
    user_metadata: Mapping[str, Any] | None = None,
    materializer: type[BaseMaterializer] | str | None = None,
    uri: str | None = None,
    save_type: SaveType | str | None = None,
    has_custom_name: bool = True,  # noqa: ARG001  of other releases; every name here is custom
    *,
    manual_save: bool = True,  # noqa: ARG001  as above
    is_model_artifact: bool = False,
    is_deployment_artifact: bool = False,
) -> ArtifactVersionResponse:
    """Store `data` as a new version of the artifact `name`; the version, with its metadata.

        version = save_artifact(frame, "customers", tags=["raw"], user_metadata={"source": url})

    Without `version` it gets the next number. `user_metadata` beats what is found out about the
    value. `uri` is a path of its own within the artifact storage. In a step, the version knows the
    step that made it, and belongs to the step's model version.
    Bytes are stored before the version is recorded; where it is not, they are removed again.

    Raises `EntityExistsError` where the version or `uri` is taken, `MaterializerError` where the
    value cannot be saved, `InvalidArgumentError` and `InvalidValueError` for arguments and
    metadata that make no sense; nothing is stored then.
    """
    artifact = _checked_name(name)
    of_type = checked_type(
        artifact_type,
        is_model_artifact=is_model_artifact,
        is_deployment_artifact=is_deployment_artifact,
    )
    given = checked_tags(tags or ())
    facts = new_entries(user_metadata or {})
    session, step = session_here(), running_step()
    command = saved_artifact(
        session,
        data,
        artifact=artifact,
        version=_checked_version(version),
        tags=tuple(tag.name for tag in given),
        artifact_type=of_type,
        materializer=materializer,
        extract_metadata=extract_metadata,
        previews=include_visualizations,
        facts=facts,
        save_type=_checked_save_type(save_type),
        path=None if uri is None else _path_in_storage(session, uri),
        producer_step_run_id=step.step_run_id if step else None,
        producer_run_id=step.run_id if step else None,
    )
    return _recorded(session, command, given)


def register_artifact(
    folder_or_file_uri: str | os.PathLike[str],
    name: str,
    version: str | int | None = None,
    artifact_type: ArtifactType | str | None = None,
    tags: Iterable[str | Tag] | None = None,
    has_custom_name: bool = True,  # noqa: ARG001  of other releases; every name here is custom
    artifact_metadata: Mapping[str, Any] | None = None,
    *,
    is_model_artifact: bool = False,
    is_deployment_artifact: bool = False,
) -> ArtifactVersionResponse:
    """Record a folder or file that exists as a new version of the artifact `name`; the version.

        register_artifact("data/customers.csv", "customers")

    Its bytes stay where they are and are hashed there; loading it gives a `pathlib.Path` after
    checking that they are still the same. A relative path begins in the current folder, or else in
    the artifact storage. What lies within the storage is recorded relative to it.

    Raises `ArtifactMissingError` where there is nothing, and otherwise as `save_artifact`.
    """
    from tallystick.artifacts import register

    artifact = _checked_name(name)
    of_type = checked_type(
        artifact_type,
        is_model_artifact=is_model_artifact,
        is_deployment_artifact=is_deployment_artifact,
    )
    given = checked_tags(tags or ())
    facts = new_entries(artifact_metadata or {})
    session, step = session_here(), running_step()
    saved = register(session.storage, _registered_uri(session, folder_or_file_uri))
    command = record_of(
        session,
        saved,
        artifact=artifact,
        facts=facts,
        artifact_version_id=new_id(),
        version=_checked_version(version),
        tags=tuple(tag.name for tag in given),
        type=of_type or saved.artifact_type,
        save_type=SaveType.PREEXISTING,
        producer_step_run_id=step.step_run_id if step else None,
        producer_run_id=step.run_id if step else None,
    )
    return _recorded(session, command, given)


def load_artifact(name_or_id: Reference, version: Version | None = None) -> Any:
    """The value of an artifact version: by its id, or by the artifact's name, the newest for None.

    Handles of the client name things, too.

        frame = load_artifact("customers")
        frame = load_artifact("customers", version="3")

    Its bytes are checked to be those that were recorded.

    Raises `NotFoundError` where there is none, `ArtifactMissingError`, `ArtifactCorruptError`, and
    `UnsafeArtifactError` where loading would execute code and the settings do not allow that.
    """
    from tallystick.client.handles import ArtifactVersionResponse
    from tallystick.client.handles.reading import get

    session = session_here()
    kinds = (Kind.ARTIFACT, Kind.ARTIFACT_VERSION)
    ref = Ref(
        resolving.reference_text(name_or_id, "name_or_id", *kinds),
        version=resolving.reference_version(version, "version", Kind.ARTIFACT_VERSION),
        project=session.project,
    )
    return get(session, ArtifactVersionResponse, ref).load()


def link_artifact_to_model(
    artifact_version: ArtifactVersionResponse | UUID | str,
    model: Model | None = None,
    is_model_artifact: bool = False,  # noqa: ARG001  an artifact's type says what it is
    is_deployment_artifact: bool = False,  # noqa: ARG001  as above
) -> None:
    """Let an artifact version belong to a model version; said again, nothing changes.

    `artifact_version` is one as the client gives it, or its id. `model` means the version that a
    step configured with it would work for, so that one may be made; None means the model of the
    running step. The flags are those of older releases and change nothing.

    Raises `InvalidArgumentError` where neither a model is given nor a step with one is running,
    `NotFoundError` where the artifact version or a version that must exist does not.
    """
    session = session_here()
    id = resolving.checked_id(getattr(artifact_version, "id", artifact_version), "artifact_version")
    if model is None:
        step = resolving.required_step(
            "Outside of a step, link_artifact_to_model needs a model: model=Model(name=...)."
        )
        model_version_id = resolving.inferred_model(step).id
    elif isinstance(model, Model):
        # Looked for first, so that a version is not made for nothing.
        _check_exists(session, id)
        model_version_id = model.bound_id or resolve_model(session, model.spec).id
    else:
        raise InvalidValueError(
            f"model is a Model, such as Model(name='churn'); got {type(model).__name__}.",
            path="model",
            type=type(model).__name__,
        )
    session.store.apply(
        session.command(LinkToModel, model_version_id=model_version_id, artifact_version_ids=(id,))
    )


def _recorded(
    session: Session, command: RecordArtifact, tags: Iterable[Tag]
) -> ArtifactVersionResponse:
    """Record what was saved, with what follows from the step that runs here."""
    from tallystick.client.handles import ArtifactVersionResponse
    from tallystick.client.handles.reading import get_by_id

    others: list[Command] = []
    for tag in tags:
        others += Tags(session).taken_from_versions(
            tag.name, command.artifact, exclusive=tag.exclusive
        )
    step = running_step()
    if step is not None and step.model_version_id is not None:
        others.append(
            session.command(
                LinkToModel,
                model_version_id=step.model_version_id,
                artifact_version_ids=(command.artifact_version_id,),
            )
        )
    apply_saved(session, command, *others)
    remember(session, tags)
    return get_by_id(session, ArtifactVersionResponse, command.artifact_version_id)


def _checked_name(given: object) -> str:
    if isinstance(given, str) and given:
        return str(given)
    raise (InvalidArgumentError if given == "" else InvalidValueError)(
        f"name is the artifact's name, a text; got {given!r}.", given=given
    )


def _checked_save_type(given: object) -> SaveType:
    if given is None:
        return SaveType.MANUAL
    if given not in list(SaveType):
        raise InvalidArgumentError(unknown("save type", str(given), list(SaveType)), given=given)
    return SaveType(str(given))


def _checked_version(given: object) -> str | None:
    version = resolving.checked_version(given, "version")
    return None if version is None else str(version)


def _check_exists(session: Session, id: UUID) -> None:
    session.store.get(ArtifactVersion, Ref.to(id, project=session.project), metadata=False)


def _path_in_storage(session: Session, uri: str) -> str:
    """The relative path of a place within the artifact storage, however it is written."""
    if not isinstance(uri, str):
        raise InvalidValueError(f"uri is a path within the artifact storage, a text; got {uri!r}.")
    if "\0" in uri or not is_utf8(uri):
        raise InvalidArgumentError(f"uri={uri!a} holds what no path can.", given=uri)
    path = _below(session.storage.url, uri.rstrip("/"))
    if path is None:
        raise InvalidArgumentError(
            f"uri={uri!r} is not within the artifact storage at {session.storage.url!r}; give a "
            "path relative to that, or use register_artifact for what is stored elsewhere.",
            given=uri,
        )
    return path


def _registered_uri(session: Session, given: str | os.PathLike[str]) -> str:
    uri = _path_text(given)
    if "://" in uri:
        return _below(session.storage.url, uri) or uri
    place = Path(uri).expanduser()
    if not place.is_absolute() and not place.exists() and session.storage.exists(uri):
        return uri
    absolute = os.path.abspath(place)  # noqa: PTH100  links keep the name they were given by
    return _below(session.storage.url, absolute) or absolute


def _path_text(given: object) -> str:
    path: object = os.fspath(given) if isinstance(given, str | os.PathLike) else given
    if isinstance(path, str):
        return path
    raise InvalidValueError(f"folder_or_file_uri is a path or a URI; got {given!r}.")


def _below(root: str, uri: str) -> str | None:
    """The part of `uri` below `root`, or all of it where it is relative; else None."""
    if uri.startswith(root.rstrip("/") + "/"):
        return uri[len(root.rstrip("/")) + 1 :]
    return None if "://" in uri or uri.startswith("/") else uri
