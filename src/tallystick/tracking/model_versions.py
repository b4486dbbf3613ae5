"""From what people say about a model to the one version that is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from tallystick.errors import EntityExistsError, NotFoundError
from tallystick.plan.options import ModelSpec
from tallystick.records.commands import CreateModelVersion, DefineModel
from tallystick.records.ids import new_id
from tallystick.records.models import Model, ModelDetails, ModelVersion, Stage
from tallystick.records.references import Ref

if TYPE_CHECKING:
    from tallystick.client.session import Session

_DETAILS = ModelDetails.__struct_fields__


def resolve_model(session: Session, spec: ModelSpec) -> ModelVersion:
    """The model version that work under `spec` belongs to, made now if it is a new one.

    Without `spec.version` that is a new version, at every call. A stage, `latest`, a number and a
    text that is a number must exist. Any other text is the name of a version that is made if
    there is none: of several processes that ask at once one makes it, and all get it.
    What `spec` says about the model is recorded with it; a new version gets its tags, too.

    Raises `NotFoundError` where a version must exist and does not.
    """
    try:
        if spec.version is not None:
            found = find_model_version(session, spec)
            define = _definition(session, spec, found.model)
            if define is not None:
                session.store.apply(define)
            return found
    except NotFoundError:
        if not _may_be_new(spec.version):
            raise
    return _made(session, spec)


def find_model_version(session: Session, spec: ModelSpec) -> ModelVersion:
    """The existing version that `spec` names; the newest where it names none.

    Makes nothing. Raises `NotFoundError` where there is none.
    """
    # A version is always asked for: a text on its own could also be the beginning of an id.
    version = Stage.LATEST if spec.version is None else spec.version
    ref = Ref(spec.name, version=version, project=session.project)
    return session.store.get(ModelVersion, ref, metadata=False).record


def _may_be_new(version: str | int | None) -> bool:
    """Whether a version that was not found is a name for a new one."""
    return isinstance(version, str) and version not in set(Stage) and not version.isdigit()


def _made(session: Session, spec: ModelSpec) -> ModelVersion:
    id = new_id()
    create = session.command(
        CreateModelVersion,
        model_version_id=id,
        model=spec.name,
        name=None if spec.version is None else str(spec.version),
        description=spec.description or "",
        tags=spec.tags,
    )
    define = _definition(session, spec, spec.name)
    try:
        session.store.apply(create, *([define] if define else []))
    except EntityExistsError:
        # Somebody else made it since we looked.
        return find_model_version(session, spec)
    ref = Ref.to(id, project=session.project)
    return session.store.get(ModelVersion, ref, metadata=False).record


def _definition(session: Session, spec: ModelSpec, name: str) -> DefineModel | None:
    """The command for what `spec` says about the model; None where that is nothing new."""
    said = {field: getattr(spec, field) for field in ModelDetails.__struct_fields__}
    said = {field: text for field, text in said.items() if text is not None}
    if not said and not spec.tags:
        return None
    known = _known_model(session, name)
    if known is not None:
        is_said = replace(known.details, **said) == known.details
        if is_said and set(spec.tags) <= set(known.tags):
            return None
    return session.command(DefineModel, name=name, details=ModelDetails(**said), tags=spec.tags)


def _known_model(session: Session, name: str) -> Model | None:
    try:
        model = session.store.get(Model, Ref(name, project=session.project), metadata=False).record
    except NotFoundError:
        return None
    # The name of a new model may happen to be the beginning of another's id.
    return model if model.name == name else None
