"""`Model`: what people say about the model that steps and runs work for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from msgspec.structs import asdict

from tallystick.errors import InvalidArgumentError, InvalidValueError, NotFoundError
from tallystick.plan.options import ModelSpec
from tallystick.records.commands import Command, Delete, LinkToModel
from tallystick.records.models import ModelDetails, Stage
from tallystick.records.targets import Kind, Target
from tallystick.tracking.current import session_here
from tallystick.tracking.entries import log_here
from tallystick.tracking.model_versions import find_model_version
from tallystick.tracking.resolving import checked_version
from tallystick.tracking.tags import Tag, checked_tags

if TYPE_CHECKING:
    from tallystick.client.handles import ArtifactVersionResponse, ModelVersionResponse
    from tallystick.client.metadata import RunMetadata
    from tallystick.client.session import Session

_DETAILS = ModelDetails.__struct_fields__


class Model:
    """A version of a model, by name: configures steps and pipelines, and reads what is known.

        @pipeline(model=Model(name="churn", license="MIT", tags=["tabular"]))
        def training(): ...

        Model(name="churn", version="production").load_artifact("classifier")

    On a step or pipeline: without `version` each run makes a new version; a stage (`"production"`),
    `"latest"` and a number mean the version that is there; any other text is the name of a version,
    made when it is first used. The other arguments are recorded with the model.
    `save_models_to_registry` is accepted and changes nothing.

    Elsewhere a `Model` speaks of the version that exists now, without `version` of the newest.
    Reading and logging never make anything: they raise `NotFoundError` where there is none.
    The model of a step context always speaks of the version that its step works for.

    Raises `InvalidValueError` for arguments of another type, `InvalidArgumentError` for empty ones.
    """

    __slots__ = ("_bound", "save_models_to_registry", "spec")

    name: str
    license: str | None
    description: str | None
    audience: str | None
    use_cases: str | None
    limitations: str | None
    trade_offs: str | None
    ethics: str | None

    def __init__(
        self,
        name: str,
        license: str | None = None,
        description: str | None = None,
        audience: str | None = None,
        use_cases: str | None = None,
        limitations: str | None = None,
        trade_offs: str | None = None,
        ethics: str | None = None,
        tags: Iterable[str | Tag] | None = None,
        version: str | int | Stage | None = None,
        save_models_to_registry: bool = True,
    ) -> None:
        details = {
            "license": license,
            "description": description,
            "audience": audience,
            "use_cases": use_cases,
            "limitations": limitations,
            "trade_offs": trade_offs,
            "ethics": ethics,
        }
        self.spec = ModelSpec(
            name=_name(name),
            version=_version(version),
            tags=_tags(tags),
            **{field: _text(field, text) for field, text in details.items()},
        )
        self.save_models_to_registry = save_models_to_registry
        self._bound: tuple[Session, UUID] | None = None

    @classmethod
    def of(
        cls, spec: ModelSpec, *, session: Session | None = None, version_id: UUID | None = None
    ) -> Model:
        """The model of `spec`; with `version_id`, bound to that version in that session's store."""
        made = cls.__new__(cls)
        made.spec = spec
        made.save_models_to_registry = True
        made._bound = None if session is None or version_id is None else (session, version_id)
        return made

    def __getattr__(self, name: str) -> Any:
        if name == "name" or name in _DETAILS:
            return getattr(self.spec, name)
        raise AttributeError(f"A Model has no attribute {name!r}.", name=name, obj=self)

    @property
    def tags(self) -> list[str]:
        """The tags it was given."""
        return list(self.spec.tags)

    @property
    def version(self) -> str | int | None:
        """The version's name where it is bound to one, else what was asked for."""
        return self._get_model_version().name if self._bound is not None else self.spec.version

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Model):
            return NotImplemented
        return self.spec == other.spec and self.bound_id == other.bound_id

    def __hash__(self) -> int:
        return hash((self.spec, self.bound_id))

    def __repr__(self) -> str:
        said = {name: value for name, value in asdict(self.spec).items() if value not in (None, ())}
        if self.bound_id is not None:
            said["id"] = str(self.bound_id)
        return f"Model({', '.join(f'{name}={value!r}' for name, value in said.items())})"

    @property
    def bound_id(self) -> UUID | None:
        """The id of the version that it is bound to; None where it is found anew each time."""
        return self._bound[1] if self._bound is not None else None

    # -- the version that is there -------------------------------------------------------------

    @property
    def id(self) -> UUID:
        """The id of the model version."""
        return self._target()[1].id

    @property
    def model_id(self) -> UUID:
        """The id of the model."""
        return self._get_model_version().model_id

    @property
    def number(self) -> int:
        """The version's number, from 1."""
        return self._get_model_version().number

    @property
    def stage(self) -> Stage:
        """Where the version stands; equal to its text (`"production"`, `"none"`)."""
        return self._get_model_version().stage

    @property
    def run_metadata(self) -> RunMetadata:
        """The version's metadata as it is now; see `RunMetadata`."""
        return self._get_model_version().run_metadata

    def log_metadata(self, metadata: Mapping[str, Any], *, index: float | None = None) -> None:
        """Attach `metadata` to the model version; see `tallystick.log_metadata`."""
        session, target = self._target()
        log_here((target,), metadata, index, session=session)

    def set_stage(self, stage: Stage | str, force: bool = False) -> ModelVersionResponse:
        """Put the version into `stage`; `"none"` takes it out of any. The version's handle.

        Raises `StageTakenError` (a `RuntimeError`) where another version is in staging or
        production already; with `force` that one becomes archived. Raises `InvalidArgumentError`
        for an unknown stage.
        """
        return self._get_model_version().set_stage(stage, force)

    # -- its artifacts -------------------------------------------------------------------------

    def get_artifact(
        self, name: str, version: str | int | None = None
    ) -> ArtifactVersionResponse | None:
        """The linked artifact of that name and version, the newest for None.

        None if no such artifact is linked.
        """
        return self._get_model_version().get_artifact(name, version)

    def get_data_artifact(
        self, name: str, version: str | int | None = None
    ) -> ArtifactVersionResponse | None:
        """`get_artifact` among data."""
        return self._get_model_version().get_data_artifact(name, version)

    def get_model_artifact(
        self, name: str, version: str | int | None = None
    ) -> ArtifactVersionResponse | None:
        """`get_artifact` among trained models."""
        return self._get_model_version().get_model_artifact(name, version)

    def get_deployment_artifact(
        self, name: str, version: str | int | None = None
    ) -> ArtifactVersionResponse | None:
        """`get_artifact` among deployments."""
        return self._get_model_version().get_deployment_artifact(name, version)

    def load_artifact(self, name: str, version: str | int | None = None) -> Any:
        """The value of a linked artifact, the newest for None.

        Raises `NotFoundError` where no such artifact is linked, and what loading raises.
        """
        return self.linked(name, version).load()

    def delete_artifact(
        self,
        name: str,
        version: str | int | None = None,
        only_link: bool = True,
        delete_metadata: bool = True,
        delete_from_artifact_store: bool = False,
    ) -> None:
        """Take a linked artifact version, the newest for None, out of this model version.

        With `only_link=False` the artifact version itself is deleted; `delete_metadata` deletes
        its record and metadata, `delete_from_artifact_store` its bytes.

        Raises `NotFoundError` where no such artifact is linked.
        """
        self._remove(
            [self.linked(name, version)],
            only_link=only_link,
            delete_metadata=delete_metadata,
            delete_bytes=delete_from_artifact_store,
        )

    def delete_all_artifacts(
        self, only_link: bool = True, delete_from_artifact_store: bool = False
    ) -> None:
        """Take all linked artifact versions out of this model version.

        With `only_link=False` they are deleted themselves, with their bytes where
        `delete_from_artifact_store` is true.
        """
        self._remove(
            self._get_model_version().artifact_versions,
            only_link=only_link,
            delete_metadata=True,
            delete_bytes=delete_from_artifact_store,
        )

    # -- how it is found -----------------------------------------------------------------------

    def _target(self) -> tuple[Session, Target]:
        if self._bound is not None:
            session, id = self._bound
        else:
            session = session_here()
            id = find_model_version(session, self.spec).id
        return session, Target(Kind.MODEL_VERSION, id)

    # The name by which programs written for ZenML reach for it, though they should not.
    def _get_model_version(self) -> ModelVersionResponse:
        from tallystick.client.handles import ModelVersionResponse
        from tallystick.client.handles.reading import get_by_id

        session, target = self._target()
        return get_by_id(session, ModelVersionResponse, target.id)

    def linked(self, name: str, version: str | int | None = None) -> ArtifactVersionResponse:
        """`get_artifact`, but `NotFoundError` with what is linked where it is not."""
        handle = self._get_model_version()
        found = handle.get_artifact(name, version)
        if found is None:
            linked = [f"{one.name} {one.version}" for one in handle.artifact_versions]
            wanted = name if version is None else f"{name} {version}"
            of = f"Version {handle.name!r} of model {self.name!r}"
            shown = ", ".join(linked[-10:]) or "none"
            raise NotFoundError(
                f"{of} has no artifact {wanted!r}. Linked: {shown}.",
                given=name,
                kind=Kind.ARTIFACT_VERSION,
            )
        return found

    def _remove(
        self,
        versions: list[ArtifactVersionResponse],
        *,
        only_link: bool,
        delete_metadata: bool,
        delete_bytes: bool,
    ) -> None:
        if not (only_link or delete_metadata or delete_bytes):
            raise InvalidArgumentError(
                "Neither the link nor the record nor the bytes of the artifact are to be deleted."
            )
        session, target = self._target()
        ids = tuple(version.id for version in versions)
        commands: list[Command] = [
            session.command(
                LinkToModel, model_version_id=target.id, artifact_version_ids=ids, remove=True
            )
        ]
        if delete_metadata and not only_link:
            commands += [session.command(Delete, target=version.target) for version in versions]
        if ids:
            session.store.apply(*commands)
        if delete_bytes and not only_link:
            from tallystick.client import payloads

            for version in versions:
                if delete_metadata:
                    payloads.give_back(session, [version.record])
                else:
                    payloads.remove(session, version.record)


ModelVersion = Model
"""The same, by its older name."""


def _name(given: object) -> str:
    text = _text("name", given)
    if not text:
        raise InvalidArgumentError("A model needs a name, as in Model(name='churn').", given=given)
    return text


def _text(argument: str, given: object) -> str | None:
    if given is None:
        return None
    if isinstance(given, str):
        return str(given)
    raise InvalidValueError(
        f"Model({argument}=...) is text; got {type(given).__name__} ({given!r}).",
        path=argument,
        type=type(given).__name__,
    )


def _version(given: object) -> str | int | None:
    version = checked_version(given, "Model(version=...)")
    if version == "":
        raise InvalidArgumentError(
            "Model(version='') is empty; leave it out for a new version.", given=given
        )
    return str(version) if isinstance(version, str) else version


def _tags(given: Iterable[str | Tag] | None) -> tuple[str, ...]:
    if isinstance(given, str):
        raise InvalidValueError(
            f"Model(tags=...) is a list of texts; write tags=[{given!r}].",
            path="tags",
            type="str",
        )
    return tuple(tag.name for tag in checked_tags(given or ()))
