"""Integers of any size as JSON: numbers where every reader is exact, else text."""

from __future__ import annotations

# JSON numbers are doubles to many readers; beyond this, doubles skip integers.
MAX_SAFE_INT = 2**53
# Python may limit decimal integers, to 640 digits at the least; it never limits hexadecimal ones.
_MAX_DECIMAL_BITS = 2048


def is_safe(value: int) -> bool:
    """Whether every reader of JSON reads this number exactly."""
    return -MAX_SAFE_INT <= value <= MAX_SAFE_INT


def format_integer(value: int) -> str:
    """All digits: decimal, or hexadecimal above 2048 bits."""
    return str(value) if value.bit_length() <= _MAX_DECIMAL_BITS else hex(value)


def parse_integer(text: str) -> int:
    """The inverse of `format_integer`. Raises `ValueError` for other text."""
    return int(text, 16 if "0x" in text[:3] else 10)
