"""A program: a plan together with the live things it runs with in this process."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

from tallystick.plan.plan import Plan
from tallystick.tracking.external import ExternalValue

Hook = Callable[..., Any]


class StepCode:
    """What an invocation runs: the function and what its data cannot hold.

    `positional_only` are the parameters that cannot be passed by name, in order;
    `output_types` are the annotations of the outputs; `materializers` maps an output's name to
    the materializer classes (or dotted paths) to choose from.
    """

    __slots__ = (
        "function",
        "materializers",
        "on_failure",
        "on_success",
        "output_types",
        "positional_only",
    )

    def __init__(
        self,
        function: Callable[..., Any],
        *,
        positional_only: tuple[str, ...] = (),
        output_types: Mapping[str, Any] = {},
        materializers: Mapping[str, tuple[type | str, ...]] = {},
        on_success: Hook | None = None,
        on_failure: Hook | None = None,
    ) -> None:
        self.function = function
        self.positional_only = positional_only
        self.output_types = output_types
        self.materializers = materializers
        self.on_success = on_success
        self.on_failure = on_failure

    def call(self, arguments: Mapping[str, Any]) -> Any:
        """What the function returns for these arguments."""
        return call(self.function, self.positional_only, arguments)


class Program:
    """A plan and, by invocation, its code and live parameters; external values by their key."""

    __slots__ = ("code", "external", "parameters", "plan")

    def __init__(
        self,
        plan: Plan,
        code: Mapping[str, StepCode],
        *,
        parameters: Mapping[str, Mapping[str, Any]],
        external: Mapping[str, ExternalValue],
    ) -> None:
        self.plan = plan
        self.code = code
        self.parameters = parameters
        self.external = external


def call(
    function: Callable[..., Any], positional_only: tuple[str, ...], arguments: Mapping[str, Any]
) -> Any:
    """What `function` returns for arguments by name, some of which it takes only by position."""
    first = [arguments[name] for name in positional_only if name in arguments]
    rest = {k: v for k, v in arguments.items() if k not in positional_only}
    return function(*first, **rest)


def own_copy(value: Any) -> Any:
    """A copy that whoever changes `value` later does not change; itself where it has none."""
    try:
        return copy.deepcopy(value)
    except Exception:  # noqa: BLE001  people's own classes decide how they are copied
        return value
