"""Models and their versions."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, ClassVar, Self
from uuid import UUID

from tallystick.client import handles
from tallystick.client.arguments import checked_arguments
from tallystick.client.choices import one_of
from tallystick.client.handles.artifacts import ArtifactVersionResponse
from tallystick.client.handles.base import Handle
from tallystick.client.handles.named import Named
from tallystick.client.handles.reading import find_where, get_by_id
from tallystick.client.views.text import moment
from tallystick.errors import InvalidArgumentError
from tallystick.records.artifacts import ArtifactType
from tallystick.records.commands import Delete, PromoteModel
from tallystick.records.models import STAGES, Model, ModelDetails, ModelVersion, Stage
from tallystick.records.references import Ref

Version = str | int | Handle[Any] | None
Versions = dict[str, dict[str, ArtifactVersionResponse]]


@checked_arguments
class ModelVersionResponse(Handle[ModelVersion]):
    """One version of a model, which collects artifacts and runs and stands in a stage."""

    record_type: ClassVar[type[Any]] = ModelVersion
    noun: ClassVar[str] = "model version"

    @property
    def number(self) -> int:
        """The version's number, from 1."""
        return self._record.number

    @property
    def version(self) -> str:
        """`name`, by its other name."""
        return self._record.name

    @property
    def stage(self) -> Stage:
        """Where it stands; equal to its text (`"production"`, `"none"`)."""
        return self._record.stage

    @property
    def description(self) -> str:
        """What people say about it."""
        return self._record.description

    @property
    def model_id(self) -> UUID:
        """The id of the model this is a version of."""
        return self._record.model_id

    @cached_property
    def model(self) -> ModelResponse:
        """The model this is a version of."""
        return get_by_id(self._session, ModelResponse, self._record.model_id)

    @cached_property
    def artifact_versions(self) -> list[ArtifactVersionResponse]:
        """The artifact versions linked to it, oldest first."""
        return find_where(
            self._session, ArtifactVersionResponse, self.project, model_version_id=self.id
        )

    @property
    def data_artifacts(self) -> Versions:
        """Linked data by name and version: all but models and deployments."""
        other = (ArtifactType.MODEL, ArtifactType.SERVICE)
        return _by_name(v for v in self.artifact_versions if v.type not in other)

    @property
    def model_artifacts(self) -> Versions:
        """Linked models by name and version."""
        return _by_name(v for v in self.artifact_versions if v.type is ArtifactType.MODEL)

    @property
    def deployment_artifacts(self) -> Versions:
        """Linked deployments by name and version."""
        return _by_name(v for v in self.artifact_versions if v.type is ArtifactType.SERVICE)

    def get_artifact(
        self, name: str | Handle[Any], version: Version = None
    ) -> ArtifactVersionResponse | None:
        """The linked artifact of that name and version, by default the newest; None without one."""
        return _choose(_by_name(self.artifact_versions), name, version)

    def get_data_artifact(
        self, name: str | Handle[Any], version: Version = None
    ) -> ArtifactVersionResponse | None:
        """`get_artifact` among the data."""
        return _choose(self.data_artifacts, name, version)

    def get_model_artifact(
        self, name: str | Handle[Any], version: Version = None
    ) -> ArtifactVersionResponse | None:
        """`get_artifact` among the models."""
        return _choose(self.model_artifacts, name, version)

    def get_deployment_artifact(
        self, name: str | Handle[Any], version: Version = None
    ) -> ArtifactVersionResponse | None:
        """`get_artifact` among the deployments."""
        return _choose(self.deployment_artifacts, name, version)

    @cached_property
    def pipeline_runs(self) -> Named[handles.PipelineRunResponse]:
        """The runs that worked for it by their name, oldest first."""
        runs = find_where(
            self._session, handles.PipelineRunResponse, self.project, model_version_id=self.id
        )
        what = f"run of version {self.name!r} of model {self._record.model!r} called"
        return Named(what, {run.name: run for run in runs})

    def set_stage(self, stage: Stage | str, force: bool = False) -> Self:
        """Put it into `stage`; `"none"` takes it out of any. This handle, with the new stage.

        Raises `StageTakenError` (a `RuntimeError`) where another version is in staging or
        production already; with `force` that one becomes archived. Raises `InvalidArgumentError`
        for an unknown stage.
        """
        command = self._session.command(
            PromoteModel, model_version_id=self.id, stage=stage_to_be(stage), force=force
        )
        self._session.store.apply(command)
        self._record = self._session.store.get(ModelVersion, Ref.to(self.id)).record
        return self

    def delete(self) -> None:
        """Remove it from the store; artifacts and runs linked to it stay."""
        self._session.store.apply(self._session.command(Delete, target=self.target))

    def facts(self) -> dict[str, str]:
        """What views show of it."""
        return {
            "model": self._record.model,
            "number": str(self.number),
            "stage": "" if self.stage is Stage.NONE else self.stage.value,
            "description": self.description,
            "created": moment(self.created_at),
            "tags": ", ".join(self._record.tags),
            "id": str(self.id),
        }


