"""Sizes and durations: a number with a unit."""

from __future__ import annotations

import re
from datetime import timedelta
from fractions import Fraction

from tallystick.values import StorageSize

NUMBER = r"(?:\d+(?:_\d+)*(?:\.\d+)?|\.\d+)"

_DECIMAL = ("kB", "MB", "GB", "TB", "PB", "EB")
_BINARY = ("KiB", "MiB", "GiB", "TiB", "PiB", "EiB")

BYTES = {"B": 1}
BYTES |= {unit: 1000**power for power, unit in enumerate(_DECIMAL, start=1)}
BYTES |= {unit: 1024**power for power, unit in enumerate(_BINARY, start=1)}
"""The units of sizes. They are read in any case; there are no bits to confuse them with."""

_MICROSECONDS = {
    "us": 1,
    "ms": 1000,
    "s": 10**6,
    "m": 60 * 10**6,
    "h": 3600 * 10**6,
    "d": 86_400 * 10**6,
    "w": 7 * 86_400 * 10**6,
}
_LONG = {
    "us": ("µs", "μs"),
    "s": ("sec", "secs", "second", "seconds"),
    "m": ("min", "mins", "minute", "minutes"),
    "h": ("hour", "hours"),
    "d": ("day", "days"),
    "w": ("week", "weeks"),
}
DURATIONS = _MICROSECONDS | {
    word: _MICROSECONDS[unit] for unit, words in _LONG.items() for word in words
}
"""The units of durations in microseconds."""

_SIZES = {unit.lower(): count for unit, count in BYTES.items()}
_PART = re.compile(rf"({NUMBER})\s*([a-zA-Z\u00b5\u03bc]+)", re.ASCII)
_BETWEEN = re.compile(r"\s*")


def read_quantity(text: str, start: int) -> tuple[StorageSize | timedelta, int] | None:
    """The size or duration that begins at `start`, and where it ends; None where none does.

    A duration may have several parts: `2h30m`, `1 h 20 min`. A size is rounded to whole bytes.
    Raises `OverflowError` for a duration that is too long.
    """
    part = _PART.match(text, start)
    if part is None:
        return None
    if (count := _bytes(part[2])) is not None:
        return StorageSize(round(_number(part[1]) * count)), part.end()
    total, end = Fraction(0), start
    while part is not None and part[2] in DURATIONS:
        total += _number(part[1]) * DURATIONS[part[2]]
        end = part.end()
        part = _PART.match(text, _end_of_blanks(text, end))
    return (timedelta(microseconds=round(total)), end) if end > start else None


def has_time_of_day(duration: str) -> bool:
    """Whether the text of a duration names a unit shorter than days."""
    units = (found[2] for found in _PART.finditer(duration))
    return any(DURATIONS[unit] < DURATIONS["d"] for unit in units)


def _bytes(unit: str) -> int | None:
    """How many bytes the unit is; a small `b` may be the beginning of something else."""
    return None if unit == "b" else _SIZES.get(unit.lower())


def _end_of_blanks(text: str, start: int) -> int:
    found = _BETWEEN.match(text, start)
    return found.end() if found else start


def _number(text: str) -> Fraction:
    return Fraction(text.replace("_", ""))


def format_size(size: int) -> str:
    """The size in the unit of which it is the smallest whole number.

    >>> format_size(5 * 1024**2), format_size(1_500_000), format_size(7)
    ('5 MiB', '1500 kB', '7 B')
    """
    whole = {unit: size // count for unit, count in BYTES.items() if size % count == 0}
    unit = min(whole, key=whole.__getitem__)
    return f"{whole[unit]} {unit}"


def format_duration(duration: timedelta) -> str:
    """The duration in days, hours, minutes and seconds; for one below zero without its sign.

    >>> format_duration(timedelta(minutes=90)), format_duration(timedelta(seconds=-0.5))
    ('1h30m', '0.5s')
    """
    micros = abs(duration) // timedelta(microseconds=1)
    parts = []
    for unit in ("d", "h", "m"):
        count, micros = divmod(micros, _MICROSECONDS[unit])
        if count:
            parts.append(f"{count}{unit}")
    if micros or not parts:
        whole, rest = divmod(micros, 10**6)
        parts.append(f"{whole}" + (f".{rest:06}".rstrip("0") if rest else "") + "s")
    return "".join(parts)
