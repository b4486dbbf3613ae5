"""Stacks: what runs use, as code for remote infrastructure asks for it.

Everything runs on this machine, whatever the active stack: stacks are remembered, not acted on.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

from tallystick.records.ids import derived_id


class StackComponentType(StrEnum):
    """What a component of a stack is for."""

    ALERTER = "alerter"
    ANNOTATOR = "annotator"
    ARTIFACT_STORE = "artifact_store"
    CONTAINER_REGISTRY = "container_registry"
    DATA_VALIDATOR = "data_validator"
    DEPLOYER = "deployer"
    EXPERIMENT_TRACKER = "experiment_tracker"
    FEATURE_STORE = "feature_store"
    IMAGE_BUILDER = "image_builder"
    LOG_STORE = "log_store"
    MODEL_DEPLOYER = "model_deployer"
    MODEL_REGISTRY = "model_registry"
    ORCHESTRATOR = "orchestrator"
    STEP_OPERATOR = "step_operator"


class StackComponent(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a stack: its name, what it is for and how it was configured.

    What it was configured with can be read as attributes: `artifact_store.path`. An artifact store
    also has the calls for files: `artifact_store.open(path)`.
    """

    name: str
    type: StackComponentType
    flavor: str = "local"
    configuration: dict[str, Any] = {}

    @property
    def id(self) -> UUID:
        """An id that belongs to type and name."""
        return derived_id("stack component", self.type.value, self.name)

    @property
    def config(self) -> StackComponent:
        """What it was configured with, as attributes."""
        return self

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("_"):
            if name in self.configuration:
                return self.configuration[name]
            if self.type is StackComponentType.ARTIFACT_STORE:
                from tallystick.artifacts.files import Files

                if hasattr(Files, name):
                    return getattr(Files(), name)
        raise AttributeError(
            f"The {self.type} {self.name!r} has no setting {name!r}.", name=name, obj=self
        )

    # A configuration may hold what nobody should see.
    def __repr__(self) -> str:
        return f"<{self.type} {self.name!r}, flavor {self.flavor}>"


class Stack(msgspec.Struct, frozen=True, kw_only=True):
    """A named set of components, at most one for each purpose.

    Each purpose is an attribute: its component, or None (`stack.experiment_tracker`).
    """

    name: str
    parts: tuple[StackComponent, ...] = ()

    @property
    def id(self) -> UUID:
        """An id that belongs to the name."""
        return derived_id("stack", self.name)

    @property
    def components(self) -> dict[StackComponentType, list[StackComponent]]:
        """The components by purpose."""
        return {part.type: [part] for part in self.parts}

    def __getattr__(self, name: str) -> StackComponent | None:
        if name in set(StackComponentType):
            return next((part for part in self.parts if part.type == name), None)
        raise AttributeError(f"A stack has no attribute {name!r}.", name=name, obj=self)

    def __repr__(self) -> str:
        return f"<Stack {self.name!r}: " + ", ".join(map(repr, self.parts)) + ">"


def local_stack(
    *, orchestrator: str = "local", artifact_store: Mapping[str, Any] | None = None
) -> Stack:
    """The stack of this machine, named `default`."""
    parts = [StackComponent(name=orchestrator, type=StackComponentType.ORCHESTRATOR)]
    if artifact_store is not None:
        parts.append(
            StackComponent(
                name="default",
                type=StackComponentType.ARTIFACT_STORE,
                configuration=dict(artifact_store),
            )
        )
    return Stack(name="default", parts=tuple(parts))
