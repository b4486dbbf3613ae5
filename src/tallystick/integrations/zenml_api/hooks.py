"""Hooks that tell people how a step ended.

Stacks are remembered and not acted on, so there is nobody to post to: what would be posted is
logged.
"""

from __future__ import annotations

import logging

from tallystick.tracking.step_context import get_step_context

_log = logging.getLogger("tallystick")


def alerter_success_hook() -> None:
    """Log that the running step has succeeded."""
    _log.info("%s", _told("succeeded"))


def alerter_failure_hook(exception: BaseException) -> None:
    """Log that the running step has failed, and how."""
    _log.warning("%s: %s: %s", _told("failed"), type(exception).__name__, exception)


def _told(how: str) -> str:
    context = get_step_context()
    return f"Step {context.step_name!r} of run {context.pipeline_run.name!r} {how}"
