"""A comparison as text: aligned columns, in blocks where a terminal has no room for all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tallystick.comparison.data import shown_groups
from tallystick.comparison.fitting import (
    clipped,
    clipped_apart,
    clipped_in_the_middle,
    folded,
    shared,
    text_width,
)
from tallystick.comparison.pieces import Line, Piece, Role
from tallystick.comparison.rows import MISSING, Row
from tallystick.comparison.table import Group, Table
from tallystick.comparison.wording import ARROWS, headline, legend, shown

ABSENT = "-"
BEST = "*"

_INDENT = "  "
_GAP = "  "
_WIDEST_NAME = 40
_WIDEST_CELL = 44
_LEAST = 12


def table_text(table: Table, *, every: bool = False, width: int | None = None) -> str:
    """The table in lines of at most `width` columns, but for what is narrower than readable.

    What is too wide is cut with a mark, texts that differ so that they still look different. None
    is no limit, and nothing is cut off then.

    Rows that are the same are counted, and shown if `every` is True.
    """
    lines = table_lines(table, every=every, width=width)
    return "\n".join("".join(piece.text for piece in line).rstrip() for line in lines)


def table_lines(table: Table, *, every: bool = False, width: int | None = None) -> Iterator[Line]:
    """The same, in pieces that say what they are."""
    yield from folded((Piece(headline(table), Role.QUIET),), width)
    groups = list(shown_groups(table, every=every))
    if groups:
        yield from _rows(table, groups, width)
    if note := legend([row for _, rows in groups for row in rows], best=BEST):
        yield ()
        yield from folded((Piece(note, Role.QUIET),), width)


Groups = Sequence[tuple[Group, Sequence[Row]]]


def _rows(table: Table, groups: Groups, width: int | None) -> Iterator[Line]:
    limits = _limits(table, groups, width)
    names, titles, heads, cells = _texts(table, groups, limits)
    first = _widest([*names, *titles])
    widths = [
        max(text_width(head), *(_line_width(row[place]) for row in cells))
        for place, head in enumerate(heads)
    ]
    for block in _blocks(widths, first, width, table.baseline):
        yield ()
        yield _line(" " * first, [((Piece(heads[i], Role.TITLE),), widths[i]) for i in block])
        number = 0
        for (_, rows), title in zip(groups, titles, strict=True):
            yield (Piece(title, Role.TITLE),)
            for _ in rows:
                name = names[number] + " " * (first - text_width(names[number]))
                yield _line(name, [(cells[number][i], widths[i]) for i in block])
                number += 1


Limits = tuple[int, int, int] | None
"""How wide names, the baseline's column and others may be."""


def _limits(table: Table, groups: Groups, width: int | None) -> Limits:
    """So that names, the baseline and any one of the others stand beside each other."""
    if width is None:
        return None
    widest = (_WIDEST_NAME, _WIDEST_CELL, _WIDEST_CELL)
    names, titles, heads, cells = _texts(table, groups, widest)
    columns = [
        max(text_width(head), *(_line_width(row[place]) for row in cells))
        for place, head in enumerate(heads)
    ]
    own = columns.pop(table.baseline)
    needed = (_widest([*names, *titles]), own, max(columns, default=0))
    first, own, others = shared(needed, width - 2 * len(_GAP), _LEAST)
    return first, own, others


Texts = tuple[list[str], list[str], list[str], list[list[Line]]]
"""Names of rows, titles of groups, heads of columns, and the cells of each row."""


def _texts(table: Table, groups: Groups, limits: Limits) -> Texts:
    first, own, others = (None, None, None) if limits is None else limits
    most = [own if place == table.baseline else others for place in range(len(table.columns))]
    rows = [row for _, several in groups for row in several]
    return (
        [clipped_in_the_middle(_INDENT + _label(row), first) for row in rows],
        [clipped_in_the_middle(group.title, first) for group, _ in groups],
        [
            clipped_in_the_middle(column.name, limit)
            for column, limit in zip(table.columns, most, strict=True)
        ],
        [_cells(row, most) for row in rows],
    )


def _widest(texts: Iterable[str]) -> int:
    return max(map(text_width, texts))


def _line_width(line: Line) -> int:
    return sum(text_width(piece.text) for piece in line)


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
        pieces += [Piece(_GAP), *cell, Piece(" " * (width - _line_width(cell)))]
    return pieces


def _label(row: Row) -> str:
    if row.aim is None:
        return row.name
    return f"{row.name} {ARROWS[row.aim.better]}{'?' if row.aim.guessed else ''}"


def _cells(row: Row, most: Sequence[int | None]) -> list[Line]:
    widest = max((limit for limit in most if limit is not None), default=None)
    texts = clipped_apart(shown(row), widest)
    return [_cell(row, place, texts[place], limit) for place, limit in enumerate(most)]


def _cell(row: Row, place: int, text: str, most: int | None) -> Line:
    if row.values[place] is MISSING:
        return (Piece(ABSENT, Role.QUIET),)
    role = Role.PLAIN
    mark = ""
    if place in row.best:
        role, mark = Role.BEST, f" {BEST}"
    elif place in row.worst:
        role = Role.WORST
    told = clipped(text, None if most is None else most - len(mark)) + mark
    delta = row.deltas[place]
    if delta is None or not delta.sign:
        return (Piece(told, role),)
    # The share goes first where there is no room for all; a number is never cut.
    for moved in (f"{_GAP}{delta}", f"{_GAP}{delta.amount}"):
        if most is None or text_width(told + moved) <= most:
            return (Piece(told, role), Piece(moved, Role.QUIET))
    return (Piece(told, role),)
