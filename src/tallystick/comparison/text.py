"""A comparison as text: aligned columns, in blocks where a terminal has no room for all."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from tallystick.comparison.data import shown_groups
from tallystick.comparison.rows import MISSING, Row
from tallystick.comparison.table import Group, Table
from tallystick.comparison.wording import ARROWS, headline, legend, shown

ABSENT = "-"
BEST = "*"

_INDENT = "  "
_GAP = "  "
_WIDEST_NAME = 40
_WIDEST_CELL = 44


class Role(StrEnum):
    """What a piece of text is, for those who give it a style."""

    PLAIN = "plain"
    TITLE = "title"
    QUIET = "quiet"
    BEST = "best"
    WORST = "worst"
    ADDED = "added"
    REMOVED = "removed"


class Piece(NamedTuple):
    """Some text of a line."""

    text: str
    role: Role = Role.PLAIN


Line = Sequence[Piece]


def table_text(table: Table, *, every: bool = False, width: int | None = None) -> str:
    """The table in lines of at most `width` columns where that is possible.

    None is no limit, and nothing is cut off then.

    Rows that are the same are counted, and shown if `every` is True.
    """
    lines = table_lines(table, every=every, width=width)
    return "\n".join("".join(piece.text for piece in line).rstrip() for line in lines)


def table_lines(table: Table, *, every: bool = False, width: int | None = None) -> Iterator[Line]:
    """The same, in pieces that say what they are."""
    yield (Piece(headline(table), Role.QUIET),)
    groups = list(shown_groups(table, every=every))
    if groups:
        yield from _rows(table, groups, width)
    if note := legend([row for _, rows in groups for row in rows], best=BEST):
        yield ()
        yield (Piece(note, Role.QUIET),)


Groups = Sequence[tuple[Group, Sequence[Row]]]


def _rows(table: Table, groups: Groups, width: int | None) -> Iterator[Line]:
    widest_name, widest = (_WIDEST_NAME, _WIDEST_CELL) if width is not None else (None, None)
    names = [_clipped(_INDENT + _label(row), widest_name) for _, rows in groups for row in rows]
    titles = [group.title for group, _ in groups]
    first = max(map(text_width, (*names, *titles)))
    cells = [_cells(row, widest) for _, rows in groups for row in rows]
    heads = [_clipped(column.name, widest) for column in table.columns]
    widths = [
        max(text_width(head), *(sum(text_width(p.text) for p in row[place]) for row in cells))
        for place, head in enumerate(heads)
    ]
    for block in _blocks(widths, first, width, table.baseline):
        yield ()
        yield _line(" " * first, [((Piece(heads[i], Role.TITLE),), widths[i]) for i in block])
        number = 0
        for group, rows in groups:
            yield (Piece(group.title, Role.TITLE),)
            for _ in rows:
                name = names[number] + " " * (first - text_width(names[number]))
                yield _line(name, [(cells[number][i], widths[i]) for i in block])
                number += 1


def _blocks(
    widths: Sequence[int], first: int, width: int | None, baseline: int
) -> Iterator[list[int]]:
    """Places of the columns that stand beside each other; the baseline is in each block."""
    block: list[int] = []
    used = first
    for place, needed in enumerate(widths):
        taken = needed + len(_GAP)
        if width is not None and used + taken > width and set(block) - {baseline}:
            yield block
            block = [baseline] if baseline < place else []
            used = first + sum(widths[i] + len(_GAP) for i in block)
        block.append(place)
        used += taken
    if block:
        yield block


def _line(name: str, cells: Iterable[tuple[Line, int]]) -> Line:
    pieces = [Piece(name)]
    for cell, width in cells:
        blanks = width - sum(text_width(piece.text) for piece in cell)
        pieces += [Piece(_GAP), *cell, Piece(" " * blanks)]
    return pieces


def _label(row: Row) -> str:
    if row.aim is None:
        return row.name
    return f"{row.name} {ARROWS[row.aim.better]}{'?' if row.aim.guessed else ''}"


def _cells(row: Row, widest: int | None) -> list[Line]:
    texts = [_clipped(text, widest) for text in shown(row)]
    return [_cell(row, place, texts[place]) for place in range(len(texts))]


def _cell(row: Row, place: int, text: str) -> Line:
    if row.values[place] is MISSING:
        return (Piece(ABSENT, Role.QUIET),)
    role = Role.PLAIN
    mark = ""
    if place in row.best:
        role, mark = Role.BEST, f" {BEST}"
    elif place in row.worst:
        role = Role.WORST
    pieces = [Piece(text + mark, role)]
    delta = row.deltas[place]
    if delta is not None and delta.sign:
        pieces.append(Piece(f"  {delta}", Role.QUIET))
    return pieces


def _clipped(text: str, most: int | None) -> str:
    if most is None or text_width(text) <= most:
        return text
    kept = ""
    for character in text:
        if text_width(kept + character) > most - 1:
            break
        kept += character
    return kept + "…"


def text_width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1
        for one in text
    )
