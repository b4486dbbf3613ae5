"""Stacks, by their flat names: remembered, not acted on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tallystick.client.arguments import checked_arguments
from tallystick.client.flat.base import Collections
from tallystick.client.kept_stacks import Stacks
from tallystick.client.stacks import Stack, StackComponent, StackComponentType


@checked_arguments
class StackCalls(Collections):
    """`active_stack`, `create_stack` and their like. Everything runs here whatever they say."""

    @property
    def stacks(self) -> Stacks:
        """The stacks of this machine."""
        return Stacks(self.session)

    @property
    def active_stack(self) -> Stack:
        """The active stack; each purpose is an attribute: its component, or None."""
        return self.stacks.active()

    @property
    def active_stack_model(self) -> Stack:
        """The active stack again."""
        return self.stacks.active()

    def get_stack(
        self, name_id_or_prefix: str | UUID | Stack | None = None, hydrate: bool = True
    ) -> Stack:
        """The stack with this name or id; the active one for None.

        Raises `NotFoundError` (a `KeyError`) with close matches.
        """
        return self.stacks.get(name_id_or_prefix)

    def list_stacks(self) -> list[Stack]:
        """All stacks: `default`, then the others by name."""
        return self.stacks.find()

    def create_stack(
        self,
        name: str,
        components: Mapping[Any, Any],
        stack_spec_file: str | None = None,
        labels: Mapping[str, Any] | None = None,
    ) -> Stack:
        """A new stack of existing components, by purpose.

        Raises `EntityExistsError` for a taken name, `NotFoundError` for an unknown component.
        """
        return self.stacks.create(name, components)

    def activate_stack(self, stack_name_id_or_prefix: str | UUID | Stack) -> None:
        """Make a stack the one that `active_stack` gives. Raises what `get_stack` does."""
        self.stacks.activate(stack_name_id_or_prefix)

    def delete_stack(self, name_id_or_prefix: str | UUID | Stack, recursive: bool = False) -> None:
        """Forget a stack. Raises what `get_stack` does."""
        self.stacks.delete(name_id_or_prefix)

    def create_stack_component(
        self,
        name: str,
        flavor: str,
        component_type: StackComponentType | str,
        configuration: Mapping[str, Any] | None = None,
        labels: Mapping[str, Any] | None = None,
    ) -> StackComponent:
        """A new component. Raises `EntityExistsError` for a taken name."""
        return self.stacks.create_component(
            component_type, name, flavor=flavor, configuration=configuration
        )

    def get_stack_component(
        self,
        component_type: StackComponentType | str,
        name_id_or_prefix: str | UUID | StackComponent | None = None,
    ) -> StackComponent:
        """The component with this purpose and name or id; for None that of the active stack.

        Raises `NotFoundError` (a `KeyError`).
        """
        return self.stacks.component(component_type, name_id_or_prefix)
