"""Identifiers: time-ordered ones for what happens, derived ones for what is named."""

from __future__ import annotations

import hashlib
import os
import time
from uuid import UUID

_VERSION_7 = 0x7 << 76
_VARIANT = 0b10 << 62
_NAMESPACE = b"tallystick"


def new_id() -> UUID:
    """A new UUIDv7 (RFC 9562): later ids sort after earlier ones, to the millisecond.

    Of a clock that is before 1970, which no such id can say, all have its beginning.
    """
    milliseconds = max(0, time.time_ns() // 1_000_000)
    noise = int.from_bytes(os.urandom(10), "big")
    random_a = (noise >> 62) & 0xFFF
    random_b = noise & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=milliseconds << 80 | _VERSION_7 | random_a << 64 | _VARIANT | random_b)


def derived_id(*parts: str) -> UUID:
    """The id that belongs to `parts`: the same on every machine, for ever (UUIDv8, SHA-256).

    Named things get theirs from project, kind and name, so stores that are merged agree.
    """
    digest = hashlib.sha256(_NAMESPACE)
    for part in parts:
        encoded = part.encode()
        digest.update(len(encoded).to_bytes(4, "big") + encoded)
    number = int.from_bytes(digest.digest()[:16], "big")
    number &= ~(0xF << 76) & ~(0b11 << 62)
    return UUID(int=number | 0x8 << 76 | _VARIANT)
