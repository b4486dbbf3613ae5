"""`ExternalArtifact`: a value of the program as a step's input."""

from __future__ import annotations

from typing import Any

from tallystick.errors import InvalidArgumentError

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


class ExternalArtifact(ExternalValue):
    """A value that comes from outside of the pipeline, passed to a step like another's output.

        @pipeline
        def training():
            train(ExternalArtifact(value=frame))

    It is stored when the pipeline runs, and the step's result depends on its content.

    Raises `InvalidArgumentError` without a value, and for `id`, `name` and `version`: existing
    artifact versions are passed as they are.
    """

    __slots__ = ()

    def __init__(
        self,
        value: Any = _NONE,
        *,
        materializer: type | str | None = None,
        store_artifact_metadata: bool = True,
        store_artifact_visualizations: bool = True,
        **existing: Any,
    ) -> None:
        if unknown := existing.keys() - {"id", "name", "version"}:
            raise TypeError(f"ExternalArtifact has no argument {', '.join(sorted(unknown))}.")
        if existing:
            listed = " and ".join(existing)
            raise InvalidArgumentError(
                f"ExternalArtifact takes a value, not {listed}. Pass an existing artifact version "
                "to the step itself: train(Client().get_artifact_version(...)).",
                given=tuple(existing),
            )
        if value is _NONE:
            raise InvalidArgumentError(
                "ExternalArtifact needs a value: ExternalArtifact(value=...)."
            )
        super().__init__(
            value,
            materializer=materializer,
            extract_metadata=store_artifact_metadata,
            previews=store_artifact_visualizations,
        )
