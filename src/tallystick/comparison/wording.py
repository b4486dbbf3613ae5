"""The words and texts that all faces of a comparison share."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import takewhile
from typing import Any

from tallystick.comparison.directions import Better
from tallystick.comparison.rows import MISSING, Row
from tallystick.comparison.sameness import all_same
from tallystick.comparison.subjects import Section
from tallystick.comparison.table import Table
from tallystick.values import display, type_name
from tallystick.values.display import MAX_TEXT

ARROWS = {Better.HIGHER: "↑", Better.LOWER: "↓"}
"""Marks of rows of which more, or less, is better."""

_HASH = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_SHORT = 12
# How much of what is the same is shown before the place where long texts begin to differ.
_LEAD = 12


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


def legend(rows: Sequence[Row], *, best: str) -> str:
    """What the marks in these rows mean, `best` that of the best; empty where there are none."""
    said = []
    aims = [row.aim for row in rows if row.aim is not None]
    if aims:
        said.append("↑ higher is better, ↓ lower")
        if any(aim.guessed for aim in aims):
            said.append("? guessed from the name")
    if any(row.best for row in rows):
        said.append(f"{best} best")
    return "; ".join(said)


def shown(row: Row) -> list[str]:
    """The values of a row as short texts, longer where those would hide that they differ.

    Values that are not the same and have the same text show their types if these differ, and else
    all of themselves. What is missing has an empty text.
    """
    short = row.section not in (Section.METADATA, Section.PARAMETERS)
    texts = ["" if v is MISSING else shown_value(v, short=short) for v in row.values]
    if not row.differs:
        return texts
    alike: dict[str, list[Any]] = {}
    for text, value in zip(texts, row.values, strict=True):
        if value is not MISSING:
            alike.setdefault(_beginning(text), []).append(value)
    told = {text: _apart(values) for text, values in alike.items() if not all_same(values)}
    return [
        tell(text, value) if value is not MISSING and (tell := told.get(_beginning(text))) else text
        for text, value in zip(texts, row.values, strict=True)
    ]


def _beginning(text: str) -> str:
    """A text without the note on how much of it was left out."""
    return text.partition("… (+")[0]


def _apart(values: Sequence[Any]) -> Callable[[str, Any], str]:
    """What tells values apart that have the same short text."""
    if len({type(value) for value in values}) > 1:
        return lambda text, value: f"{text} ({type_name(value)})"
    whole = list(map(_whole, values))
    alike = takewhile(lambda characters: len(set(characters)) == 1, zip(*whole, strict=False))
    start = sum(1 for _ in alike) - _LEAD
    if max(map(len, whole)) <= MAX_TEXT or start <= 0:
        return lambda _, value: _whole(value)
    return lambda _, value: "…" + display(_whole(value)[start:])


def _whole(value: Any) -> str:
    if isinstance(value, datetime):
        return display(value)
    return value if isinstance(value, str) else repr(value)


def shown_value(value: Any, *, short: bool = True) -> str:
    """A value as short text; with `short` only the beginning of hashes, and times to the second."""
    if short and isinstance(value, datetime):
        value = value.replace(microsecond=0)
    if short and isinstance(value, str) and _HASH.fullmatch(value):
        return value[:_SHORT]
    return display(value)
