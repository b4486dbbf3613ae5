"""Models and their versions, by their flat names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tallystick.client.arguments import checked_arguments
from tallystick.client.flat.base import Collections, listed
from tallystick.client.handles import Handle, ModelResponse, ModelVersionResponse
from tallystick.client.pages import Page
from tallystick.client.references import InProject, Named, Version, is_like_id
from tallystick.errors import InvalidArgumentError
from tallystick.records.models import ModelDetails, Stage


@checked_arguments
class ModelCalls(Collections):
    """`get_model_version`, `create_model` and their like."""

    def get_model(
        self, model_name_or_id: Named, project: InProject = None, hydrate: bool = True
    ) -> ModelResponse:
        """The model with this name or id.

        Raises `NotFoundError` (a `KeyError`) with close matches.
        """
        return self._in(project).models.get(model_name_or_id)

    def get_model_version(
        self,
        model_name_or_id: Named | None = None,
        model_version_name_or_number_or_id: Version = None,
        project: InProject = None,
        hydrate: bool = True,
    ) -> ModelVersionResponse:
        """A version of a model: by name, number, stage or id; the newest for None.

        A version's id is enough without the model. Raises `NotFoundError` (a `KeyError`) with close
        matches, and `InvalidArgumentError` (a `ValueError`) if there is neither model nor id.
        """
        versions = self._in(project).model_versions
        version = model_version_name_or_number_or_id
        if model_name_or_id is not None:
            return versions.get(model_name_or_id, version)
        if not is_like_id(version):
            raise InvalidArgumentError(
                f"get_model_version() needs the model, or the id of a version; got {version!r}.",
                given=version,
            )
        return versions.get(version if isinstance(version, Handle) else str(version))

    def list_models(
        self,
        sort_by: str = "created",
        page: int = 1,
        size: int = 20,
        logical_operator: str = "and",
        *,
        project: InProject = None,
        **filters: Any,
    ) -> Page[ModelResponse]:
        """A page of models, oldest first.

        Filters: `id, name, tags, created, run_metadata`. Raises what `listed` says.
        """
        return listed(
            self._in(project).models,
            "list_models",
            filters,
            sort_by=sort_by,
            page=page,
            size=size,
            logical_operator=logical_operator,
        )

    def list_model_versions(
        self,
        model: Named | None = None,
        sort_by: str = "number",
        page: int = 1,
        size: int = 20,
        logical_operator: str = "and",
        *,
        project: InProject = None,
        **filters: Any,
    ) -> Page[ModelVersionResponse]:
        """A page of model versions by number; those of `model` (its name or id) if it is given.

        Filters: `id, name, number, stage, description, tags, created, run_metadata`.
        Raises what `listed` says.
        """
        return listed(
            self._in(project).model_versions,
            "list_model_versions",
            {"model": model, **filters},
            sort_by=sort_by,
            page=page,
            size=size,
            logical_operator=logical_operator,
        )

    def create_model(
        self,
        name: str,
        license: str | None = None,
        description: str | None = None,
        audience: str | None = None,
        use_cases: str | None = None,
        limitations: str | None = None,
        trade_offs: str | None = None,
        ethics: str | None = None,
        tags: Iterable[str] | None = None,
        save_models_to_registry: bool = True,
    ) -> ModelResponse:
        """A new model without versions. Raises `EntityExistsError` where the name is taken."""
        details = ModelDetails(
            license=license,
            description=description,
            audience=audience,
            use_cases=use_cases,
            limitations=limitations,
            trade_offs=trade_offs,
            ethics=ethics,
        )
        return self.models.create(name, details=details, tags=tags)

    def create_model_version(
        self,
        model_name_or_id: Named,
        name: str | None = None,
        description: str | None = None,
        tags: Iterable[str] | None = None,
        project: InProject = None,
    ) -> ModelVersionResponse:
        """The next version of a model, named after its number unless `name` is given.

        Raises `NotFoundError` for an unknown model, `EntityExistsError` for a taken name,
        `InvalidArgumentError` for a name that is a number or a stage.
        """
        return self._in(project).model_versions.create(
            model_name_or_id, name=name, description=description, tags=tags
        )

    def update_model(
        self,
        model_name_or_id: Named,
        name: str | None = None,
        license: str | None = None,
        description: str | None = None,
        audience: str | None = None,
        use_cases: str | None = None,
        limitations: str | None = None,
        trade_offs: str | None = None,
        ethics: str | None = None,
        add_tags: Iterable[str] | None = None,
        remove_tags: Iterable[str] | None = None,
        save_models_to_registry: bool | None = None,
        project: InProject = None,
    ) -> ModelResponse:
        """The model after all of the change, or an error and none of it.

        Raises what `get_model` does, and `EntityExistsError` for a taken name.
        """
        details = ModelDetails(
            license=license,
            description=description,
            audience=audience,
            use_cases=use_cases,
            limitations=limitations,
            trade_offs=trade_offs,
            ethics=ethics,
        )
        return self._in(project).models.update(
            model_name_or_id,
            name=name,
            details=None if details == ModelDetails() else details,
            add_tags=add_tags,
            remove_tags=remove_tags,
        )

    def update_model_version(
        self,
        model_name_or_id: Named,
        version_name_or_id: Version,
        stage: Stage | str | None = None,
        force: bool = False,
        name: str | None = None,
        description: str | None = None,
        add_tags: Iterable[str] | None = None,
        remove_tags: Iterable[str] | None = None,
        project: InProject = None,
    ) -> ModelVersionResponse:
        """The version after all of the change, or an error and none of it.

        Raises what `get_model_version` does; `StageTakenError` (a `RuntimeError`) where another
        version holds the stage and `force` is false; `EntityExistsError` for a taken name.
        """
        return self._in(project).model_versions.update(
            model_name_or_id,
            version_name_or_id,
            stage=stage,
            force=force,
            name=name,
            description=description,
            add_tags=add_tags,
            remove_tags=remove_tags,
        )

    def delete_model(self, model_name_or_id: Named, project: InProject = None) -> None:
        """Remove a model with its versions; artifacts and runs stay.

        Raises what `get_model` does.
        """
        self._in(project).models.delete(model_name_or_id)

    def delete_model_version(self, model_version_id: Named) -> None:
        """Remove the version with this id.

        Raises `NotFoundError`, and `InvalidArgumentError` for a name, which would not say which
        version.
        """
        if isinstance(model_version_id, str) and not is_like_id(model_version_id):
            raise InvalidArgumentError(
                f"delete_model_version() takes the id of a version; got {model_version_id!r}. "
                "By name: client.get_model_version(model, version).delete().",
                given=model_version_id,
            )
        self.model_versions.delete(model_version_id)
