"""Values for people: short text, and the cards of every view."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from math import isfinite
from typing import Any, NamedTuple

from tallystick.values._integers import format_integer
from tallystick.values.types import StorageSize

MAX_TEXT = 80
MAX_ITEMS = 8

# Python writes larger whole numbers with an exponent.
_EXACT_FLOATS = 1e16
_SIZE_UNITS = ("KiB", "MiB", "GiB", "TiB", "PiB", "EiB")


class Card(NamedTuple):
    """A group of entries in a view; `title` is None for the entries that are in no group."""

    title: str | None
    entries: dict[str, Any]


def cards(metadata: Mapping[str, Any]) -> list[Card]:
    """The entries in groups: each dict is a card titled by its key, all else is in one before them.

    There is no card for all else if there is nothing else. The order of entries is kept.
    """
    others = {key: value for key, value in metadata.items() if not isinstance(value, dict)}
    groups = [Card(key, value) for key, value in metadata.items() if isinstance(value, dict)]
    return [Card(None, others), *groups] if others else groups


def display(value: Any) -> str:
    """One line for a value, of about 80 characters at the most.

    The text is for reading: it does not say the type, and digits and characters may be left out.
    """
    return fold(_display(value))


def fold(text: str, *, most: int = MAX_TEXT) -> str:
    """The text on one line, with what is too much replaced by how much it is."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    kept = most - 12
    return f"{line[:kept]}… (+{len(line) - kept:,})"


def _display(value: Any) -> str:
    for kind, show in _DISPLAYS:
        if isinstance(value, kind):
            return show(value)
    return str(value)


def _display_int(value: int) -> str:
    return format_integer(int(value))


def _display_float(value: float) -> str:
    """Six digits, and all of a whole number."""
    if not isfinite(value):
        return {"nan": "NaN", "inf": "∞", "-inf": "-∞"}[repr(float(value))]
    if value.is_integer() and abs(value) < _EXACT_FLOATS:
        return repr(float(value))
    return format(value, ".6g")


def _display_size(value: int) -> str:
    power = (abs(value).bit_length() - 1) // 10
    if not 0 < power <= len(_SIZE_UNITS):
        return f"{format_integer(int(value))} B"
    return f"{value / 1024**power:.2f} {_SIZE_UNITS[power - 1]}"


def _display_datetime(value: datetime) -> str:
    text = value.isoformat(sep=" ")
    return text.replace("+00:00", " UTC") if value.utcoffset() == timedelta(0) else text


def _display_timedelta(value: timedelta) -> str:
    """The two largest units: `1 h 20 min`, `3.25 s`, `250 ms`."""
    if value < timedelta(0):
        return "-" + _display_timedelta(-value)
    if value < timedelta(minutes=1):
        return _display_seconds(value)
    seconds = value // timedelta(seconds=1)
    parts: list[str] = []
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        count, seconds = divmod(seconds, length)
        if count or parts:
            parts.append(f"{count} {unit}" if count else "")
    return " ".join(filter(None, parts[:2]))


def _display_seconds(value: timedelta) -> str:
    if timedelta(0) < value < timedelta(milliseconds=1):
        return f"{value.microseconds} µs"
    if timedelta(0) < value < timedelta(seconds=1):
        return f"{value.microseconds / 1e3:.4g} ms"
    return f"{value / timedelta(seconds=1):.4g} s"


def _display_items(opening: str, items: Iterable[str], length: int, closing: str) -> str:
    shown = [item for item, _ in zip(items, range(MAX_ITEMS), strict=False)]
    if length > MAX_ITEMS:
        shown.append(f"… (+{length - MAX_ITEMS:,})")
    return opening + ", ".join(shown) + closing


def _display_list(value: list[Any]) -> str:
    return _display_items("[", map(_display, value), len(value), "]")


def _display_tuple(value: tuple[Any, ...]) -> str:
    return _display_items("(", map(_display, value), len(value), ",)" if len(value) == 1 else ")")


def _display_set(value: set[Any] | frozenset[Any]) -> str:
    return _display_items("{", sorted(map(_display, value)), len(value), "}")


def _display_dict(value: dict[str, Any]) -> str:
    pairs = (f"{key}: {_display(item)}" for key, item in value.items())
    return _display_items("{", pairs, len(value), "}")


# Subclasses before their bases.
_DISPLAYS: list[tuple[type | tuple[type, ...], Callable[[Any], str]]] = [
    (str, str),
    (bool, str),
    (StorageSize, _display_size),
    (int, _display_int),
    (float, _display_float),
    (datetime, _display_datetime),
    (date, str),
    (timedelta, _display_timedelta),
    (list, _display_list),
    (tuple, _display_tuple),
    ((set, frozenset), _display_set),
    (dict, _display_dict),
]
