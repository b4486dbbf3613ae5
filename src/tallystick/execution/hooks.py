"""Hooks: functions people want called when a step ends."""

from __future__ import annotations

import inspect
import logging
from typing import Any

from tallystick.execution.program import Hook

_log = logging.getLogger("tallystick")


def call_hook(hook: Hook | None, *arguments: Any) -> None:
    """Call `hook` with as many of `arguments` as it takes; an asynchronous one is waited for.

    What it raises is logged with its traceback and goes no further: the step's result stands.
    """
    if hook is None:
        return
    try:
        answer = hook(*arguments[: _takes(hook, len(arguments))])
        if inspect.iscoroutine(answer):
            import asyncio

            asyncio.run(answer)
    except Exception:  # noqa: BLE001  the user's code, called in this one place
        _log.exception("The hook %s failed.", getattr(hook, "__name__", hook))


def _takes(hook: Hook, most: int) -> int:
    try:
        parameters = inspect.signature(hook).parameters.values()
    except (TypeError, ValueError):
        return most
    if any(one.kind is one.VAR_POSITIONAL for one in parameters):
        return most
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return min(most, len(positional))
