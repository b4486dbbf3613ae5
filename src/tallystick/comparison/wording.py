"""The words and texts that all faces of a comparison share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from tallystick.comparison.rows import MISSING, Row
from tallystick.comparison.subjects import Section
from tallystick.comparison.table import Table
from tallystick.values import display, type_name

_HASH = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_SHORT = 12


def counted(number: int, noun: str) -> str:
    """A number of things.

    >>> counted(1, "row"), counted(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def headline(table: Table) -> str:
    """What is compared, with what, and how much differs."""
    things = counted(len(table.columns), table.kind.words)
    base = table.columns[table.baseline].name
    differing, rows = len(table.differing), len(table.rows)
    if not differing:
        return f"{things}: no difference in {counted(rows, 'row')}"
    return f"{things}, baseline {base}: {differing:,} of {counted(rows, 'row')} differ"


def legend(rows: Sequence[Row]) -> str:
    """What the marks in these rows mean; empty where there are none."""
    said = []
    aims = [row.aim for row in rows if row.aim is not None]
    if aims:
        said.append("↑ higher is better, ↓ lower")
        if any(aim.guessed for aim in aims):
            said.append("? guessed from the name")
    if any(row.best for row in rows):
        said.append("* best")
    return "; ".join(said)


def shown(row: Row) -> list[str]:
    """The values of a row as short texts, with their types where texts would hide a difference."""
    short = row.section not in (Section.METADATA, Section.PARAMETERS)
    texts = ["" if v is MISSING else shown_value(v, short=short) for v in row.values]
    if row.differs and _hides(row, texts):
        return [
            text if value is MISSING else f"{text} ({type_name(value)})"
            for text, value in zip(texts, row.values, strict=True)
        ]
    return texts


def _hides(row: Row, texts: Sequence[str]) -> bool:
    """Whether values of different types have the same text."""
    types: dict[str, type] = {}
    return any(
        value is not MISSING and types.setdefault(text, type(value)) is not type(value)
        for text, value in zip(texts, row.values, strict=True)
    )


def shown_value(value: Any, *, short: bool = True) -> str:
    """A value as short text; with `short` only the beginning of hashes."""
    if short and isinstance(value, str) and _HASH.fullmatch(value):
        return value[:_SHORT]
    return display(value)
