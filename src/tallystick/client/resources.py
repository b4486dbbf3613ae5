"""What code written for ZenML names as the resource of metadata and tags."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar
from uuid import UUID

import msgspec

from tallystick.client.choices import one_of
from tallystick.errors import InvalidArgumentError, InvalidValueError
from tallystick.records.targets import Kind, Target


class MetadataResourceTypes(StrEnum):
    """What metadata can belong to."""

    PIPELINE_RUN = "pipeline_run"
    STEP_RUN = "step_run"
    ARTIFACT_VERSION = "artifact_version"
    MODEL_VERSION = "model_version"
    SCHEDULE = "schedule"


class TaggableResourceTypes(StrEnum):
    """What can have tags."""

    ARTIFACT = "artifact"
    ARTIFACT_VERSION = "artifact_version"
    MODEL = "model"
    MODEL_VERSION = "model_version"
    PIPELINE = "pipeline"
    PIPELINE_RUN = "pipeline_run"


class RunMetadataResource(msgspec.Struct, frozen=True):
    """One thing that metadata belongs to."""

    id: UUID | str
    type: MetadataResourceTypes | str


class TagResource(msgspec.Struct, frozen=True):
    """One thing that has a tag."""

    id: UUID | str
    type: TaggableResourceTypes | str


Types = TypeVar("Types", MetadataResourceTypes, TaggableResourceTypes)


def resource_target(resource: object, types: type[Types]) -> Target:
    """The target a resource names, or a handle is of.

    Raises `InvalidValueError` for what is neither, `InvalidArgumentError` for an unknown type and
    for an id that is none.
    """
    if isinstance(target := getattr(resource, "target", None), Target):
        return target
    if not (hasattr(resource, "id") and hasattr(resource, "type")):
        raise InvalidValueError(
            f"A resource has an id and a type; got {resource!r} ({type(resource).__name__}).",
            path="resources",
            type=type(resource).__name__,
        )
    word = one_of(types, resource.type, "type of resource")
    if word == "schedule":
        raise InvalidArgumentError("There are no schedules here, so none has metadata.")
    try:
        id = resource.id if isinstance(resource.id, UUID) else UUID(str(resource.id))
    except ValueError:
        raise InvalidArgumentError(
            f"The id of a resource is a UUID; got {resource.id!r}.", given=resource.id
        ) from None
    return Target(Kind.RUN if word == "pipeline_run" else Kind(word.value), id)


def resource_targets(resources: object, types: type[Types]) -> tuple[Target, ...]:
    """The targets of several resources, or of one, each once.

    Raises what `resource_target` does, and `InvalidArgumentError` for none.
    """
    several = resources if isinstance(resources, list | tuple | set) else [resources]
    targets = tuple(dict.fromkeys(resource_target(one, types) for one in several))
    if not targets:
        raise InvalidArgumentError("There are no resources; name at least one.")
    return targets