class ModelResponse(Handle[Model]):
    """A named line of model versions."""

    record_type: ClassVar[type[Any]] = Model
    noun: ClassVar[str] = "model"

    @property
    def details(self) -> ModelDetails:
        """What people say about it: licence, description, audience, ..."""
        return self._record.details

    @property
    def description(self) -> str | None:
        """What it is; None where nobody said."""
        return self._record.details.description

    @property
    def license(self) -> str | None:
        """Under which licence it may be used; None where nobody said."""
        return self._record.details.license

    @property
    def audience(self) -> str | None:
        """Who it is for; None where nobody said."""
        return self._record.details.audience

    @property
    def use_cases(self) -> str | None:
        """What it is for; None where nobody said."""
        return self._record.details.use_cases

    @property
    def limitations(self) -> str | None:
        """What it is not for; None where nobody said."""
        return self._record.details.limitations

    @property
    def trade_offs(self) -> str | None:
        """What was given up for what; None where nobody said."""
        return self._record.details.trade_offs

    @property
    def ethics(self) -> str | None:
        """What to mind when using it; None where nobody said."""
        return self._record.details.ethics

    @cached_property
    def versions(self) -> list[ModelVersionResponse]:
        """Its versions, oldest first."""
        return find_where(self._session, ModelVersionResponse, self.project, model_id=self.id)

    @property
    def latest_version_name(self) -> str | None:
        """The name of the version created last; None where there is none."""
        return self.versions[-1].name if self.versions else None

    @property
    def latest_version_id(self) -> UUID | None:
        """The id of the version created last; None where there is none."""
        return self.versions[-1].id if self.versions else None

    def facts(self) -> dict[str, str]:
        """What views show of it."""
        return {
            "description": self.details.description or "",
            "license": self.details.license or "",
            "created": moment(self.created_at),
            "tags": ", ".join(self._record.tags),
            "id": str(self.id),
        }


def stage_to_be(given: object) -> Stage:
    """A stage that a version can be put into. Raises `InvalidArgumentError` for anything else."""
    if given == Stage.LATEST:
        raise InvalidArgumentError(
            "'latest' is the newest version by itself; set 'staging', 'production', 'archived' or "
            "'none'.",
            given=given,
        )
    return one_of(STAGES, given, "stage")


def _by_name(versions: Iterable[ArtifactVersionResponse]) -> Versions:
    named: Versions = {}
    for version in versions:
        named.setdefault(version.name, {})[version.version] = version
    return named


def _choose(
    named: Versions, name: str | Handle[Any], version: Version
) -> ArtifactVersionResponse | None:
    versions = named.get(name.name if isinstance(name, Handle) else name, {})
    if version is None:
        return next(reversed(versions.values()), None)
    if isinstance(version, Handle):
        return next((one for one in versions.values() if one == version), None)
    return versions.get(str(version))
