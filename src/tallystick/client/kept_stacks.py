"""The stacks of this machine: remembered, not acted on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tallystick.client.arguments import checked_arguments
from tallystick.client.choices import one_of
from tallystick.client.kept_file import KeptFile
from tallystick.client.session import Session
from tallystick.client.stacks import Stack, StackComponent, StackComponentType, local_stack
from tallystick.errors import EntityExistsError, InvalidValueError, NotFoundError, unknown

_FILE = "stacks.json"


@checked_arguments
class Stacks:
    """Stacks and components by name; `default` is always there."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._file = KeptFile(session.settings.home, _FILE)

    def active(self) -> Stack:
        """The stack that was activated last; `default` until one was."""
        return self.get(self._file.read().get("active", "default"))

    def get(self, name: str | UUID | Stack | None = None) -> Stack:
        """The stack with this name or id; the active one for None.

        Raises `NotFoundError` with close matches.
        """
        if name is None:
            return self.active()
        every = self.find()
        for stack in every:
            if _names(stack, name):
                return stack
        given = str(name)
        raise NotFoundError(unknown("stack", given, [s.name for s in every]), given=given)

    def find(self) -> list[Stack]:
        """All stacks: `default`, then the others by name."""
        held = self._file.read()
        stacks = [self._default()]
        for name, named in sorted(held.get("stacks", {}).items()):
            parts = tuple(self._component(held, purpose, part) for purpose, part in named)
            stacks.append(Stack(name=name, parts=parts))
        return stacks

    def _default(self) -> Stack:
        return local_stack(artifact_store={"path": self._session.settings.artifact_storage})

    def activate(self, name: str | UUID | Stack) -> Stack:
        """Make a stack the active one; nothing runs elsewhere for that. Raises what `get` does."""
        stack = self.get(name)
        with self._file.change() as held:
            held["active"] = stack.name
        return stack

    def create(self, name: str, components: Mapping[Any, Any]) -> Stack:
        """A new stack of existing components, by purpose.

        Raises `EntityExistsError` for a taken name, `NotFoundError` for an unknown component.
        """
        name = _text(name, "stack")
        parts = [self.component(of, _only(part)) for of, part in components.items()]
        if any(stack.name == name for stack in self.find()):
            raise EntityExistsError(f"There is a stack {name!r} already.", given=name)
        with self._file.change() as held:
            stacks = held.setdefault("stacks", {})
            stacks[name] = [(part.type.value, part.name) for part in parts]
        return Stack(name=name, parts=tuple(parts))

    def delete(self, name: str | UUID | Stack) -> None:
        """Forget a stack; `default` is active then if it was. Raises what `get` does."""
        stack = self.get(name)
        with self._file.change() as held:
            if held.get("stacks", {}).pop(stack.name, None) is None:
                raise NotFoundError("The default stack cannot be deleted.", given=stack.name)
            if held.get("active") == stack.name:
                del held["active"]

    def component(
        self,
        type: StackComponentType | str,
        name: str | UUID | StackComponent | None,
    ) -> StackComponent:
        """The component with this purpose and name or id; that of the active stack for None.

        Raises `NotFoundError`.
        """
        kind = one_of(StackComponentType, type, "type of component")
        if name is None:
            active = getattr(self.active(), kind.value)
            if active is None:
                raise NotFoundError(f"The active stack has no {kind}.", given=kind)
            name = active.name
        held = self._file.read()
        own = [part for part in self._default().parts if part.type is kind]
        kept = [self._component(held, kind, other) for other in held.get(kind.value, {})]
        for part in (*own, *kept):
            if _names(part, name):
                return part
        known = [part.name for part in (*own, *kept)]
        raise NotFoundError(unknown(kind.value, str(name), known), given=str(name))

    def create_component(
        self,
        type: StackComponentType | str,
        name: str,
        *,
        flavor: str,
        configuration: Mapping[str, Any] | None,
    ) -> StackComponent:
        """A new component. Raises `EntityExistsError` for a taken name."""
        kind = one_of(StackComponentType, type, "type of component")
        name = _text(name, kind.value)
        with self._file.change() as held:
            named = held.setdefault(kind.value, {})
            if name in named:
                raise EntityExistsError(f"There is a {kind} {name!r} already.", given=name)
            named[name] = {"flavor": flavor, "configuration": dict(configuration or {})}
            return self._component(held, kind, name)

    def _component(self, held: Mapping[str, Any], type: str, name: str) -> StackComponent:
        kept = held.get(type, {}).get(name, {})
        configuration = dict(kept.get("configuration", {}))
        if type == StackComponentType.ARTIFACT_STORE and not configuration.get("path"):
            # Where artifacts are is a setting, whatever stack is active.
            configuration["path"] = self._session.settings.artifact_storage
        return StackComponent(
            name=name,
            type=StackComponentType(type),
            flavor=kept.get("flavor", "local"),
            configuration=configuration,
        )


def _names(thing: Stack | StackComponent, given: object) -> bool:
    wanted = getattr(given, "id", given)
    return wanted == thing.name or (isinstance(wanted, str | UUID) and str(wanted) == str(thing.id))


def _only(part: Any) -> Any:
    return part[0] if isinstance(part, list) and len(part) == 1 else part


def _text(given: object, what: str) -> str:
    if not isinstance(given, str) or not given:
        raise InvalidValueError(
            f"The name of a {what} is text; got {given!r}.", path="name", type=type(given).__name__
        )
    return given
