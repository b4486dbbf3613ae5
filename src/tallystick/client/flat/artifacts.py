"""Artifacts and their versions, by their flat names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tallystick.client.arguments import checked_arguments
from tallystick.client.flat.base import Collections, listed
from tallystick.client.handles import ArtifactResponse, ArtifactVersionResponse
from tallystick.client.pages import Page
from tallystick.client.references import InProject, Named, Version


@checked_arguments
class ArtifactCalls(Collections):
    """`get_artifact_version`, `list_artifacts` and their like."""

    def get_artifact(
        self, name_id_or_prefix: Named, project: InProject = None, hydrate: bool = False
    ) -> ArtifactResponse:
        """The artifact with this name or id, or a unique beginning of the id.

        Raises `NotFoundError` (a `KeyError`) with close matches, `AmbiguousReferenceError` with the
        candidates.
        """
        return self._in(project).artifacts.get(name_id_or_prefix)

    def get_artifact_version(
        self,
        name_id_or_prefix: Named,
        version: Version = None,
        project: InProject = None,
        hydrate: bool = True,
    ) -> ArtifactVersionResponse:
        """A version of the artifact with this name, the newest for None; or the one with this id.

        Raises what `get_artifact` does.
        """
        return self._in(project).artifact_versions.get(name_id_or_prefix, version)

    def list_artifacts(
        self,
        sort_by: str = "created",
        page: int = 1,
        size: int = 20,
        logical_operator: str = "and",
        *,
        project: InProject = None,
        **filters: Any,
    ) -> Page[ArtifactResponse]:
        """A page of artifacts, oldest first.

        Filters: `id, name, description, tags, created, has_custom_name, run_metadata`.
        Raises what `listed` says.
        """
        return listed(
            self._in(project).artifacts,
            "list_artifacts",
            filters,
            sort_by=sort_by,
            page=page,
            size=size,
            logical_operator=logical_operator,
        )

    def list_artifact_versions(
        self,
        sort_by: str = "created",
        page: int = 1,
        size: int = 20,
        logical_operator: str = "and",
        *,
        project: InProject = None,
        **filters: Any,
    ) -> Page[ArtifactVersionResponse]:
        """A page of artifact versions, oldest first.

        Filters: `id, name, artifact, artifact_id, version, version_number, type, data_type, uri,
        materializer, size_bytes, safe, save_type, tags, created, model, model_version_id,
        pipeline_run, producer_step_run_id, only_unused, has_custom_name, run_metadata`.
        Raises what `listed` says.
        """
        return listed(
            self._in(project).artifact_versions,
            "list_artifact_versions",
            filters,
            sort_by=sort_by,
            page=page,
            size=size,
            logical_operator=logical_operator,
        )

    def update_artifact(
        self,
        name_id_or_prefix: Named,
        new_name: str | None = None,
        add_tags: Iterable[str] | None = None,
        remove_tags: Iterable[str] | None = None,
        description: str | None = None,
        project: InProject = None,
    ) -> ArtifactResponse:
        """The artifact after all of the change, or an error and none of it.

        Raises what `get_artifact` does, and `EntityExistsError` for a taken name.
        """
        return self._in(project).artifacts.update(
            name_id_or_prefix,
            name=new_name,
            description=description,
            add_tags=add_tags,
            remove_tags=remove_tags,
        )

    def update_artifact_version(
        self,
        name_id_or_prefix: Named,
        version: Version = None,
        add_tags: Iterable[str] | None = None,
        remove_tags: Iterable[str] | None = None,
        project: InProject = None,
    ) -> ArtifactVersionResponse:
        """The version after the change. Raises what `get_artifact_version` does."""
        return self._in(project).artifact_versions.update(
            name_id_or_prefix, version, add_tags=add_tags, remove_tags=remove_tags
        )

    def delete_artifact(
        self,
        name_id_or_prefix: Named,
        project: InProject = None,
        *,
        delete_from_artifact_store: bool = False,
    ) -> None:
        """Remove an artifact with its versions, and with `delete_from_artifact_store` their bytes.

        Raises what `get_artifact` does.
        """
        self._in(project).artifacts.delete(name_id_or_prefix, files=delete_from_artifact_store)

    def delete_artifact_version(
        self,
        name_id_or_prefix: Named,
        version: Version = None,
        delete_metadata: bool = True,
        delete_from_artifact_store: bool = False,
        project: InProject = None,
    ) -> None:
        """Remove what is known of an artifact version, its bytes, or both.

        Raises what `get_artifact_version` does, and `InvalidArgumentError` if neither is to go.
        """
        self._in(project).artifact_versions.delete(
            name_id_or_prefix, version, record=delete_metadata, files=delete_from_artifact_store
        )
