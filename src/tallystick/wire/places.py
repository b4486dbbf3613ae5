"""Where things of each kind are found: the words of their paths."""

from __future__ import annotations

from tallystick.records.targets import Kind

ONE = {kind: kind.value.replace("_", "-") for kind in Kind}
"""The path of one thing: `step-run`."""

SEVERAL = {kind: f"{path}s" for kind, path in ONE.items()}
"""The path of several things: `step-runs`."""
