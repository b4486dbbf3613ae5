"""Short words for times, statuses and other facts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from rich.text import Text

from tallystick.cli.printing.console import printable
from tallystick.client.views.text import duration, moment, size
from tallystick.records.artifacts import Preview
from tallystick.records.runs import Failure, Process
from tallystick.records.steps import CacheKey
from tallystick.values import decode, display
from tallystick.values.display import fold

ABSENT = "-"

_EXACT_BELOW = 1024

_STYLES = {
    "completed": ("✓", "green"),
    "cached": ("↺", "cyan"),
    "failed": ("✗", "red"),
    "running": ("●", "blue"),
    "initializing": ("○", "blue"),
    "retried": ("↻", "yellow"),
    "stopped": ("■", "yellow"),
    "production": ("", "bold green"),
    "staging": ("", "yellow"),
    "archived": ("", "dim"),
}

_AGES = (
    (timedelta(minutes=1), timedelta(seconds=1), "s"),
    (timedelta(hours=1), timedelta(minutes=1), "min"),
    (timedelta(days=1), timedelta(hours=1), "h"),
    (timedelta(days=60), timedelta(days=1), "d"),
)


def ago(time: datetime, now: datetime | None = None) -> str:
    """How long ago that was: `12 s ago`, `3 min ago`, `5 d ago`; the date if that is long.

    >>> ago(datetime(2026, 1, 31, 11, 57, tzinfo=UTC), datetime(2026, 1, 31, 12, tzinfo=UTC))
    '3 min ago'
    """
    age = (now or datetime.now(UTC)) - time
    if age < timedelta(seconds=1):
        # Clocks of two machines are never quite the same.
        return "just now" if age > timedelta(minutes=-1) else moment(time)
    for limit, unit, name in _AGES:
        if age < limit:
            return f"{age // unit} {name} ago"
    return time.date().isoformat()


def when(time: datetime, *, terminal: bool) -> str:
    """A time to the second; on a terminal also how long ago that was."""
    return f"{moment(time)}, {ago(time)}" if terminal else moment(time)


def fact(name: str, value: Any, *, terminal: bool) -> Text:
    """A fact of a record in a few words, by what its name says it is.

    On a terminal times say how long ago they are; elsewhere, where text is kept, which they are.
    """
    if value is None or value in ((), {}, ""):
        return Text(ABSENT, "dim")
    if name in ("status", "stage"):
        return status(value, terminal=terminal)
    if name.endswith("_at"):
        return Text(ago(value) if terminal else moment(value))
    if name.endswith("_s"):
        return Text(duration(value))
    if name.endswith("_bytes"):
        return Text(size(int(value)))
    if name == "graph":
        return Text(printable(", ".join(step for step, _ in value)))
    if name == "tags":
        return Text(printable(", ".join(value)))
    return Text(printable(fold(_readable(value))))


def _readable(value: Any) -> str:
    """A fact that is made of others, without the names of classes."""
    match value:
        case Failure():
            return f"{value.type}: {value.message}"
        case CacheKey():
            return value.digest
        case Process():
            return f"process {value.pid} on {value.host}"
        case Preview():
            return value.name
        case tuple():
            return ", ".join(map(_readable, value))
        case dict():
            return ", ".join(f"{key}: {_readable(item)}" for key, item in value.items())
        case msgspec.Raw():
            return display(decode(value))
    return display(value)


def exact_size(size_bytes: int) -> str:
    """A size in a unit that fits, and to the byte.

    >>> exact_size(300), exact_size(1_234_567)
    ('300 B', '1.18 MiB (1,234,567 bytes)')
    """
    short = size(size_bytes)
    return short if size_bytes < _EXACT_BELOW else f"{short} ({size_bytes:,} bytes)"


def shown(value: Any) -> Text:
    """A metadata value on one line."""
    return Text(printable(display(value)))


def status(word: str, *, terminal: bool) -> Text:
    """A status or stage; on a terminal with its mark and colour."""
    if word == "none":
        return Text(ABSENT, "dim")
    mark, style = _STYLES.get(word, ("", ""))
    return Text(f"{mark} {word}".lstrip(), style) if terminal else Text(word)


def count(number: int, noun: str) -> str:
    """A number of things.

    >>> count(1, "step"), count(3, "step")
    ('1 step', '3 steps')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
