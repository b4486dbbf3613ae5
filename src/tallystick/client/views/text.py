"""Text for terminals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tallystick.values import cards, display

_INDENT = "  "
_WIDEST_NAME = 32
# Facts that are sentences are not for one line.
_TOO_LONG = ("cache",)


def one_line(kind: str, name: str, facts: Mapping[str, str], keys: int) -> str:
    """A thing in one line: what it is, what it is called and what is known about it.

    >>> one_line("ModelResponse", "rf", {"latest": "3"}, 0)
    "<ModelResponse 'rf', latest 3, no metadata>"
    """
    said = [
        text if fact == "status" else f"{fact} {text}"
        for fact, text in facts.items()
        if text and fact not in _TOO_LONG
    ]
    counted = f"{keys} metadata key{'s' if keys > 1 else ''}" if keys else "no metadata"
    return f"<{kind} {name!r}, " + ", ".join([*said, counted]) + ">"


def moment(time: datetime | None) -> str:
    """A time to the second, in UTC; empty for None."""
    return "" if time is None else display(time.astimezone(UTC).replace(microsecond=0))


def duration(seconds: float | None) -> str:
    """A duration for reading; empty for None."""
    return "" if seconds is None else display(timedelta(seconds=round(seconds, 3))) or "0 s"


def size(size_bytes: int) -> str:
    """A number of bytes for reading."""
    from tallystick.values import StorageSize

    return display(StorageSize(size_bytes))


def cards_text(metadata: Mapping[str, Any]) -> str:
    """The entries in aligned lines, each group of them under its title."""
    lines: list[str] = []
    for card in cards(metadata):
        if card.title is not None:
            lines.append(card.title)
        depth = 0 if card.title is None else 1
        lines += _lines(card.entries, depth)
        if card.title is not None and not card.entries:
            lines.append(_INDENT + "(empty)")
    return "\n".join(lines)


def table_text(columns: Sequence[str], rows: Sequence[Sequence[str]], *, numeric: int) -> str:
    """Aligned columns under their titles, the one numbered `numeric` to the right."""
    lines = [columns, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if place == numeric else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _lines(entries: Mapping[str, Any], depth: int) -> list[str]:
    widest = max((len(key) for key in entries if len(key) <= _WIDEST_NAME), default=0)
    lines = []
    for key, value in entries.items():
        if isinstance(value, dict) and value:
            lines.append(_INDENT * depth + key)
            lines += _lines(value, depth + 1)
        else:
            lines.append(f"{_INDENT * depth}{key:<{widest}}  {display(value)}")
    return lines
