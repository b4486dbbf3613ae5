"""`ArtifactConfig`: what people say about an output beside its type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tallystick.errors import InvalidArgumentError, InvalidValueError
from tallystick.pipelines.options import tag_names
from tallystick.records.artifacts import ArtifactType
from tallystick.tracking.saving import checked_type


class ArtifactConfig:
    """Name, version, tags, metadata and type of a step's output.

        @step
        def train() -> Annotated[ClassifierMixin, ArtifactConfig(name="classifier", tags=["rf"])]:
            ...

    `name` may hold `{date}`, `{time}` and the pipeline's substitutions. Without `version` the
    store gives the next number. `run_metadata` becomes metadata of the artifact version; what the
    step logs itself under the same key wins. Keywords of other releases are accepted and ignored,
    except `is_model_artifact` and `is_deployment_artifact`, which set the type.
    """

    def __init__(
        self,
        *,
        name: str | None = None,
        version: str | int | None = None,
        tags: Sequence[Any] | None = None,
        run_metadata: Mapping[str, Any] | None = None,
        artifact_type: ArtifactType | str | None = None,
        is_model_artifact: bool = False,
        is_deployment_artifact: bool = False,
        **ignored: Any,  # noqa: ARG002  see the class
    ) -> None:
        if name is not None and not isinstance(name, str):
            raise InvalidValueError(f"ArtifactConfig(name=...) is text; got {name!r}.")
        if name == "":
            raise InvalidArgumentError("ArtifactConfig(name='') is empty; leave the name out.")
        self.name = name
        self.version = None if version is None else str(version)
        self.tags = tag_names("ArtifactConfig", tags)
        if run_metadata is not None and not isinstance(run_metadata, Mapping):
            raise InvalidValueError(
                f"ArtifactConfig(run_metadata=...) is a mapping; got {run_metadata!r}."
            )
        self.run_metadata = dict(run_metadata or {})
        self.artifact_type = checked_type(
            artifact_type,
            is_model_artifact=is_model_artifact,
            is_deployment_artifact=is_deployment_artifact,
        )

    def __repr__(self) -> str:
        said = {k: v for k, v in vars(self).items() if v}
        return f"ArtifactConfig({', '.join(f'{k}={v!r}' for k, v in said.items())})"
