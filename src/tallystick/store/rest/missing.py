"""What a store behind a server needs, and the core install does not have."""

from __future__ import annotations

import importlib
from typing import Any

from tallystick.errors import MissingDependencyError


def httpx() -> Any:
    """The module; `MissingDependencyError` where it is not installed."""
    try:
        return importlib.import_module("httpx")
    except ImportError as error:
        remedy = "pip install 'tallystick[remote]'"
        raise MissingDependencyError(
            f"httpx is needed for a store behind a server, and cannot be imported ({error}). "
            f"Install it: {remedy}",
            package="httpx",
            extra="remote",
            remedy=remedy,
        ) from error
