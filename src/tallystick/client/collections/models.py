"""Models and their versions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from tallystick.client.arguments import checked_arguments
from tallystick.client.collections.base import Collection, tag_names
from tallystick.client.handles import ModelResponse, ModelVersionResponse
from tallystick.client.handles.models import stage_to_be
from tallystick.client.handles.reading import get, get_by_id
from tallystick.client.references import Named, Version, ref
from tallystick.errors import AmbiguousReferenceError, EntityExistsError, NotFoundError
from tallystick.records.commands import Command, CreateModelVersion, DefineModel, PromoteModel
from tallystick.records.ids import new_id
from tallystick.records.models import Model, ModelDetails, Stage
from tallystick.records.references import Ref
from tallystick.store.as_of import AsOf


@checked_arguments
class Models(Collection[ModelResponse]):
    """The models of a project."""

    handle: ClassVar[type[Any]] = ModelResponse
    what: ClassVar[str] = "model"

    def get(self, model: Named, *, as_of: AsOf | None = None) -> ModelResponse:
        """The model with this name or id, or a unique beginning of the id.

        `as_of` is a number of the journal or a time: the model as it was recorded then.
        Raises `NotFoundError` with close matches, `AmbiguousReferenceError` with the candidates.
        """
        reference = ref(model, self.what, project=self.session.project, prefixes=False)
        return get(self.session.at(as_of), ModelResponse, reference)

    def create(
        self, name: str, *, details: ModelDetails | None = None, tags: Iterable[str] | None = None
    ) -> ModelResponse:
        """A new model without versions. Raises `EntityExistsError` where the name is taken."""
        reference = ref(name, self.what, project=self.session.project, prefixes=False)
        if self._exists(reference):
            raise EntityExistsError(f"There is a model {name!r} already.", given=name)
        define = self.session.command(
            DefineModel,
            name=reference.text,
            details=details or ModelDetails(),
            tags=tag_names(tags, "tags"),
        )
        self.session.store.apply(define)
        return get(self.session, ModelResponse, reference)

    def _exists(self, reference: Ref) -> bool:
        try:
            found = self.session.store.get(Model, reference, metadata=False).record
        except NotFoundError:
            return False
        return found.name == reference.text

    def update(
        self,
        model: Named,
        *,
        name: str | None = None,
        details: ModelDetails | None = None,
        add_tags: Iterable[str] | None = None,
        remove_tags: Iterable[str] | None = None,
    ) -> ModelResponse:
        """The model after the change.

        Raises what `get` does, and `EntityExistsError` for a taken name.
        """
        return self._changed(
            self.get(model), name=name, details=details, add_tags=add_tags, remove_tags=remove_tags
        )

    def delete(self, model: Named) -> None:
        """Remove the model with its versions; artifacts and runs stay. Raises what `get` does."""
        self._deleted(self.get(model))


@checked_arguments
class ModelVersions(Collection[ModelVersionResponse]):
    """The model versions of a project."""

    handle: ClassVar[type[Any]] = ModelVersionResponse
    what: ClassVar[str] = "model version"

    def get(
        self, model: Named, version: Version = None, *, as_of: AsOf | None = None
    ) -> ModelVersionResponse:
        """A version of the model with this name or id; or the version with this id.

        `version` is a version's name, a number (`3`), a stage (`"production"`, `"latest"`) or an
        id; None is the newest.
        `as_of` is a number of the journal or a time: the version as it was recorded then.
        Raises `NotFoundError` with close matches,
        `AmbiguousReferenceError` with the candidates.
        """
        reference = ref(model, self.what, project=self.session.project, version=version)
        return get(self.session.at(as_of), ModelVersionResponse, reference)

    def create(
        self,
        model: Named,
        name: str | None = None,
        *,
        description: str | None = None,
        tags: Iterable[str] | None = None,
    ) -> ModelVersionResponse:
        """The next version of an existing model, named after its number unless `name` is given.

        client.model_versions.create("churn", "baseline")

        Raises `NotFoundError` for an unknown model, `EntityExistsError` for a taken name,
        `InvalidArgumentError` for a name that is a number or a stage.
        """
        id = new_id()
        of = self._model(model)
        command = self.session.command(
            CreateModelVersion,
            model_version_id=id,
            model=of.name,
            name=name,
            description=description or "",
            tags=tag_names(tags, "tags"),
        )
        self.session.store.apply(command)
        return get_by_id(self.session, ModelVersionResponse, id)

    def _model(self, model: Named) -> ModelResponse:
        models = Models(self.session)
        try:
            return models.get(model)
        except AmbiguousReferenceError:
            raise
        except NotFoundError as error:
            name = str(getattr(model, "name", model))
            raise NotFoundError(
                f"{error.message} Versions are of models that exist: make it first with "
                f"create_model({name!r}), or let a pipeline with that model make both.",
                **error.facts,
            ) from None

    def update(
        self,
        model: Named,
        version: Version = None,
        *,
        stage: Stage | str | None = None,
        force: bool = False,
        name: str | None = None,
        description: str | None = None,
        add_tags: Iterable[str] | None = None,
        remove_tags: Iterable[str] | None = None,
    ) -> ModelVersionResponse:
        """The version after all of the change, or an error and none of it.

        Raises what `get` does; `StageTakenError` where another version holds the stage and `force`
        is false; `EntityExistsError` for a taken name.
        """
        found = self.get(model, version)
        promotion: list[Command] = []
        if stage is not None:
            wanted = stage_to_be(stage)
            promotion.append(
                self.session.command(
                    PromoteModel, model_version_id=found.id, stage=wanted, force=force
                )
            )
        return self._changed(
            found,
            *promotion,
            name=name,
            description=description,
            add_tags=add_tags,
            remove_tags=remove_tags,
        )

    def delete(self, model: Named, version: Version = None) -> None:
        """Remove one version; artifacts and runs linked to it stay. Raises what `get` does."""
        self.get(model, version).delete()
