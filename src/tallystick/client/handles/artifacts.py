"""Artifacts and their versions."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from tallystick.client import handles, payloads
from tallystick.client.arguments import checked_arguments
from tallystick.client.handles.base import Handle
from tallystick.client.handles.named import Named
from tallystick.client.handles.reading import find_where, get_by_id
from tallystick.client.previews import Previews
from tallystick.client.views.data import data_of
from tallystick.client.views.html import html_data
from tallystick.client.views.text import moment, size
from tallystick.errors import NotFoundError
from tallystick.records.artifacts import Artifact, ArtifactType, ArtifactVersion, SaveType


@checked_arguments
class ArtifactVersionResponse(Handle[ArtifactVersion]):
    """One stored value of an artifact: `load()` gives it back."""

    record_type: ClassVar[type[Any]] = ArtifactVersion
    noun: ClassVar[str] = "artifact version"

    @property
    def name(self) -> str:
        """The artifact's name."""
        return self._record.artifact

    @property
    def version(self) -> str:
        """The version's name: a number as text where the store gave it."""
        return self._record.version

    @property
    def number(self) -> int | None:
        """The version as a number; None where its name is not one."""
        return self._record.number

    @property
    def type(self) -> ArtifactType:
        """What sort of thing it is; equal to its text (`"ModelArtifact"`)."""
        return self._record.type

    @property
    def data_type(self) -> str:
        """The dotted name of the value's class."""
        return self._record.data_type

    @property
    def materializer(self) -> str:
        """The dotted name of the materializer that saved it."""
        return self._record.materializer

    @property
    def uri(self) -> str:
        """Where the bytes are: a full path or URL."""
        return payloads.full_uri(self._session, self._record)

    @property
    def size_bytes(self) -> int:
        """How many bytes it takes."""
        return self._record.size_bytes

    @property
    def sha256(self) -> str:
        """The hash over all its files, which `load` checks."""
        return self._record.sha256

    @property
    def safe(self) -> bool:
        """False where loading it executes code."""
        return self._record.safe

    @property
    def save_type(self) -> SaveType:
        """How it came to be."""
        return self._record.save_type

    @property
    def output(self) -> str | None:
        """The output of the step that made it; None where no step did."""
        return self._record.output

    @property
    def artifact_id(self) -> UUID:
        """The id of the artifact this is a version of."""
        return self._record.artifact_id

    @cached_property
    def artifact(self) -> ArtifactResponse:
        """The artifact this is a version of."""
        return get_by_id(self._session, ArtifactResponse, self._record.artifact_id)

    @property
    def producer_step_run_id(self) -> UUID | None:
        """The step run that made it; None where none did."""
        return self._record.producer_step_run_id

    @property
    def producer_pipeline_run_id(self) -> UUID | None:
        """The run that made it; None where none did."""
        return self._record.producer_run_id

    @cached_property
    def step(self) -> handles.StepRunResponse:
        """The step run that made it. Raises `NotFoundError` where none did or it was deleted."""
        made_by = self._made_by(self._record.producer_step_run_id)
        return get_by_id(self._session, handles.StepRunResponse, made_by)

    @cached_property
    def run(self) -> handles.PipelineRunResponse:
        """The run that made it. Raises `NotFoundError` where none did or it was deleted."""
        made_by = self._made_by(self._record.producer_run_id)
        return get_by_id(self._session, handles.PipelineRunResponse, made_by)

    def _made_by(self, id: UUID | None) -> UUID:
        if id is None:
            raise NotFoundError(
                f"Version {self.version!r} of artifact {self.name!r} was not made by a step "
                f"({self.save_type}), so it has neither step nor run.",
                given=self.id,
            )
        return id

    def load(self, *, allow_unsafe: bool | None = None) -> Any:
        """The stored value, after checking that its bytes are those that were saved.

        `allow_unsafe=True` allows artifacts whose loading executes code (pickle); None leaves it
        to the settings, which allow it in a store on this machine only.

        Raises `ArtifactMissingError`, `ArtifactCorruptError`, `UnsafeArtifactError`,
        `MaterializerError` and `MissingDependencyError`.
        """
        return payloads.load(self._session, self._record, allow_unsafe=allow_unsafe)

    def visualize(self) -> Previews:
        """What was saved to show the value. Notebooks display it; elsewhere it lists itself."""
        return Previews(self._session, self._record)

    def download_files(self, path: str | os.PathLike[str], overwrite: bool = False) -> None:
        """Write the files of the stored value into a zip archive at `path`.

        Raises `EntityExistsError` where there is a file and `overwrite` is false, and
        `ArtifactMissingError`.
        """
        payloads.download(self._session, self._record, path, overwrite=overwrite)

    def facts(self) -> dict[str, str]:
        """What views show of it."""
        return {
            "version": self.version,
            "type": self.type.value,
            "holds": self.data_type,
            "size": size(self.size_bytes),
            "created": moment(self.created_at),
            "tags": ", ".join(self._record.tags),
            "id": str(self.id),
        }

    def _repr_html_(self) -> str:
        data = data_of(self.run_metadata, self.snapshot.entries)
        return html_data(self.noun, self.name, self.facts(), data)


class ArtifactVersions(list[ArtifactVersionResponse]):
    """The versions a step read or wrote under one name, in order: nearly always one.

    Older code expects that one in place of the list: attributes of the only version can be read
    from the list, too (`step.outputs["model"].load()`).
    """

    def __getattr__(self, name: str) -> Any:
        if len(self) == 1 and not name.startswith("_"):
            return getattr(self[0], name)
        raise AttributeError(
            f"A list of {len(self)} artifact versions has no attribute {name!r}; take one of them.",
            name=name,
            obj=self,
        )

    def __dir__(self) -> Iterable[str]:
        return {*super().__dir__(), *(dir(self[0]) if len(self) == 1 else ())}


class ArtifactResponse(Handle[Artifact]):
    """A named line of artifact versions."""

    record_type: ClassVar[type[Any]] = Artifact
    noun: ClassVar[str] = "artifact"

    @property
    def description(self) -> str:
        """What people say about it."""
        return self._record.description

    @cached_property
    def versions(self) -> Named[ArtifactVersionResponse]:
        """Its versions by their name, oldest first."""
        found = find_where(
            self._session, ArtifactVersionResponse, self.project, artifact_id=self.id
        )
        what = f"version of artifact {self.name!r} called"
        return Named(what, {version.version: version for version in found})

    @property
    def latest_version(self) -> ArtifactVersionResponse | None:
        """The version created last; None where there is none."""
        return _last(self.versions.values())

    @property
    def latest_version_name(self) -> str | None:
        """The name of the version created last."""
        return None if self.latest_version is None else self.latest_version.version

    @property
    def latest_version_id(self) -> UUID | None:
        """The id of the version created last."""
        return None if self.latest_version is None else self.latest_version.id

    def facts(self) -> dict[str, str]:
        """What views show of it."""
        return {
            "description": self.description,
            "created": moment(self.created_at),
            "tags": ", ".join(self._record.tags),
            "id": str(self.id),
        }


def _last(versions: Iterable[ArtifactVersionResponse]) -> ArtifactVersionResponse | None:
    return next(reversed(list(versions)), None)
