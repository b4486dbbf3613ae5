"""Canonical Python values."""

from __future__ import annotations

from tallystick.values.types import Value
from tallystick.values.wire import decode, encode


def normalize(value: object, *, path: str = "") -> Value:
    """The value as it will be read back: a new object, of value types at every depth.

    This is `decode(encode(value))`, so there is one rule for what is accepted and converted.

    Raises what `encode` raises.
    """
    return decode(encode(value, path=path))
