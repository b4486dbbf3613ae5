"""`ExternalArtifact`: a value of the program as a step's input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from tallystick.errors import InvalidArgumentError

if TYPE_CHECKING:
    from tallystick.tracking.model import Model

_NONE = object()


class ExternalValue:
    """A value to be stored as an artifact before the step that takes it runs."""

    __slots__ = ("extract_metadata", "materializer", "previews", "value")

    def __init__(
        self,
        value: Any,
        *,
        materializer: type | str | None = None,
        extract_metadata: bool = True,
        previews: bool = True,
    ) -> None:
        self.value = value
        self.materializer = materializer
        self.extract_metadata = extract_metadata
        self.previews = previews

    def version_id(self) -> UUID | None:
        """The artifact version that it stands for, None where the value is to be stored.

        Raises `NotFoundError` where there is no such version.
        """
        return None


class ExternalArtifact(ExternalValue):
    """A value that comes from outside of the pipeline, passed to a step like another's output.

        @pipeline
        def training():
            train(ExternalArtifact(value=frame))
            train(ExternalArtifact(name="frame", version="3"))

    A value is stored when the pipeline runs, and the step's result depends on its content.
    Instead of a value, an existing artifact version may be named: by `id`, or by `name` with
    `version` (else the newest) and `model` (then one linked to that). Passing the version itself,
    `train(Client().get_artifact_version("frame"))`, does the same.

    Raises `InvalidArgumentError` for neither and for both.
    """

    __slots__ = ("_id", "_model", "_name", "_version")

    def __init__(
        self,
        value: Any = _NONE,
        *,
        materializer: type | str | None = None,
        store_artifact_metadata: bool = True,
        store_artifact_visualizations: bool = True,
        id: UUID | str | None = None,
        name: str | None = None,
        version: str | int | None = None,
        model: Model | None = None,
    ) -> None:
        existing = {"id": id, "name": name, "version": version, "model": model}
        said = [argument for argument, given in existing.items() if given is not None]
        if (value is _NONE) is not bool(said):
            raise InvalidArgumentError(
                "ExternalArtifact needs a value, ExternalArtifact(value=...), or an existing "
                "version, ExternalArtifact(name=...); "
                + (f"got a value and {' and '.join(said)}." if said else "got neither."),
                given=tuple(said),
            )
        if said and (id is None) is (name is None):
            raise InvalidArgumentError(
                "ExternalArtifact finds an existing version by id, or by name with version and "
                f"model; got {' and '.join(said)}.",
                given=tuple(said),
            )
        super().__init__(
            None if value is _NONE else value,
            materializer=materializer,
            extract_metadata=store_artifact_metadata,
            previews=store_artifact_visualizations,
        )
        self._id, self._name, self._version, self._model = id, name, version, model

    def version_id(self) -> UUID | None:
        if self._id is None and self._name is None:
            return None
        from tallystick.tracking import resolving
        from tallystick.tracking.current import session_here

        if self._model is not None and self._name is not None:
            return self._model.linked(self._name, self._version).id
        reference = self._name if self._id is None else self._id
        return resolving.artifact_target(session_here(), reference, self._version).id
